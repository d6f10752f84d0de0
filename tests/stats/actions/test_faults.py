"""Whatever kills a load, readers keep the figures of before and the next load converges."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django import Settings

from portal.stats.actions import archive
from portal.stats.actions.loading import Order, load_figures
from portal.stats.actions.lock import LoadIsRunningError
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
    """From the n-th SQL statement on, every statement fails.

    With KilledError nothing is cleaned up, as after kill -9; with an error of the database (its disk is
    full, say) the load still tries.
    """

    def __init__(self, last: int, error: BaseException) -> None:
        self.last, self.error, self.seen = last, error, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen > self.last:
            raise self.error
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
@pytest.mark.parametrize(
    ("error", "stride"), [(KilledError(), 7), (OperationalError("database or disk is full"), 9)], ids=str
)
def test_load_cut_short_at_any_statement_leaves_the_figures_of_before(
    catalogue: Path, error: BaseException, stride: int
) -> None:
    build_small_universe()
    _load()
    before, value, statement = _read(), 1000, 0
    while True:
        value += 50
        write_catalogue(catalogue, {**POPULATIONS, "35238": str(value)})
        reset_catalogue()
        reset_universe()
        executioner = Executioner(statement, error)
        try:
            with connection.execute_wrapper(executioner):
                _load()
        except type(error):
            pass
        connection.close()  # an open transaction dies with its process
        after = (float(value), value / 50)
        assert _read() in (before, after), statement
        _load()
        assert _read() == after
        _ensure_clean()
        if executioner.seen <= statement:  # it was left alone to the end
            break
        before = after
        statement += 1 if statement < 12 else stride  # every statement at first, then a sample
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
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), OSError(30, "Read-only file system")], ids=str
)
@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_disk_that_refuses_the_archive_fails_one_dataset_and_leaves_the_figures_of_before(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, step: str
) -> None:
    build_small_universe()
    _load()
    before = _read()
    write_catalogue(catalogue, {**POPULATIONS, "35238": "1100"})
    reset_catalogue()

    def fail(*args: object, **options: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        owners = {"write": (archive, "write_frames"), "fsync": (os, "fsync"), "replace": (Path, "replace")}
        patch.setattr(*owners[step], fail)
        assert _load() == ["failed", "unchanged", "unchanged"]
    assert _read() == before
    _ensure_clean()
    assert _load() == ["published", "unchanged", "published"]


@pytest.mark.django_db(transaction=True)
def test_folder_that_cannot_be_written_is_said_before_anything_is_done(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_small_universe()
    _load()

    def fail(*args: object, **options: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", fail)
        with pytest.raises(CommandError, match=r"nothing was published.*Read-only file system"):
            call_command("figures", "publish", "--force", stdout=StringIO(), stderr=StringIO())
    assert _load() == ["unchanged"] * 3


_KILLED_LOAD = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from django.utils import timezone
from portal.stats.actions import archive, releases, versions
from portal.stats.actions.loading import Order, load_figures

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

def write_half(path, *args):
    path.write_bytes(b"PAR1 and no more")
    die()

class Killer:
    seen = 0
    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if moment.isdigit() and self.seen == int(moment):
            die()
        if moment == "pointer" and sql.startswith(('UPDATE "stats_currentrelease"', "COMMIT")):
            execute(sql, params, many, context)
            die()
        return execute(sql, params, many, context)

versions.KEPT_BYTES = 0
moment = sys.argv[1]
if moment == "archive half written":
    archive.write_frames = write_half
elif moment == "archive in place":
    releases.describe_changes = die
elif moment == "before the pointer":
    releases._ensure_packed = die
elif moment == "before the purge":
    releases.purge_releases = die
with connection.execute_wrapper(Killer()):
    print([one.state for one in load_figures(Order(by="tests", now=timezone.now()))])
"""
_MOMENTS = (
    *("20", "45", "70"),
    *("archive half written", "archive in place", "before the pointer", "pointer", "before the purge"),
)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", _MOMENTS)
def test_process_killed_for_good_leaves_the_figures_of_before(catalogue: Path, moment: str) -> None:
    build_small_universe()
    for population in ("900", "950", "1000"):  # so that the next publication also purges an old release
        write_catalogue(catalogue, {**POPULATIONS, "35238": population})
        reset_catalogue()
        _load()
    before, after = _read(), (1100.0, 22.0)
    write_catalogue(catalogue, {**POPULATIONS, "35238": "1100"})
    connection.close()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings_of_process",
        "DATA_DIR_OF_TEST": str(django_settings.DATA_DIR),
        "CATALOGUE_DIR_OF_TEST": str(catalogue),
        "DATABASE_OF_TEST": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", _KILLED_LOAD, moment]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    assert _read() == (after if moment == "before the purge" else before)
    reset_catalogue()
    _load_when_the_lock_is_free()
    assert _read() == after
    _ensure_clean()
    if connection.vendor == "sqlite":
        with sqlite3.connect(str(connection.settings_dict["NAME"])) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _load_when_the_lock_is_free() -> None:
    """PostgreSQL may take a moment to see that the process is dead."""
    for _ in range(100):
        try:
            _load()
        except LoadIsRunningError:
            time.sleep(0.1)
        else:
            return
