"""Maps by script on the real data: what they show is what the store has, and borders are shared."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from itertools import pairwise
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest

from tests.browsing import OpenPage
from tests.real.conftest import GetJson

TERRITORIES = 50
COMMUNES = "/explorer/population/valeurs.json?niveau=commune"
MOST_COMPACT, MOST_VALUES, MOST_DEPARTEMENTS = 1_000_000, 250_000, 25_000
LOST_PCT = 1.0
CLOSED_NECKS, LAID_TOGETHER = 20, 0.001


def read_compressed(address: str) -> tuple[int, Any]:
    """Size of an answer as it travels, and what it says."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"}), timeout=60) as response:
        body = response.read()
        assert response.headers["Content-Encoding"] == "gzip"
    return len(body), json.loads(gzip.decompress(body))


def measure_areas(file: dict[str, Any], level: str) -> dict[str, float]:
    """Code → area in squared units of the file, by the definitions of TopoJSON and of an area."""
    scale, move = np.array(file["transform"]["scale"]), np.array(file["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + move for arc in file["arcs"]]

    def area_of(refs: list[int]) -> float:
        points = np.concatenate([arcs[ref] if ref >= 0 else arcs[~ref][::-1] for ref in refs])
        x, y = (points - points[0]).T
        return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2

    areas = {}
    for one in file["objects"][level]["geometries"]:
        if one["type"]:
            polygons = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
            areas[one["id"]] = sum(area_of(outer) - sum(map(area_of, holes)) for outer, *holes in polygons)
    return areas


@pytest.fixture(scope="module")
def communes(real_portal: str) -> dict[str, Any]:
    _, file = read_compressed(f"{real_portal}/explorer/fonds/commune.json")
    return dict(file)


def test_files_weigh_little(real_portal: str) -> None:
    for path, most in (
        ("/explorer/fonds/commune.min.json", MOST_COMPACT),
        ("/explorer/fonds/departement.json", MOST_DEPARTEMENTS),
        (COMMUNES, MOST_VALUES),
    ):
        size, _ = read_compressed(real_portal + path)
        assert size <= most, path


def test_every_border_is_stored_once(communes: dict[str, Any]) -> None:
    """An arc is used by one commune (the coast) or two; by more where a neck narrower than the grid has
    closed. A side of a polygon is in one arc, but where simplification has laid two borders on each other."""
    uses: Counter[int] = Counter()
    for one in communes["objects"]["commune"]["geometries"]:
        polygons = [] if not one["type"] else [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
        uses.update(ref if ref >= 0 else ~ref for polygon in polygons for ring in polygon for ref in ring)
    assert sorted(uses) == list(range(len(communes["arcs"])))
    assert sum(count > 2 for count in uses.values()) <= CLOSED_NECKS
    sides: Counter[tuple[Any, ...]] = Counter()
    for arc in communes["arcs"]:
        points = map(tuple, np.cumsum(np.array(arc), axis=0).tolist())
        sides.update(tuple(sorted(pair)) for pair in pairwise(points))
    assert sum(count > 1 for count in sides.values()) / len(sides) < LAID_TOGETHER


def test_areas_are_those_of_the_contours_at_hand(communes: dict[str, Any], get_json: GetJson) -> None:
    """Communes of the metropole, in Lambert 93, against the areas that the portal publishes: simplification
    moves borders, it does not lose ground."""
    areas = measure_areas(communes, "commune")
    published = get_json("/api/v1/territories/departement/35")["area_km2"]
    drawn = sum(area for code, area in areas.items() if code.startswith("35")) / 1e6
    assert abs(drawn - published) / published * 100 < LOST_PCT


def test_values_of_the_national_map_are_those_of_the_store(real_portal: str, get_json: GetJson) -> None:
    _, values = read_compressed(real_portal + COMMUNES)
    _, contours = read_compressed(f"{real_portal}/explorer/fonds/commune.min.json")
    [shown] = values["shown"]
    codes = contours["codes"].split()
    assert len(codes) == len(shown["values"])
    for rank in random.Random(5).sample(range(len(codes)), TERRITORIES):
        path = f"/api/v1/territories/commune/{codes[rank]}/figures?indicator=population"
        [item] = get_json(path)["items"]
        found = {point["year"]: point for point in item["points"]}.get(shown["year"])
        if shown["values"][rank] is None:
            absence = values["absences"][shown["absences"][rank]]
            assert found is None or (found["value"] is None and absence), codes[rank]
        else:
            assert found is not None, codes[rank]
            assert shown["values"][rank] == found["value"], codes[rank]


def test_bubble_of_the_national_map_says_what_the_store_has(
    real_page_at: OpenPage, get_json: GetJson
) -> None:
    page = real_page_at("/explorer/population?niveau=commune&ici=commune:42218")
    page.wait_for_selector("[data-map-ready]", timeout=20_000)
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    year = page.get_attribute("[data-map]", "data-year")
    [item] = get_json("/api/v1/territories/commune/42218/figures?indicator=population")["items"]
    [value] = [point["value"] for point in item["points"] if str(point["year"]) == year]
    assert "Saint-Étienne" in page.inner_text(".oc-map-tip")
    assert f"{value:,.0f}".replace(",", "\u202f") in page.inner_text(".oc-map-tip")
