"""Contours as geometries: rings, holes, orientation, known places."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from portal.territories.models import Outline
from portal.territories.planes import get_plane
from portal.territories.queries.coordinates import build_geometries, list_geometries
from portal.territories.queries.universe import get_universe
from tests.territories.builders import RENNES, build_small_universe


def measure(ring: list[list[float]]) -> float:
    """Twice the area of a ring, positive when it turns counterclockwise, by the definition."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def build(path: str, zone: str = "974") -> dict[str, Any]:
    [found] = build_geometries([path], zone)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path", ["M1000 1000l100 0 0 100-100 0z", "M1000 1000l0 100 100 0 0-100z"], ids=["clockwise", "not"]
)
def test_outer_ring_turns_counterclockwise_and_is_closed(path: str) -> None:
    """La Réunion's plane: 1 km is 0.00898° of latitude south of −20.8 − 0.08983."""
    found = build(path)
    assert found["type"] == "Polygon"
    [ring] = found["coordinates"]
    assert len(ring) == 5
    assert ring[0] == ring[-1]
    assert measure(ring) > 0
    assert sorted({point[1] for point in ring}) == [-20.89881, -20.88983]


def test_hole_turns_clockwise_in_the_polygon_that_holds_it() -> None:
    """A square with a hole, in which an island; and another square apart."""
    found = build("M0 0l100 0 0 100-100 0zm10 10 80 0 0 80-80 0zm30 30 20 0 0 20-20 0zm200 0 9 0 0 9z")
    assert found["type"] == "MultiPolygon"
    assert [len(polygon) for polygon in found["coordinates"]] == [2, 1, 1]
    outer, hole = found["coordinates"][0]
    assert measure(outer) > 0 > measure(hole)
    assert all(measure(polygon[0]) > 0 for polygon in found["coordinates"])


def test_hole_that_touches_the_shore_is_still_a_hole() -> None:
    found = build("M0 0l100 0 0 100-100 0zm0 0 50 20 0 20z")
    assert found["type"] == "Polygon"
    assert len(found["coordinates"]) == 2


def test_paths_are_read_apart_from_one_another() -> None:
    """A relative move after a path goes on from nothing: each path begins with its own absolute one."""
    one, other = "M5 5l9 0 0 9zm20 0 3 0 0 3z", "M40 40l9 0 0 9z"
    assert build_geometries([one, other], "974") == [build(one), build(other)]


def test_path_of_less_than_a_triangle_has_no_geometry() -> None:
    assert build_geometries(["M5 5z", "M0 0l9 0 0 9z", ""], "974")[::2] == [None, None]


def test_path_with_other_commands_is_refused() -> None:
    with pytest.raises(ValueError, match="expected only the commands M, m, l and z"):
        build_geometries(["M0 0h9v9z"], "974")


def test_geometry_of_a_known_place_of_the_metropole() -> None:
    """Around the origin of the projection: 700 km east and 6 600 km north are 3° E, 46.5° N, which the
    plane draws at (70 000, 60 000). A degree of meridian there is 111.15 km: 10 km are 0.08997°, shortened
    by the scale of 0.99905 at that latitude: 0.09006°."""
    [ring] = build("M70000 60000l0-1000 10 0z", "metropole")["coordinates"]
    assert [3.0, 46.5] in ring
    assert max(point[1] for point in ring) == pytest.approx(46.5 + 0.09006, abs=3e-5)


def test_drawn_points_come_back_where_they_were() -> None:
    chance = np.random.default_rng(5)
    for zone, west, south in (("metropole", -1.8, 48.0), ("973", -53.0, 3.0)):
        places = np.sort(chance.uniform(0, 0.4, (12, 2)), axis=0) + np.array([west, south])
        drawn = np.round(get_plane(zone).project(places)).astype(int)
        steps = np.diff(drawn, axis=0, prepend=[[0, 0]]).tolist()
        path = "M" + "l".join(f"{x} {y}" for x, y in steps) + "z"
        [ring] = build(path, zone)["coordinates"]
        found = np.array(ring[:-1])
        order = np.lexsort(found.T[::-1])
        assert found[order] == pytest.approx(places[np.lexsort(places.T[::-1])], abs=1e-4)  # 10 m drawn


@pytest.mark.django_db
def test_geometries_are_in_the_order_of_the_positions() -> None:
    rennes = build_small_universe()[RENNES]
    drawn = "M35200 41060l51 15 25-51z"  # 352 km east, 6 789.4 km north: the middle of Rennes
    Outline.objects.filter(territory=rennes, detail=Outline.Detail.FINE).update(path=drawn)
    universe = get_universe()
    without, last = universe.position("epci", "200068989"), universe.size("commune") + 3
    found = list_geometries("commune", [last, rennes.position])
    assert found[0] is None
    assert found[1] is not None
    assert found[1]["coordinates"][0][0] == pytest.approx([-1.68, 48.11], abs=0.01)
    assert without is not None
    assert list_geometries("epci", [without]) == [None]
    assert list_geometries("commune", []) == []
