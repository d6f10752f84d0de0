"""An older vintage of a file never replaces a newer one by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.stats.descriptors.catalogue import reset_catalogue
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load, load_outcomes
from tests.stats.catalogues import change_dataset

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(tmp_path: Path, rewrite: Rewrite) -> Path:
    """A file that says its year, as the producer's address gives today's vintage."""
    change_dataset(
        tmp_path / "catalogue",
        "populations",
        columns={
            "code": {"role": "territory"},
            "year": {"role": "period"},
            "value": {"role": "value", "indicator": "population"},
        },
    )
    reset_catalogue()
    sample = tmp_path / "catalogue" / "datasets" / "populations" / "sample" / "main.csv"
    sample.write_text("code,year,value\n35238,2023,1\n", encoding="utf-8")
    return tmp_path / "catalogue" / "datasets" / "populations" / "data.csv"


def _give(path: Path, *rows: str) -> None:
    path.write_text("\n".join(["code,year,value", *rows, ""]), encoding="utf-8")
    reset_catalogue()


def test_older_vintage_is_withheld_and_the_newer_one_stays(handed: Path) -> None:
    _give(handed, "35238,2023,1000", "35001,2023,70")
    assert load()["populations"] == "published"
    _give(handed, "35238,2022,990", "35001,2022,69")
    outcome = load_outcomes()["populations"]
    assert outcome.state == "withheld"
    assert "older than n° 1" in outcome.message
    assert "population 2023" in outcome.message
    assert find_value("commune", "35238", "population") == 1000


def test_older_vintage_is_published_when_an_agent_insists(handed: Path) -> None:
    _give(handed, "35238,2023,1000")
    load()
    _give(handed, "35238,2022,990")
    assert load(force=True)["populations"] == "published"
    assert find_value("commune", "35238", "population") == 990


def test_newer_vintage_replaces_the_older_one(handed: Path) -> None:
    _give(handed, "35238,2022,990")
    load()
    _give(handed, "35238,2023,1000")
    assert load()["populations"] == "published"


def test_year_that_the_descriptor_no_longer_gives_is_not_lost(rewrite: Rewrite, tmp_path: Path) -> None:
    load()
    columns = {
        "code": {"role": "territory"},
        "value": {"role": "value", "indicator": "population", "period": 2022},
    }
    change_dataset(tmp_path / "catalogue", "populations", columns=columns)  # the year was a mistake
    reset_catalogue()
    assert load()["populations"] == "published"
