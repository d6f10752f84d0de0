"""Datasets of which some files, or a part of a file, are at hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from portal.stats.actions.releases import find_current
from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.models import PackedRow
from portal.stats.queries import get_sheet
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load, load_outcomes
from tests.stats.catalogues import change_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]
URL = "https://insee.example/populations.csv"


@pytest.fixture
def mirror(tmp_path: Path, rewrite: Rewrite) -> Path:
    """Populations now come from the network; the folder that stands for it is empty."""
    _fetch_from_mirror(tmp_path, {"path": "insee/populations.csv"})
    folder = tmp_path / "mirror" / "insee"
    folder.mkdir(parents=True)
    return folder / "populations.csv"


def _fetch_from_mirror(tmp_path: Path, mirror: dict[str, str], **fields: object) -> None:
    fetch = {"kind": "http", "url": URL, "mirror": mirror}
    change_dataset(tmp_path / "catalogue", "populations", fetch=fetch, **fields)
    reset_catalogue()


def test_dataset_without_its_file_waits_and_says_where_it_comes_from(mirror: Path) -> None:
    outcomes = load_outcomes()
    assert outcomes["populations"].state == "waiting"
    assert outcomes["populations"].message == (
        f"Un fichier manque : {URL}. Pour le donner au portail : manage.py figures fetch populations"
    )
    assert outcomes["superficies"].state == "published"
    assert outcomes["calculs"].state == "published"
    assert list(get_sheet("commune", "35238").series) == ["superficie"]


def test_dataset_that_lost_its_file_stays_online(mirror: Path) -> None:
    mirror.write_text("code,value\n35238,1000\n35001,70\n", encoding="utf-8")
    assert load()["populations"] == "published"
    mirror.unlink()
    assert load() == {"populations": "waiting", "superficies": "unchanged", "calculs": "unchanged"}
    assert find_value("commune", "35238", "population") == 1000


def test_same_file_sent_again_makes_no_release(mirror: Path) -> None:
    content = "code,value\n35238,1000\n"
    mirror.write_text(content, encoding="utf-8")
    load()
    mirror.unlink()
    mirror.write_text(content, encoding="utf-8")
    os.utime(mirror, (1_900_000_000, 1_900_000_000))
    assert set(load().values()) == {"unchanged"}


def test_extract_is_said_and_leaves_the_other_territories_without_a_line(
    mirror: Path, tmp_path: Path
) -> None:
    words = "Communes d’Ille-et-Vilaine."
    _fetch_from_mirror(
        tmp_path,
        {"path": "insee/populations.csv", "extract": words},
        rows={"min": 5, "max": 10},
        expect={"coverage": [{"indicator": "population", "level": "commune", "min": 5}]},
    )
    mirror.write_text("code,value\n35238,1000\n35001,s\n", encoding="utf-8")
    assert load()["populations"] == "published"
    release = find_current("populations")
    assert release is not None
    assert release.extract == words
    found = {check["check"]: check["severity"] for check in release.checks}
    assert found == {"rows": "warning", "coverage": "warning", "extract": "warning"}
    keys = PackedRow.objects.filter(release=release).values_list("key", flat=True)
    # Both communes, and the groups that a secret member makes secret; not 22050, nor the département 22.
    assert sorted(key for key in keys if "@" not in key) == [
        "commune:35001",
        "commune:35238",
        "departement:35",
        "epci:243500139",
        "france:FR",
        "region:53",
    ]
    assert list(get_sheet("commune", "22050").series) == ["densite", "superficie"]
    assert find_value("commune", "35001", "population") == "secret"


def test_whole_file_with_too_few_rows_is_still_refused(mirror: Path, tmp_path: Path) -> None:
    _fetch_from_mirror(tmp_path, {"path": "insee/populations.csv"}, rows={"min": 5, "max": 10})
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    assert load()["populations"] == "failed"


def test_optional_file_that_is_missing_is_left_out_with_what_it_would_give(
    mirror: Path, tmp_path: Path
) -> None:
    path = tmp_path / "catalogue" / "datasets" / "populations" / "dataset.yaml"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    of_file = ("fetch", "columns", "rows")
    file = {key: descriptor.pop(key) for key in of_file}
    older = json.loads(json.dumps(file).replace("2023", "2017").replace("populations.csv", "older.csv"))
    descriptor["common"] = {key: descriptor.pop(key) for key in ("geography", "reader")}
    descriptor["files"] = [{"name": "main", **file}, {"name": "older", "optional": True, **older}]
    coverage = {"indicator": "population", "level": "commune", "min": 1}
    descriptor["expect"] = {"coverage": [{**coverage, "year": 2023}, {**coverage, "year": 2017}]}
    sample = path.parent / "sample"
    (sample / "older.csv").write_text("code,value\n35238,1\n", encoding="utf-8")
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    reset_catalogue()
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    assert load()["populations"] == "published"
    release = find_current("populations")
    assert release is not None
    messages = [check["message"] for check in release.checks if check["check"] == "left_out"]
    assert messages == ["read without files not at hand: older"]
    mirror.with_name("older.csv").write_text("code,value\n35238,900\n", encoding="utf-8")
    assert load()["populations"] == "published"
    points = get_sheet("commune", "35238").series["population"].points
    assert [(point.year, point.figure.value) for point in points] == [(2017, 900), (2023, 1000)]
