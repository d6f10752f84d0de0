"""Datasets of which some files, or a part of a file, are at hand."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import polars as pl
import pytest

from portal.stats.actions.parts import shorten_origin
from portal.stats.actions.releases import find_current
from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.fetching import OpendatasoftFetch
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


def _write_files(tmp_path: Path, **files: dict[str, object]) -> None:
    """The descriptor with these files in the place of its only one, which they change."""
    path = tmp_path / "catalogue" / "datasets" / "populations" / "dataset.yaml"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    file = {key: descriptor.pop(key) for key in ("fetch", "columns", "rows")}
    descriptor["common"] = {key: descriptor.pop(key) for key in ("geography", "reader")}
    descriptor["files"] = [{"name": name, **file, **changes} for name, changes in files.items()]
    for name in files:
        sample = path.parent / "sample" / f"{name}.csv"
        sample.write_text("code,value\n35238,1\n", encoding="utf-8")
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    reset_catalogue()


def _write_two_vintages(tmp_path: Path) -> None:
    """Populations of 2023, needed, and of 2017, optional."""
    value = {"role": "value", "indicator": "population", "period": 2017}
    older = {
        "fetch": {"kind": "http", "url": "https://insee.example/older.csv", "mirror": "insee/older.csv"},
        "columns": {"code": {"role": "territory"}, "value": value},
        "optional": True,
    }
    coverage = {"indicator": "population", "level": "commune", "min": 1}
    years = [{**coverage, "year": 2023}, {**coverage, "year": 2017}]
    change_dataset(tmp_path / "catalogue", "populations", expect={"coverage": years})
    _write_files(tmp_path, main={}, older=older)


def test_dataset_without_its_file_waits_and_says_where_it_comes_from(mirror: Path) -> None:
    outcomes = load_outcomes()
    assert outcomes["populations"].state == "waiting"
    assert outcomes["populations"].message == (
        "Un fichier manque (insee.example). Pour le donner au portail : manage.py figures fetch populations."
        " Lequel : manage.py figures list populations"
    )
    assert outcomes["superficies"].state == "published"
    assert outcomes["calculs"].state == "published"
    assert list(get_sheet("commune", "35238").series) == ["superficie"]


def _lose_originals(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data" / "originals")


def test_dataset_that_lost_its_file_stays_online(mirror: Path, tmp_path: Path) -> None:
    mirror.write_text("code,value\n35238,1000\n35001,70\n", encoding="utf-8")
    assert load()["populations"] == "published"
    mirror.unlink()
    _lose_originals(tmp_path)
    assert load() == {"populations": "waiting", "superficies": "unchanged", "calculs": "unchanged"}
    assert find_value("commune", "35238", "population") == 1000


def test_missing_exports_are_counted_and_their_addresses_left_out(tmp_path: Path) -> None:
    export = {"kind": "opendatasoft", "portal": "https://data.ofgl.example", "dataset": "rei"}
    fetches = [{**export, "where": f"annee={year} and {'x' * 2000}"} for year in (2023, 2024)]
    _write_files(tmp_path, **{f"year_{number}": {"fetch": one} for number, one in enumerate(fetches)})
    assert load_outcomes()["populations"].message == (
        "2 fichiers manquent (data.ofgl.example). Pour les donner au portail :"
        " manage.py figures fetch populations. Lesquels : manage.py figures list populations"
    )


def test_file_of_the_mirror_is_kept_and_read_again_without_it(mirror: Path, tmp_path: Path) -> None:
    mirror.write_text("code,value\n35238,1000\n35001,70\n", encoding="utf-8")
    assert load(dry_run=True)["populations"] == "ready"
    assert not (tmp_path / "data" / "originals").exists()
    assert load()["populations"] == "published"
    mirror.unlink()
    assert load()["populations"] == "unchanged"
    assert load(force=True)["populations"] == "published"  # as after a reload of the territories
    assert find_value("commune", "35238", "population") == 1000


def test_part_kept_from_the_mirror_is_still_a_part(mirror: Path, tmp_path: Path) -> None:
    words = "Communes d’Ille-et-Vilaine."
    _fetch_from_mirror(
        tmp_path, {"path": "insee/populations.csv", "extract": words}, rows={"min": 5, "max": 10}
    )
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    load()
    mirror.unlink()
    assert load(force=True)["populations"] == "published"
    release = find_current("populations")
    assert release is not None
    assert (release.number, release.extract) == (2, words)


def test_mirror_of_a_release_made_before_is_kept_at_the_next_load(mirror: Path, tmp_path: Path) -> None:
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    load()
    _lose_originals(tmp_path)
    assert load()["populations"] == "unchanged"
    mirror.unlink()
    assert load(force=True)["populations"] == "published"


def test_release_without_a_file_of_the_one_online_is_withheld(mirror: Path, tmp_path: Path) -> None:
    _write_two_vintages(tmp_path)
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    older = mirror.with_name("older.csv")
    older.write_text("code,value\n35238,900\n", encoding="utf-8")
    assert load()["populations"] == "published"
    older.unlink()
    _lose_originals(tmp_path)
    outcome = load_outcomes()["populations"]
    assert outcome.state == "withheld"
    assert "n° 1, which is online and stays, was also read from files that are no longer at hand: older " in (
        outcome.message
    )
    assert "(older.csv, from https://insee.example/older.csv, of 20" in outcome.message
    assert "manage.py figures fetch populations" in outcome.message
    assert len(get_sheet("commune", "35238").series["population"].points) == 2
    assert load(force=True)["populations"] == "published"
    assert len(get_sheet("commune", "35238").series["population"].points) == 1


def test_file_that_the_descriptor_no_longer_has_is_not_missed(mirror: Path, tmp_path: Path) -> None:
    _write_two_vintages(tmp_path)
    for name, people in (("populations.csv", "1000"), ("older.csv", "900")):
        mirror.with_name(name).write_text(f"code,value\n35238,{people}\n", encoding="utf-8")
    load()
    path = tmp_path / "catalogue" / "datasets" / "populations" / "dataset.yaml"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    change_dataset(tmp_path / "catalogue", "populations", files=descriptor["files"][:1], expect=None)
    reset_catalogue()
    assert load()["populations"] == "published"


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
    # Its density rests on a figure that the extract does not have: nothing is said of it either.
    assert list(get_sheet("commune", "22050").series) == ["superficie"]
    assert find_value("commune", "35238", "densite") == 20
    archive = pl.read_parquet(tmp_path / "data" / "archive" / "calculs" / "1.parquet")
    assert "22050" not in archive["code"].to_list()
    assert find_value("commune", "35001", "population") == "secret"


def test_whole_file_with_too_few_rows_is_still_refused(mirror: Path, tmp_path: Path) -> None:
    _fetch_from_mirror(tmp_path, {"path": "insee/populations.csv"}, rows={"min": 5, "max": 10})
    mirror.write_text("code,value\n35238,1000\n", encoding="utf-8")
    assert load()["populations"] == "failed"


def test_optional_file_that_is_missing_is_left_out_with_what_it_would_give(
    mirror: Path, tmp_path: Path
) -> None:
    _write_two_vintages(tmp_path)
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


def test_origin_of_an_export_is_short() -> None:
    fetch = {"kind": "opendatasoft", "portal": "https://data.ofgl.example", "dataset": "comptes"}
    fetch |= {"where": "a" * 300}
    file = SourceFileSpec.model_construct(fetch=OpendatasoftFetch.model_validate(fetch))
    assert shorten_origin(file) == "export of comptes at data.ofgl.example"
