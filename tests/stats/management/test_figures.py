"""``manage.py figures``: what it says and when it fails."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.models import Release
from portal.territories.models import Load
from tests.stats.actions.conftest import Rewrite, rewrite
from tests.stats.catalogues import change_dataset

__all__ = ["rewrite"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]


def _call(*arguments: str) -> str:
    out = StringIO()
    call_command("figures", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_publish_says_what_it_did_and_fails_when_a_dataset_does(rewrite: Rewrite) -> None:
    assert "populations: published n° 1, 12 values (12 new, 0 changed, 0 gone)" in _call("publish")
    assert "populations: unchanged, n° 1 stays" in _call("publish")
    rewrite(c35238="?")
    with pytest.raises(CommandError, match="not loaded: populations"):
        _call("publish")


def test_publish_does_not_fail_when_a_dataset_waits_for_its_file(tmp_path: Path) -> None:
    fetch = {"kind": "handed", "instructions": "Demander le fichier à l’Institut."}
    change_dataset(tmp_path / "catalogue", "populations", fetch=fetch)
    reset_catalogue()
    text = _call("publish")
    assert (
        "… populations: waiting: Un fichier manque (à remettre par un agent). Pour le donner au portail :"
        " manage.py figures fetch populations --file nom=chemin. Lequel : manage.py figures list populations"
    ) in text
    text = _call("list")
    assert "waiting   populations" in text
    assert "online    superficies                         n° 1" in text
    assert "Demander" not in text
    text = _call("list", "populations")
    assert (
        "main: missing, to be handed over by an agent:\n            Demander le fichier à l’Institut\n"
        in text
    )
    assert "main: folder, data.csv, " in _call("list", "superficies")


def test_dry_run_of_publish_publishes_nothing() -> None:
    assert "populations: would publish n° 1, 12 values" in _call("publish", "--dry-run")
    assert not Release.objects.exists()


def test_check_shows_what_would_be_published_and_writes_nothing(rewrite: Rewrite) -> None:
    text = _call("check", "populations")
    assert "populations: 5 observations" in text
    assert "passed  rows" in text
    assert "35238" in _call("check", "populations", "--code", "35238")
    assert "populations: 1 observations" in _call("check", "populations", "--sample")
    rewrite(c35238="-5")
    with pytest.raises(CommandError, match="would not be published: populations"):
        _call("check")
    assert not Release.objects.exists()


def test_rollback_says_what_it_does_and_what_it_would_do() -> None:
    _call("publish")
    _call("publish", "--force")
    planned = _call("rollback", "populations", "--dry-run")
    assert planned == (
        "populations n° 1 would be online again (12 values), populations n° 2 would be replaced.\n"
        "The computed indicators would be computed anew.\n"
    )
    done = _call("rollback", "populations", "1")
    assert done.startswith("populations n° 1 is online again (12 values), populations n° 2 is replaced.\n")
    with pytest.raises(CommandError, match="no release before n° 1"):
        _call("rollback", "populations")


@pytest.mark.parametrize("what", ["publish", "rollback", "fetch"])
def test_folder_that_cannot_be_written_is_a_letter(what: str, tmp_path: Path, settings: Settings) -> None:
    _call("publish")
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.touch()
    with pytest.raises(CommandError, match="stay"):
        _call(what, *(["populations"] if what == "rollback" else []))


def test_diff_shows_counts_and_the_largest_change(rewrite: Rewrite, tmp_path: Path) -> None:
    _call("publish")
    rewrite(c35238="1100")
    _call("publish")
    text = _call("diff", "populations")
    assert text.startswith("populations n° 2 against n° 1\n")
    assert "population 2023 commune 35238: 1000 → 1100 (+10.0 %)" in text
    _call("diff", "populations", "2", "1", "--csv", str(tmp_path / "diff.csv"))
    lines = (tmp_path / "diff.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "indicator,year,kind,code,what,before,after,relative"
    assert "population,2023,commune,35238,changed,1000,1100,0.1" in lines
    assert len(lines) == 6  # the commune, its EPCI, département, région and France


def test_diff_of_what_does_not_exist_is_said() -> None:
    with pytest.raises(CommandError, match="no release of 'populations' is online"):
        _call("diff", "populations")
    _call("publish")
    with pytest.raises(CommandError, match=r"has no release n° 99: expected one of n° 1$"):
        _call("diff", "populations", "99")


def test_unknown_dataset_is_named_with_those_that_exist() -> None:
    for what in ("rollback", "diff"):
        with pytest.raises(CommandError, match=r"unknown dataset: salaires. .* populations, superficies"):
            _call(what, "salaires")
    for what in ("publish", "check", "list"):
        with pytest.raises(CommandError, match=r"unknown datasets: salaires. .* populations, superficies"):
            _call(what, "salaires")


def test_territories_come_first() -> None:
    Load.objects.all().delete()
    with pytest.raises(CommandError, match="load_territories first"):
        _call("publish")
