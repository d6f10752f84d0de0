"""Whatever kills a load, readers keep the figures of before and the next load converges."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from portal.stats.actions import archive
from portal.stats.actions.loading import Order, load_figures
from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.models import CurrentRelease, PackedColumn, PackedRow, Release
from portal.stats.queries import get_sheet
from portal.stats.store.read import reset_snapshot
from portal.territories.queries.universe import reset_universe
from tests.stats.catalogues import POPULATIONS, write_catalogue
from tests.stats.releases import NOW
from tests.territories.builders import build_small_universe

ROOT = Path(__file__).resolve().parents[3]


class KilledError(BaseException):
    """The process is no more."""


class Executioner:
    """From the n-th SQL statement on, every statement fails: nothing is cleaned up, as after kill -9."""

    def __init__(self, last: int) -> None:
        self.last, self.seen = last, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen > self.last:
            raise KilledError
        return execute(sql, params, many, context)


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    settings.DATA_DIR = tmp_path / "data"
    settings.CATALOGUE_DIR = tmp_path / "catalogue"
    write_catalogue(tmp_path / "catalogue")
    reset_catalogue()
    yield tmp_path / "catalogue"
    reset_catalogue()


def _load() -> list[str]:
    return [outcome.state for outcome in load_figures(Order(by="tests", now=NOW))]


def _read() -> tuple[float | None, float | None]:
    """Population and density of Rennes: they come from two releases that must go together."""
    reset_snapshot()
    sheet = get_sheet("commune", "35238")
    population, density = sheet.series["population"].latest, sheet.series["densite"].latest
    assert population is not None
    assert density is not None
    return population.figure.value, density.figure.value


@pytest.mark.django_db(transaction=True)
def test_load_cut_short_at_any_statement_leaves_the_figures_of_before(catalogue: Path) -> None:
    build_small_universe()
    _load()
    before, value, statement = _read(), 1000, 0
    while True:
        value += 50
        write_catalogue(catalogue, {**POPULATIONS, "35238": str(value)})
        reset_catalogue()
        reset_universe()
        try:
            with connection.execute_wrapper(Executioner(statement)):
                _load()
            killed = False
        except KilledError:
            killed = True
            connection.close()  # an open transaction dies with its process
        after = (float(value), value / 50)
        assert _read() in (before, after), statement
        if not killed:
            break
        _load()
        assert _read() == after
        _ensure_clean()
        before = after
        statement += 1 if statement < 12 else 7  # every statement at first, then a sample
    assert statement > 40


def _ensure_clean() -> None:
    """Nothing prepared is left, every row belongs to a release that is kept."""
    assert not Release.objects.filter(state=Release.State.PREPARED).exists()
    kept = set(Release.objects.exclude(state=Release.State.ARCHIVED).values_list("pk", flat=True))
    assert set(PackedRow.objects.values_list("release_id", flat=True)) <= kept
    assert set(PackedColumn.objects.values_list("release_id", flat=True)) <= kept
    online = set(CurrentRelease.objects.values_list("release_id", flat=True))
    assert online <= set(PackedRow.objects.values_list("release_id", flat=True))
    folder = Path(django_settings.DATA_DIR) / "archive"
    assert not list(folder.rglob("*.partial-*"))
    known = {str(folder.parent / path) for path in Release.objects.values_list("archive", flat=True)}
    assert {str(path) for path in folder.rglob("*.parquet")} == known


@pytest.mark.django_db(transaction=True)
def test_full_disk_fails_one_dataset_and_leaves_the_figures_of_before(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_small_universe()
    _load()
    before = _read()
    write_catalogue(catalogue, {**POPULATIONS, "35238": "1100"})
    reset_catalogue()

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(archive, "build_archive", fail)
        assert _load() == ["failed", "unchanged", "unchanged"]
    assert _read() == before
    _ensure_clean()
    assert _load() == ["published", "unchanged", "published"]


_KILLED_LOAD = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.utils import timezone
from portal.stats.actions.loading import Order, load_figures

class Killer:
    seen = 0
    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

with connection.execute_wrapper(Killer()):
    print([one.state for one in load_figures(Order(by="tests", now=timezone.now()))])
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", [20, 45, 70])
def test_process_killed_for_good_leaves_the_figures_of_before(catalogue: Path, statement: int) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the same on both databases: the file is enough")
    build_small_universe()
    _load()
    before = _read()
    write_catalogue(catalogue, {**POPULATIONS, "35238": "1100"})
    connection.close()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.stats.actions.settings_of_killed",
        "DATA_DIR_OF_TEST": str(django_settings.DATA_DIR),
        "CATALOGUE_DIR_OF_TEST": str(catalogue),
        "DATABASE_OF_TEST": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", _KILLED_LOAD, str(statement)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    assert _read() in (before, (1100.0, 22.0))
    reset_catalogue()
    _load()
    assert _read() == (1100.0, 22.0)
    _ensure_clean()
    with sqlite3.connect(str(connection.settings_dict["NAME"])) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
