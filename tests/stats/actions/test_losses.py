"""An older vintage of a file never replaces a newer one by itself."""

from __future__ import annotations

import json
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


def test_year_of_a_file_that_the_descriptor_no_longer_has_is_not_lost(handed: Path, tmp_path: Path) -> None:
    """The file that is left says itself which years it has: it could give that one, and never did."""
    _give(handed, "35238,2022,990")
    path = tmp_path / "catalogue" / "datasets" / "populations" / "dataset.yaml"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    keys = ("fetch", "geography", "reader", "columns", "rows")
    common = {key: descriptor.pop(key) for key in keys if key != "fetch"}
    fetches = {name: {"kind": "folder", "member": f"{name}.csv"} for name in ("data", "estimates")}
    files = [{"name": name, "fetch": fetch} for name, fetch in fetches.items()]
    write = {"common": common, "fetch": None, **dict.fromkeys(keys)}
    for name, year in (("data", 2022), ("estimates", 2024)):
        content = f"code,year,value\n35238,{year},990\n"
        (path.parent / f"{name}.csv").write_text(content, encoding="utf-8")
        (path.parent / "sample" / f"{name}.csv").write_text(content, encoding="utf-8")
    change_dataset(tmp_path / "catalogue", "populations", **write, files=files)
    reset_catalogue()
    assert load()["populations"] == "published"
    change_dataset(tmp_path / "catalogue", "populations", files=files[:1])
    reset_catalogue()
    assert load()["populations"] == "published"
    assert find_value("commune", "35238", "population") == 990
