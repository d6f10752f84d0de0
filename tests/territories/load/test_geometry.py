"""Projections, areas, borders, voids and path data, with answers worked out by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely

from portal.territories.actions.load.draft import Arrow
from portal.territories.actions.load.geometry.areas import compute_areas_km2
from portal.territories.actions.load.geometry.borders import find_adjacent, group_pairs
from portal.territories.actions.load.geometry.contours import (
    assign_voids,
    build_contours,
    find_voids,
    get_departement,
)
from portal.territories.actions.load.geometry.drawing import draw
from portal.territories.actions.load.geometry.outlines import Places, build_outlines


def box(west: float, south: float, size: float = 1.0) -> shapely.Polygon:
    return shapely.box(west, south, west + size, south + size)


def hexed(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkb(shape, hex=True))


def arrow(what: str, before: str, after: str) -> Arrow:
    return Arrow(what, date(2025, 1, 1), ("commune", before), ("commune", after), "", "", "test")


def test_area_of_one_degree_at_the_equator() -> None:
    """Meridian arc of 110.5744 km, parallels from 111.3195 to 111.3026 km, their mean 111.3139."""
    assert compute_areas_km2(np.array([box(0, 0)])) == pytest.approx([110.5744 * 111.3139], rel=1e-5)


def test_area_of_the_whole_earth() -> None:
    world = shapely.box(-180, -90, 180, 90)
    assert compute_areas_km2(np.array([world])) == pytest.approx([510065621.7], rel=1e-6)


def test_borders_need_an_edge_in_common() -> None:
    """0 1     a common corner (0 and 3) is not a border
    2 3"""
    shapes = np.array([box(0, 1), box(1, 1), box(0, 0), box(1, 0)])
    assert find_adjacent(shapes).tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]


def test_borders_of_groups_go_both_ways() -> None:
    pairs = np.array([[0, 1], [1, 2], [2, 3]])
    assert group_pairs(pairs, ["a", "a", "b", ""]) == {("a", "b"), ("b", "a")}


def test_path_is_relative_and_closed() -> None:
    assert draw(shapely.box(10, 20, 30, 50)) == ("m30 20 0 30-20 0 0-30z", (10, 20, 30, 50))


def test_path_leaves_small_islands_out_but_the_largest_part() -> None:
    islands = shapely.union_all([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 21, 1)])
    path, bounds = draw(islands, smallest_part=50) or ("", ())
    assert path.count("z") == 1
    assert bounds == (0, 0, 10, 10)
    assert draw(shapely.box(0, 0, 10, 10), smallest_part=1000) is not None
    assert draw(shapely.box(0, 0, 0.2, 0.2)) is None


def test_path_of_two_parts_moves_from_the_start_of_the_first() -> None:
    two = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(100, 100, 110, 110)])
    path, _ = draw(two) or ("", ())
    assert path == "m10 0 0 10-10 0 0-10zm100 100 0 10-10 0 0-10z"


def test_departement_of_a_code() -> None:
    assert [get_departement(code) for code in ("35238", "2A004", "97411")] == ["35", "2A", "974"]


def test_voids_are_what_cantons_cover_and_what_communes_surround() -> None:
    communes = np.array([box(0, 0), shapely.box(3, 0, 6, 3).difference(shapely.box(4, 1, 5, 2))])
    canton = np.array([shapely.box(0, 0, 2, 1)])
    voids = find_voids(communes, canton)
    assert sorted(shapely.bounds(void).tolist() for void in voids) == [[1, 0, 2, 1], [4, 1, 5, 2]]


def test_voids_go_to_the_only_possible_commune() -> None:
    one, two, three = object(), object(), object()
    assert assign_voids([(one, [0]), (two, [0, 1]), (three, [])]) == {0: [one], 1: [two]}
    assert assign_voids([(one, [0, 1])]) == {}


def test_contours_follow_the_changes_since_their_file() -> None:
    communes = {
        "35001": hexed(box(0, 0)),  # absorbed what lay in the void to its east
        "35003": hexed(box(2, 0)),
        "35005": "",  # took another code: its two parts have contours
        "35007": hexed(box(6, 0)),  # its contour still covers 35008, restored
        "35008": "",
        "35009": "",  # nothing is known
        "35010": hexed(box(20, 20)),  # merged, but its void is nowhere
    }
    parts = {"35005": [hexed(box(3, 0)), hexed(box(4, 0))], "35001": [""]}
    cantons = {"35": [hexed(shapely.box(0, 0, 7, 1))]}
    since = [
        arrow("merger", "35002", "35001"),
        arrow("merger", "35001", "35001"),
        arrow("merger", "35011", "35010"),
        arrow("recoding", "35004", "35005"),
        arrow("split", "35007", "35008"),
    ]
    contours = build_contours(communes, parts, cantons, since)
    areas = dict(zip(contours.codes, shapely.area(contours.shapes), strict=True))
    # The void from 5 to 6 touches no merged commune: it stays a void.
    assert areas == pytest.approx({"35001": 2, "35003": 1, "35005": 2, "35007": 1})
    assert (contours.completed, contours.rebuilt) == (["35001"], ["35005"])
    assert contours.shared == {"35007": ("35007", "35008")}
    assert contours.missing == ["35009", "35010"]


def test_outlines_of_groups_are_those_of_their_members() -> None:
    shapes = np.array([box(2.0, 47.0, 0.1), box(2.1, 47.0, 0.1), box(-61.5, 16.0, 0.1)])
    places = Places(
        codes=["18001", "18002", "97101"],
        zones=["metropole", "metropole", "971"],
        own=[True, False, True],
        groups={
            "epci": ["E", "E", ""], "ept": ["", "", ""], "departement": ["18", "18", "971"],
            "region": ["24", "24", "01"], "france": ["FR", "FR", "FR"],
        },
    )  # fmt: skip
    outlines = {(s.key, s.detail): s for s in build_outlines(shapes, places)}
    kinds = sorted({key for key, _ in outlines})
    assert kinds == [
        ("commune", "18001"), ("commune", "97101"), ("departement", "18"), ("departement", "971"),
        ("epci", "E"), ("france", "FR"), ("region", "01"), ("region", "24"),
    ]  # fmt: skip
    epci, commune = outlines[("epci", "E"), "fine"], outlines[("commune", "18001"), "fine"]
    assert epci.box[2] - epci.box[0] == pytest.approx(2 * (commune.box[2] - commune.box[0]), rel=0.03)
    assert outlines[("france", "FR"), "coarse"].zone == "metropole"
    assert outlines[("region", "01"), "coarse"].zone == "971"
