"""A wholly new dataset, then a new vintage of it: a folder and a few lines of YAML, nothing in portal/.

The catalogue is a copy of the real one; the portal serves it on the small universe.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from portal.stats.descriptors.catalogue import get_catalogue, reset_catalogue
from portal.stats.store.read import reset_snapshot
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db

INDICATOR = """
label: Bornes de recharge
short_label: Bornes
question: Combien de bornes de recharge ouvertes au public ?
unit: charging_points
decimals: 0
levels: [commune, epci, departement, region, france]
aggregate: sum
method: Bornes en service au 31 décembre.
"""
UNIT = """
symbol: bornes
singular: borne
plural: bornes
dimension: count
"""
DATASET = """
title: Bornes de recharge par commune
summary: Un jeu de données que personne n’attendait.
producer: insee
licence: lov2
page: https://exemple.example/bornes
refresh: yearly
common:
  fetch: {kind: folder}
  reader: {kind: csv, delimiter: ";"}
  select: {etat: [en service]}
  columns:
    insee: {role: territory}
    bornes: {role: value, indicator: bornes_recharge, absent: {n.d.: not_available}}
  ignore: [nom]
  rows: {min: 1, max: 40000}
files:
"""
VINTAGE = """
  - name: bornes_{year}
    fetch: {{member: bornes_{year}.csv}}
    geography: {{level: commune, year: {year}}}
    columns: {{bornes: {{period: {year}}}}}
"""
EXPECTED = "level,code,indicator,year,value,absence,status,geography_year,rebase\n"


@pytest.fixture
def entry(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A copy of the catalogue, and the folder of the new dataset in it."""
    root = tmp_path / "catalogue"
    shutil.copytree(django_settings.CATALOGUE_DIR, root)
    settings.CATALOGUE_DIR = root
    settings.DATA_DIR = tmp_path / "data"
    build_small_universe()
    reset_snapshot()
    theme = next((root / "themes").glob("*.yaml")).stem
    (root / "indicators" / theme).mkdir(exist_ok=True)
    (root / "indicators" / theme / "bornes_recharge.yaml").write_text(INDICATOR, encoding="utf-8")
    (root / "units" / "charging_points.yaml").write_text(UNIT, encoding="utf-8")
    folder = root / "datasets" / "exemple_bornes"
    (folder / "sample").mkdir(parents=True)
    (folder / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    (folder / "expected.csv").write_text(EXPECTED, encoding="utf-8")
    yield folder
    reset_catalogue()
    reset_snapshot()


def _add_vintage(folder: Path, year: int, *rows: str) -> None:
    text = "\n".join(["insee;nom;etat;bornes", *rows, ""])
    (folder / f"bornes_{year}.csv").write_text(text, encoding="utf-8")
    (folder / "sample" / f"bornes_{year}.csv").write_text(text, encoding="utf-8")
    with (folder / "dataset.yaml").open("a", encoding="utf-8") as descriptor:
        descriptor.write(VINTAGE.format(year=year))
    reset_catalogue()


def _publish() -> str:
    out = StringIO()
    call_command("figures", "publish", "exemple_bornes", stdout=out, stderr=StringIO())
    return out.getvalue()


def _ask(client: Client, place: str) -> list[tuple[int, float | None]]:
    answer = client.get(
        f"/api/v1/territories/{place}/figures?indicator=bornes_recharge", HTTP_HOST="localhost"
    )
    assert answer.status_code == 200, answer.content
    (series,) = answer.json()["items"]
    return [(point["year"], point["value"]) for point in series["points"]]


def test_new_dataset_then_a_new_vintage_are_served_without_a_line_of_code(
    entry: Path, client: Client
) -> None:
    _add_vintage(entry, 2023, "35238;Rennes;en service;120", "35001;Acigné;en service;4",
                 "35051;Cesson-Sévigné;en service;9", "35051;Cesson-Sévigné;en travaux;50")  # fmt: skip
    assert get_catalogue().datasets["exemple_bornes"].indicators == ("bornes_recharge",)
    assert "exemple_bornes: published n° 1" in _publish()
    assert _ask(client, "commune/35238") == [(2023, 120)]
    assert _ask(client, "epci/243500139") == [(2023, 133)]
    page = client.get("/communes/35238-rennes", HTTP_HOST="localhost").content.decode()
    assert "Bornes de recharge" in page
    assert "Bornes de recharge par commune" in page  # the source

    _add_vintage(entry, 2024, "35238;Rennes;en service;140", "35001;Acigné;en service;n.d.",
                 "35051;Cesson-Sévigné;en service;9", "22050;Dinan;en service;7")  # fmt: skip
    assert "exemple_bornes: published n° 2" in _publish()
    assert _ask(client, "commune/35238") == [(2023, 120), (2024, 140)]
    assert _ask(client, "commune/35001") == [(2023, 4), (2024, None)]
    assert "140" in client.get("/communes/35238-rennes", HTTP_HOST="localhost").content.decode()
