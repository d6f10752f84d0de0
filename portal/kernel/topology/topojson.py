"""A topology as TopoJSON 1.0: quantized, arcs in steps. https://github.com/topojson/topojson-specification"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from portal.kernel.topology.arcs import Topology
from portal.kernel.topology.rings import Ints


@dataclass(frozen=True, slots=True)
class Transform:
    """From the grid of the points to the coordinates of the file: scale, then translate, (x, y)."""

    scale: tuple[float, float]
    translate: tuple[float, float]


def write_topojson(
    topology: Topology,
    shapes: Sequence[tuple[str, Mapping[str, Any]]],
    *,
    name: str,
    transform: Transform,
    lines: Mapping[str, Iterable[int]] | None = None,
) -> dict[str, Any]:
    """The object that JSON writes.

    ``shapes`` are the id and the properties of each owner of rings, in their order: all are geometries of
    the object ``name``, of null type for those without a ring. ``lines`` are other objects made of arcs.
    """
    rings = list_rings(topology, len(shapes))
    geometries = [
        {**_write_geometry(topology, found), "id": code, "properties": dict(properties)}
        for (code, properties), found in zip(shapes, rings, strict=True)
    ]
    objects: dict[str, Any] = {name: {"type": "GeometryCollection", "geometries": geometries}}
    for key, arcs in (lines or {}).items():
        objects[key] = {"type": "MultiLineString", "arcs": [[arc] for arc in arcs]}
    return {
        "type": "Topology",
        "transform": {"scale": list(transform.scale), "translate": list(transform.translate)},
        "objects": objects,
        "arcs": _write_arcs(topology),
    }


def _write_arcs(topology: Topology) -> list[list[list[int]]]:
    steps = topology.points.copy()
    steps[1:] -= topology.points[:-1]
    steps[topology.bounds[:-1]] = topology.points[topology.bounds[:-1]]
    pairs, bounds = steps.tolist(), topology.bounds.tolist()
    return [pairs[begin:end] for begin, end in pairwise(bounds)]


def list_rings(topology: Topology, count: int) -> list[list[int]]:
    """Rings of each of ``count`` shapes."""
    found: list[list[int]] = [[] for _ in range(count)]
    for ring, owner in enumerate(topology.owners.tolist()):
        found[owner].append(ring)
    return found


def _write_geometry(topology: Topology, rings: Sequence[int]) -> dict[str, Any]:
    if not rings:
        return {"type": None}
    arcs = [topology.refs[topology.starts[ring] : topology.starts[ring + 1]].tolist() for ring in rings]
    if len(rings) == 1:
        return {"type": "Polygon", "arcs": arcs}
    polygons = [
        [arcs[place] for place in places]
        for places in group_rings([trace_ring(topology, ring) for ring in rings])
    ]
    if len(polygons) == 1:
        return {"type": "Polygon", "arcs": polygons[0]}
    return {"type": "MultiPolygon", "arcs": polygons}


def group_rings(rings: Sequence[Ints]) -> list[list[int]]:
    """Places of the rings of each polygon: the outer one, then its holes.

    A ring in an odd number of others is a hole, of the deepest of them: an island of a lake is a polygon.
    """
    around = [
        [place for place, other in enumerate(rings) if place != own and is_inside(ring, other)]
        for own, ring in enumerate(rings)
    ]
    polygons = {own: [own] for own, found in enumerate(around) if len(found) % 2 == 0}
    for own, found in enumerate(around):
        if len(found) % 2:
            polygons[max(found, key=lambda place: len(around[place]))].append(own)
    return list(polygons.values())


def trace_ring(topology: Topology, ring: int) -> Ints:
    """Points of a ring, the last one not repeated."""
    parts = []
    for ref in topology.refs[topology.starts[ring] : topology.starts[ring + 1]].tolist():
        arc = ref if ref >= 0 else ~ref
        points = topology.points[topology.bounds[arc] : topology.bounds[arc + 1]]
        parts.append(points[:-1] if ref >= 0 else points[:0:-1])
    return np.concatenate(parts)


def is_inside(ring: Ints, outer: Ints) -> bool:
    """Whether a ring is in another one that it does not cross: the middle of its first side is.

    A corner may be one of both: a lake that touches the shore.
    """
    x, y = (ring[0] + ring[1]) / 2
    before = np.roll(outer, 1, axis=0)
    crosses = (outer[:, 1] > y) != (before[:, 1] > y)
    one, two = outer[crosses], before[crosses]
    at = one[:, 0] + (y - one[:, 1]) * (two[:, 0] - one[:, 0]) / (two[:, 1] - one[:, 1])
    return bool(np.count_nonzero(at > x) % 2)
