"""The contours of the small universe: squares of 10 km in a row, by commune."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from portal.territories.models import Outline
from portal.territories.queries.contours import build_contours, order_by_place
from portal.territories.queries.universe import get_universe
from portal.web.explore.fonds.addresses import get_contours_version, write_contours_address
from portal.web.explore.fonds.kept import ensure_files, forget_files

pytestmark = pytest.mark.usefixtures("small_portal")

DEPARTEMENT = "/explorer/fonds/commune.json?zone=departement:35"


def read_file(client: Client, path: str) -> Any:
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, answer.content[:300]
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    return json.loads(gzip.decompress(answer.content))


def test_topojson_has_every_commune_with_its_name_and_shared_borders(client: Client) -> None:
    file = read_file(client, DEPARTEMENT)
    found = file["objects"]["commune"]["geometries"]
    names = {one["id"]: one["properties"]["nom"] for one in found}
    assert names["35238"] == "Rennes"
    refs = [ref for one in found if one["type"] for ring in one["arcs"] for ref in ring]
    arcs = [ref if ref >= 0 else ~ref for ref in refs]
    assert max(arcs) + 1 == len(file["arcs"]) == len(set(arcs))
    assert all(arcs.count(arc) <= 2 for arc in set(arcs))
    assert file["crs"] == "EPSG:2154"


def test_coordinates_are_those_of_the_outlines_in_lambert_93(client: Client) -> None:
    """Outlines are in tens of metres, south from 7 200 km, east from 0; each square is 10 km wide."""
    file = read_file(client, DEPARTEMENT)
    (kx, ky), (dx, dy) = file["transform"]["scale"], file["transform"]["translate"]
    [rennes] = [one for one in file["objects"]["commune"]["geometries"] if one["id"] == "35238"]
    points = set()
    for ref in rennes["arcs"][0]:
        x = y = 0
        for step_x, step_y in file["arcs"][ref if ref >= 0 else ~ref]:
            x, y = x + step_x, y + step_y
            points.add((round(x * kx + dx), round(y * ky + dy)))
    outline = Outline.objects.get(detail="coarse", territory__code="35238", territory__kind="commune")
    assert {x for x, _ in points} == {10 * outline.x0, 10 * outline.x1}
    assert {y for _, y in points} == {7_200_000, 7_190_000}


def test_compact_file_is_in_the_same_order(client: Client) -> None:
    compact = read_file(client, DEPARTEMENT.replace(".json", ".min.json"))
    whole = read_file(client, DEPARTEMENT)
    geometries = whole["objects"]["commune"]["geometries"]
    assert compact["codes"].split() == [one["id"] for one in geometries]
    assert compact["names"].split("\n") == [one["properties"]["nom"] for one in geometries]
    assert compact["path"] == "/communes/"


def test_order_is_by_place_and_those_without_a_contour_come_last() -> None:
    positions = get_universe().members_of("departement", "35", "commune")
    contours = build_contours("commune", positions, "departement")
    assert sorted(order_by_place("commune", positions).tolist()) == positions.tolist()
    drawn = [bool(ring) for ring in np.bincount(contours.topology.owners, minlength=len(positions))]
    assert drawn == sorted(drawn, reverse=True)


def test_file_of_a_version_is_kept_for_ever_and_others_are_not(client: Client) -> None:
    lasting = client.get(write_contours_address("commune", "departement:35"))
    assert "immutable" in lasting["Cache-Control"]
    assert lasting["ETag"]
    for path in (DEPARTEMENT, f"{DEPARTEMENT}&v=0.0"):
        assert "immutable" not in client.get(path)["Cache-Control"]
    listed = f"/explorer/fonds/commune.json?zone=liste:commune:35238&v={get_contours_version()}"
    assert "immutable" not in client.get(listed)["Cache-Control"]
    again = client.get(DEPARTEMENT, headers={"if-none-match": lasting["ETag"]})
    assert again.status_code == 304


def test_reader_of_no_gzip_reads_it_plain(client: Client) -> None:
    answer = client.get(DEPARTEMENT)
    assert "Content-Encoding" not in answer
    assert json.loads(answer.content)["type"] == "Topology"


def test_files_of_the_country_are_kept_and_older_ones_dropped(
    tmp_path: Any, settings: Any, client: Client
) -> None:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "cache" / "contours"
    folder.mkdir(parents=True)
    (folder / "0.0-00000000-commune.json.gz").write_bytes(b"old")
    assert ensure_files() == 8
    assert len(list(folder.iterdir())) == 8
    forget_files()
    [kept] = folder.glob("*-region.json.gz")
    kept.write_bytes(gzip.compress(b'{"kept": true}'))
    assert read_file(client, "/explorer/fonds/region.json") == {"kept": True}


def test_files_half_written_by_a_killed_process_are_dropped(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "cache" / "contours"
    folder.mkdir(parents=True)
    old, young = folder / "1-0-commune.json.gz.41", folder / "1-0-commune.json.gz.42"
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, 0))
    forget_files()
    ensure_files()
    assert not old.exists()
    assert young.exists()
    forget_files()


def test_folder_that_cannot_be_written_costs_only_time(tmp_path: Any, settings: Any, client: Client) -> None:
    (tmp_path / "cache").write_text("a file")
    settings.DATA_DIR = tmp_path
    assert read_file(client, "/explorer/fonds/departement.min.json")["level"] == "departement"


def test_zone_without_any_contour_has_a_file(client: Client) -> None:
    Outline.objects.all().delete()
    file = read_file(client, "/explorer/fonds/commune.json?zone=departement:35")
    assert file["arcs"] == []
    assert {one["type"] for one in file["objects"]["commune"]["geometries"]} == {None}
    assert read_file(client, "/explorer/fonds/commune.min.json?zone=departement:35")["arcs"] == []


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("region.json?zone=departement:35", 400, "/explorer/fonds/commune.json"),
        ("commune.json?zone=canton:1", 400, "forme attendue"),
        ("canton.json", 404, ""),
        ("canton.min.json", 404, ""),
    ],
)
def test_what_has_no_contours_is_said(client: Client, path: str, status: int, words: str) -> None:
    answer = client.get(f"/explorer/fonds/{path}")
    assert answer.status_code == status
    assert words in answer.content.decode()
