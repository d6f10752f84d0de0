"""Contours of the members of a zone in one plane, as arcs that neighbours share: what maps by script draw.

The metropole, or the only overseas part asked, is drawn at its place; other overseas parts are insets under
it, each at its own scale, as on the maps that the server draws. Points are those of the coarse outlines, put
on a grid of ``GRID`` steps at most: what is under a pixel of a map a thousand pixels wide vanishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import fix_name
from portal.kernel.topology.arcs import Topology, build_topology
from portal.kernel.topology.rings import Ints, Rings, snap_rings
from portal.kernel.topology.thinning import thin_arcs
from portal.kernel.topology.topojson import Transform
from portal.territories.planes import METROPOLE, get_plane
from portal.territories.queries.outlines import Outlines, get_outlines
from portal.territories.queries.rings import read_rings
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe

Positions = NDArray[np.int32]

GRID: Final = 10_000
_PIXEL: Final = GRID // 1000
_INSET_SIDE: Final = 0.16  # of the longer side of the main part
_INSET_FILLED: Final = 0.88
_STRIP: Final = 500  # units of outlines: 5 km, about a commune high

_BORDERS: Final = {"commune": "departement", "departement": "region", "epci": "departement"}
"""Level → the wider territories whose borders help to find one's way."""
_BORDERS_WITHIN: Final = {("departement", "commune"): "epci"}


@dataclass(frozen=True, slots=True)
class Inset:
    """An overseas part. ``box`` (x, y, width, height) on the grid, its label under it."""

    label: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Contours:
    """The contours of ``members``, in their order, which values follow.

    ``size`` is the width and height of the grid that the points of ``topology`` are on, y southwards;
    ``transform`` leads from it to the plane told by ``plane``: metres of Lambert 93 for the metropole (and
    for what is under it as insets), else longitudes and latitudes. ``borders`` are arcs of ``topology``,
    those of the territories of kind ``borders_of``; no arc when there are none.
    """

    members: tuple[Relative, ...]
    topology: Topology
    size: tuple[int, int]
    transform: Transform
    plane: str
    insets: tuple[Inset, ...]
    borders: tuple[int, ...]
    borders_of: str


def order_by_place(level: str, positions: Positions) -> Positions:
    """The same positions in the order of the contours: by strips from north to south, overseas parts after
    the metropole, those without a contour last. Neighbours come near one another, which compresses."""
    outlines = get_outlines()
    rows = _find_rows(outlines, level, positions)
    known = rows >= 0
    if not known.any():
        return positions
    boxes = outlines.boxes[rows]
    zones = np.where(known, _rank_zones(outlines)[outlines.zone_of[rows]], len(outlines.zones))
    strips, across = (boxes[:, 1] + boxes[:, 3]) // 2 // _STRIP, boxes[:, 0] + boxes[:, 2]
    order = np.lexsort((positions, np.where(known, across, 0), np.where(known, strips, 0), zones))
    return positions[order]


def build_contours(level: str, positions: Positions, zone_kind: str = "") -> Contours:
    """The contours of territories of a kind, in the order of ``order_by_place``.

    ``zone_kind`` is the kind of the zone that they make, which decides whose borders are told.
    """
    positions = order_by_place(level, positions)
    outlines = get_outlines()
    rows = _find_rows(outlines, level, positions)
    drawn = np.flatnonzero(rows >= 0)
    found = read_rings(outlines.list_paths(rows[drawn]))
    rings = Rings(
        found.points.astype(np.int64), np.append(found.starts, len(found.points)), drawn[found.path_of]
    )
    zone_of_ring = outlines.zone_of[rows[rings.owners]]
    directory = get_directory().by_position
    members = tuple(directory[level, position] for position in positions.tolist())
    placed = _place(rings, zone_of_ring, outlines.zones)
    topology = build_topology(snap_rings(rings, placed.points))
    topology = thin_arcs(topology, _PIXEL**2)
    borders_of = _BORDERS_WITHIN.get((zone_kind, level), _BORDERS.get(level, ""))
    return Contours(
        members,
        topology,
        placed.size,
        placed.transform,
        placed.plane,
        placed.insets,
        _find_borders(topology, level, positions, borders_of),
        borders_of,
    )


