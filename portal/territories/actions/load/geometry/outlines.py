"""Simplified outlines of communes and of everything made of communes, by zone and detail.

Neighbours still fit after simplification: a whole zone is simplified at once, border by border.
The source is itself generalised (31 points a commune on average): these drawings are for maps on a
screen, and areas are computed before any simplification.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from portal.territories.actions.load.draft import Shape
from portal.territories.actions.load.geometry.drawing import draw
from portal.territories.models import Outline
from portal.territories.planes import get_plane

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Scale:
    """Simplification of one detail, in units of 10 m: what is smaller than its square vanishes."""

    communes: float
    areas: float
    """Départements, régions and France: their frames are those of a région and of France."""


SCALES: Final = {Outline.Detail.FINE.value: Scale(8, 25), Outline.Detail.COARSE.value: Scale(40, 160)}


@dataclass(frozen=True)
class Places:
    """What contours are contours of, aligned on them.

    ``own`` is false for a contour that stands for several communes. ``groups``: kind → code of the
    group of each contour, empty for none.
    """

    codes: list[str]
    zones: list[str]
    own: list[bool]
    groups: Mapping[str, list[str]]


def build_outlines(shapes: Shapes, places: Places) -> list[Shape]:
    """Outlines of all the communes and their groups, in both details. ``shapes`` are in degrees."""
    found = []
    zones = np.array(places.zones)
    for zone in sorted(set(places.zones)):
        indexes = np.flatnonzero(zones == zone)
        plane = get_plane(zone)
        planar = shapely.transform(shapes[indexes], plane.project)
        for detail, scale in SCALES.items():
            found += _draw_zone(planar, indexes, places, zone, detail, scale)
    return found


def _draw_zone(
    planar: Shapes, indexes: NDArray[np.intp], places: Places, zone: str, detail: str, scale: Scale
) -> list[Shape]:
    simple = simplify(planar, scale.communes)
    smallest = scale.communes**2
    found = [
        *_draw_all(
            "commune",
            {places.codes[i]: simple[at] for at, i in enumerate(indexes) if places.own[i]},
            zone, detail, smallest,
        ),
    ]  # fmt: skip
    for kind in ("epci", "ept"):
        unions = unite(simple, [places.groups[kind][i] for i in indexes])
        found += _draw_all(kind, unions, zone, detail, smallest)
    departements = unite(simple, [places.groups["departement"][i] for i in indexes])
    codes = list(departements)
    coarser = simplify(np.array(list(departements.values()), dtype=object), scale.areas)
    smallest = scale.areas**2
    found += _draw_all("departement", dict(zip(codes, coarser, strict=True)), zone, detail, smallest)
    for kind in ("region", "france"):
        parents = {places.groups["departement"][i]: places.groups[kind][i] for i in indexes}
        unions = unite(coarser, [parents[code] for code in codes])
        if kind != "france" or zone == "metropole":  # one drawing a territory: that of its metropole
            found += _draw_all(kind, unions, zone, detail, smallest)
    return found


def simplify(shapes: Shapes, tolerance: float) -> Shapes:
    """Simplify shapes that fit together so that they still do."""
    return np.asarray(shapely.coverage_simplify(shapes, tolerance))


def unite(shapes: Shapes, groups: list[str]) -> dict[str, object]:
    """Union of the shapes of each group.

    The source has 200 edges that do not meet their neighbour's exactly; the cracks that they leave
    are under the simplification and are dropped by the drawing.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        if group:
            members[group].append(index)
    return {group: _unite(shapes[np.array(found)]) for group, found in sorted(members.items())}


def _unite(shapes: Shapes) -> object:
    try:
        return shapely.coverage_union_all(shapes)  # drops common edges: five times as fast
    except shapely.errors.GEOSException:
        return shapely.union_all(shapes)


def _draw_all(
    kind: str, shapes: Mapping[str, object], zone: str, detail: str, smallest: float
) -> list[Shape]:
    found = []
    for code, shape in shapes.items():
        drawn = draw(shape, smallest)
        if drawn is not None:
            found.append(Shape((kind, code), detail, zone, *drawn))
    return found
