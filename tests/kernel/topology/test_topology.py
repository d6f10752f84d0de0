"""Arcs that neighbours share, worked out by hand on squares; files decoded by the words of their format."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from portal.kernel.topology.arcs import Topology, build_topology
from portal.kernel.topology.compact import write_compact
from portal.kernel.topology.rings import Rings, snap_rings
from portal.kernel.topology.thinning import thin_arcs
from portal.kernel.topology.topojson import Transform, trace_ring, write_topojson

Point = tuple[int, int]
PLAIN = Transform((1.0, 1.0), (0.0, 0.0))

LEFT = [(0, 0), (10, 0), (10, 10), (0, 10)]
RIGHT = [(20, 10), (10, 10), (10, 0), (20, 0)]
AROUND = [(0, 0), (30, 0), (30, 30), (0, 30)]
LAKE = [(10, 10), (20, 10), (20, 20), (10, 20)]
ISLAND = [(14, 14), (16, 14), (16, 16), (14, 16)]


def build_rings(*rings: tuple[int, list[Point]]) -> Rings:
    """(owner, points) of each ring."""
    points = np.array([point for _, ring in rings for point in ring], np.int64)
    starts = np.cumsum([0, *(len(ring) for _, ring in rings)])
    return Rings(points, starts, np.array([owner for owner, _ in rings]))


def list_arcs(topology: Topology) -> list[list[Point]]:
    return [
        [(int(x), int(y)) for x, y in topology.points[begin:end]]
        for begin, end in pairwise(topology.bounds.tolist())
    ]


def turn(ring: list[Any]) -> set[tuple[Any, ...]]:
    """A ring from each of its points: where it begins says nothing."""
    points = [tuple(point) for point in ring]
    return {tuple(points[at:] + points[:at]) for at in range(len(points))}


def test_two_squares_share_one_arc_of_three() -> None:
    topology = build_topology(build_rings((0, LEFT), (1, RIGHT)))
    arcs = list_arcs(topology)
    assert len(arcs) == 3
    [border] = [arc for arc in arcs if set(arc) == {(10, 0), (10, 10)}]
    number = arcs.index(border)
    assert sorted(topology.list_sides()[number].tolist()) == [0, 1]
    refs = [ref if ref >= 0 else ~ref for ref in topology.refs.tolist()]
    assert sorted(refs) == sorted([number, number, *({0, 1, 2} - {number})])


def test_border_is_walked_the_other_way_by_the_neighbour() -> None:
    topology = build_topology(build_rings((0, LEFT), (1, RIGHT)))
    for ring, points in enumerate((LEFT, RIGHT)):
        assert tuple(map(tuple, trace_ring(topology, ring).tolist())) in turn(points)


@pytest.mark.parametrize("island", [LAKE, LAKE[::-1], LAKE[2:] + LAKE[:2]])
def test_enclave_and_the_hole_it_fills_are_one_arc(island: list[Point]) -> None:
    topology = build_topology(build_rings((0, AROUND), (0, LAKE), (1, island)))
    assert topology.count == 2
    assert {abs(ref) if ref >= 0 else ~ref for ref in topology.refs[1:].tolist()} == {1}


def test_arcs_are_numbered_as_rings_meet_them_and_walked_onward_first() -> None:
    topology = build_topology(build_rings((0, RIGHT), (1, LEFT)))
    seen = -1
    for ref in topology.refs.tolist():
        if ref > seen:
            assert ref == seen + 1
            seen = ref
        else:
            assert (ref if ref >= 0 else ~ref) <= seen


def test_points_that_fall_together_go_and_so_do_rings_of_two() -> None:
    rings = build_rings((0, LEFT), (1, [(0, 0), (1, 0), (1, 1)]))
    snapped = snap_rings(rings, np.round(rings.points / 10).astype(np.int64))
    assert snapped.owners.tolist() == [0]
    assert snapped.points.tolist() == [[0, 0], [1, 0], [1, 1], [0, 1]]


def test_thinned_border_is_the_same_for_both() -> None:
    """A bump of area 5 × 1 / 2 on the common side goes below 3, stays below 2."""
    left = [(0, 0), (10, 0), (11, 5), (10, 10), (0, 10)]
    right = [(20, 10), (10, 10), (11, 5), (10, 0), (20, 0)]
    topology = build_topology(build_rings((0, left), (1, right)))
    kept = thin_arcs(topology, 2)
    assert sorted(map(len, list_arcs(kept))) == sorted(map(len, list_arcs(topology)))
    gone = thin_arcs(topology, 6)
    assert (11, 5) not in {point for arc in list_arcs(gone) for point in arc}
    assert tuple(map(tuple, trace_ring(gone, 0).tolist())) in turn(LEFT)
    assert tuple(map(tuple, trace_ring(gone, 1).tolist())) in turn(RIGHT)


def test_small_ring_is_not_thinned_away() -> None:
    topology = thin_arcs(build_topology(build_rings((0, ISLAND))), 1000)
    assert tuple(map(tuple, trace_ring(topology, 0).tolist())) in turn(ISLAND)


def decode(file: dict[str, Any]) -> list[list[Point]]:
    """Arcs of a TopoJSON in its coordinates, as section 2.1.3 of the format says."""
    (kx, ky), (dx, dy) = file["transform"]["scale"], file["transform"]["translate"]
    arcs = []
    for arc in file["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        arcs.append(points)
    return arcs


def stitch(arcs: list[list[Point]], refs: list[int]) -> list[Point]:
    """A ring, its first point again at its end."""
    points: list[Point] = []
    for ref in refs:
        arc = arcs[ref] if ref >= 0 else arcs[~ref][::-1]
        assert not points or points[-1] == arc[0]
        points += arc[1:] if points else arc
    return points


def test_topojson_decodes_to_the_same_squares() -> None:
    topology = build_topology(build_rings((0, LEFT), (1, RIGHT)))
    shapes = [("a", {"nom": "A"}), ("b", {"nom": "B"})]
    file = write_topojson(topology, shapes, name="carres", transform=Transform((2.0, -2.0), (5.0, 7.0)))
    arcs = decode(file)
    found = file["objects"]["carres"]["geometries"]
    assert [(one["id"], one["type"], one["properties"]) for one in found] == [
        ("a", "Polygon", {"nom": "A"}),
        ("b", "Polygon", {"nom": "B"}),
    ]
    for one, points in zip(found, (LEFT, RIGHT), strict=True):
        ring = stitch(arcs, one["arcs"][0])
        assert ring[0] == ring[-1]
        assert tuple(ring[:-1]) in turn([(2 * x + 5, 7 - 2 * y) for x, y in points])


def test_topojson_tells_holes_islands_and_what_has_no_contour() -> None:
    rings = build_rings((0, AROUND), (0, LAKE), (0, ISLAND), (1, [(40, 0), (50, 0), (50, 10)]))
    shapes: list[tuple[str, dict[str, Any]]] = [("a", {}), ("b", {}), ("c", {})]
    file = write_topojson(build_topology(rings), shapes, name="x", transform=PLAIN, lines={"bords": [1]})
    first, second, third = file["objects"]["x"]["geometries"]
    assert first["type"] == "MultiPolygon"
    assert [len(polygon) for polygon in first["arcs"]] == [2, 1]
    assert (second["type"], third["type"]) == ("Polygon", None)
    assert file["objects"]["bords"] == {"type": "MultiLineString", "arcs": [[1]]}


def read_compact(file: dict[str, list[int]]) -> list[list[list[Point]]]:
    """Rings of each shape, by the words of ``write_compact``."""
    starts, steps = iter(file["starts"]), iter(file["steps"])
    arcs: list[list[Point]] = []
    x = y = 0
    for size in file["sizes"]:
        x, y = x + next(starts), y + next(starts)
        arc = [(x, y)]
        for _ in range(size - 1):
            x, y = x + next(steps), y + next(steps)
            arc.append((x, y))
        arcs.append(arc)
    told, last, rings = iter(file["arcs"]), -1, []
    for count in file["refs"]:
        refs = []
        for _ in range(count):
            code = next(told)
            last += code == 0
            place = last if code == 0 else last - abs(code) + 1
            refs.append(~place if code > 0 else place)
        rings.append(stitch(arcs, refs))
    left = iter(rings)
    return [[next(left) for _ in range(count)] for count in file["rings"]]


def test_compact_columns_decode_to_the_same_rings() -> None:
    topology = build_topology(build_rings((0, LEFT), (1, RIGHT), (3, AROUND), (3, LAKE), (3, LAKE[::-1])))
    found = read_compact(write_compact(topology, 5))
    assert [len(rings) for rings in found] == [1, 1, 0, 3, 0]
    ring = 0
    for shape in found:
        for points in shape:
            assert points[0] == points[-1]
            assert tuple(points[:-1]) in turn(trace_ring(topology, ring).tolist())
            ring += 1