def _find_rows(outlines: Outlines, level: str, positions: Positions) -> NDArray[np.int32]:
    found = get_directory().by_position
    return outlines.find_rows([found[level, position].id for position in positions.tolist()])


def _rank_zones(outlines: Outlines) -> NDArray[np.int64]:
    """Rank of each zone of projection: the metropole, then by code."""
    order = sorted(
        range(len(outlines.zones)), key=lambda i: (outlines.zones[i] != METROPOLE, outlines.zones[i])
    )
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


@dataclass(frozen=True, eq=False)
class _Placed:
    points: Ints
    size: tuple[int, int]
    transform: Transform
    plane: str
    insets: tuple[Inset, ...]


def _place(rings: Rings, zone_of_ring: NDArray[np.uint8], zones: Sequence[str]) -> _Placed:
    """Points on the grid: the main part, then the insets in rows under it."""
    zone_of = np.repeat(zone_of_ring, rings.sizes)
    present = sorted({zones[i] for i in zone_of_ring.tolist()}, key=lambda zone: (zone != METROPOLE, zone))
    if not present:
        return _Placed(rings.points, (0, 0), Transform((1.0, 1.0), (0.0, 0.0)), "", ())
    main, *others = present
    is_main = zone_of == zones.index(main)
    low, high = rings.points[is_main].min(axis=0), rings.points[is_main].max(axis=0)
    step = max(1.0, float((high - low).max()) / GRID)
    points = np.round((rings.points - low) / step).astype(np.int64)
    width, height = np.ceil((high - low) / step).astype(int).tolist()
    side = max(1, round(_INSET_SIDE * max(width, height)))
    columns = max(1, width // side)
    insets = []
    for rank, zone in enumerate(others):
        corner = (rank % columns) * side, height + side // 10 + (rank // columns) * side * 6 // 5
        is_there = zone_of == zones.index(zone)
        points[is_there], box = _fit(rings.points[is_there], corner, side)
        insets.append(Inset(_name_zone(zone), box))
    lines = -(-len(others) // columns)
    size = (max(width, side if others else 0), height + (side // 10 + lines * side * 6 // 5 if others else 0))
    return _Placed(points, size, *_find_transform(main, low, step), tuple(insets))


def _fit(points: Ints, corner: tuple[int, int], side: int) -> tuple[Ints, tuple[int, int, int, int]]:
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = _INSET_FILLED * side / max(1, int(extent.max()))
    margin = (side - extent * scale) / 2
    fitted = np.round(np.array(corner) + margin + (points - low) * scale).astype(np.int64)
    return fitted, (*corner, side, side)


def _name_zone(zone: str) -> str:
    found = get_directory().by_code.get(("departement", zone))
    return fix_name(found.name) if found else zone


def _find_transform(zone: str, low: Ints, step: float) -> tuple[Transform, str]:
    """From the grid to the plane of the zone, which has straight axes whatever the zone."""
    if zone == METROPOLE:
        corners = np.array([low, low + step], float)
        metres = np.column_stack([corners[:, 0] * 10, 7_200_000 - corners[:, 1] * 10])
        return _build_transform(metres), "EPSG:2154"
    return _build_transform(get_plane(zone).unproject(np.array([low, low + step], float))), "OGC:CRS84"


def _build_transform(corners: NDArray[np.float64]) -> Transform:
    """From where the first two points of the diagonal of the grid are."""
    (x, y), (next_x, next_y) = corners.tolist()
    return Transform((next_x - x, next_y - y), (x, y))


def _find_borders(topology: Topology, level: str, positions: Positions, grouping: str) -> tuple[int, ...]:
    """Arcs between two territories of different groups."""
    if not grouping or not topology.count:
        return ()
    groups = get_universe().group_index(level, grouping)
    if not len(groups):
        return ()
    sides = topology.list_sides()
    of_sides = np.where(sides >= 0, groups[positions[sides]], -1)
    is_border = (sides[:, 1] >= 0) & (of_sides[:, 0] != of_sides[:, 1])
    return tuple(np.flatnonzero(is_border).tolist())
