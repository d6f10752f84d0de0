"""Contours of territories in longitudes and latitudes: what map software of others reads.

Geometries follow RFC 7946: WGS 84, outer rings counterclockwise, holes clockwise, rings closed. They are
as simplified as the drawings they come from. The metropole's RGF93 and WGS 84 agree within a metre, which
is the fifth decimal and ten times finer than the drawings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from portal.territories.models import Outline
from portal.territories.planes import Coordinates, get_plane
from portal.territories.queries.outlines import OutlineRow, list_outline_rows
from portal.territories.queries.rings import read_rings
from portal.territories.queries.surroundings import get_directory

Geometry = dict[str, Any]
"""A GeoJSON Polygon or MultiPolygon."""

FINE_AT_MOST: Final = 1200
"""Shapes: beyond, the coarse contours are given, as on the maps of that many."""
DECIMALS: Final = 5

_FEWEST_POINTS: Final = 3


def list_geometries(level: str, positions: Sequence[int]) -> list[Geometry | None]:
    """The contours of the current territories of ``level`` at these positions, in their order.

    None for a territory that has no contour. One query for the fine contours, none beyond
    ``FINE_AT_MOST``.
    """
    directory = get_directory().by_position
    found = (directory.get((level, int(position))) for position in positions)
    ids = [one.id if one is not None else None for one in found]
    known = [pk for pk in ids if pk is not None]
    detail = Outline.Detail.FINE if len(known) <= FINE_AT_MOST else Outline.Detail.COARSE
    by_zone: dict[str, list[OutlineRow]] = {}
    for row in list_outline_rows(known, detail):
        by_zone.setdefault(row.zone, []).append(row)
    drawn: dict[int, Geometry] = {}
    for zone, rows in by_zone.items():
        geometries = build_geometries([row.path for row in rows], zone)
        drawn |= {row.id: geometry for row, geometry in zip(rows, geometries, strict=True) if geometry}
    return [drawn.get(pk) if pk is not None else None for pk in ids]


def build_geometries(paths: Sequence[str], zone: str) -> list[Geometry | None]:
    """Path data drawn in the plane of ``zone``, each beginning with an absolute move → geometries.

    None for a path without a ring of three points. Raises ValueError for other commands than M, m, l, z.
    """
    plane = get_plane(zone)
    rings = read_rings(paths)
    degrees = np.round(plane.unproject(rings.points), DECIMALS)
    bounds = [*rings.starts.tolist(), len(degrees)]
    found: list[list[Coordinates]] = [[] for _ in paths]
    for ring, path in enumerate(rings.path_of.tolist()):
        if bounds[ring + 1] - bounds[ring] >= _FEWEST_POINTS:
            found[path].append(degrees[bounds[ring] : bounds[ring + 1]])
    return [_build_geometry(of_path) if of_path else None for of_path in found]


def _build_geometry(rings: list[Coordinates]) -> Geometry:
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": [_close(rings[0], is_hole=False)]}
    inside = [
        [at for at, other in enumerate(rings) if at != one and _holds(other, rings[one])]
        for one in range(len(rings))
    ]
    depths = [len(around) for around in inside]
    polygons = {
        one: [_close(rings[one], is_hole=False)] for one, depth in enumerate(depths) if depth % 2 == 0
    }
    for one, depth in enumerate(depths):
        if depth % 2:
            owner = max(inside[one], key=lambda at: depths[at])  # the deepest of those around it
            polygons[owner].append(_close(rings[one], is_hole=True))
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": next(iter(polygons.values()))}
    return {"type": "MultiPolygon", "coordinates": list(polygons.values())}


def _holds(ring: Coordinates, other: Coordinates) -> bool:
    """Whether the middle of the first side of ``other`` is in ``ring``: an even-odd count of crossings.

    A corner may be a corner of both: an island of a lake that touches its shore.
    """
    x, y = (other[0] + other[1]) / 2
    before = np.roll(ring, 1, axis=0)
    crosses = (ring[:, 1] > y) != (before[:, 1] > y)
    if not crosses.any():
        return False
    one, two = ring[crosses], before[crosses]
    at = one[:, 0] + (y - one[:, 1]) * (two[:, 0] - one[:, 0]) / (two[:, 1] - one[:, 1])
    return bool(np.count_nonzero(at > x) % 2)


def _close(ring: Coordinates, *, is_hole: bool) -> list[list[float]]:
    """Counterclockwise, clockwise for a hole; the first point again at the end."""
    x, y = (ring - ring[0]).T  # small numbers: the area of a ring of 100 m is not lost in their rounding
    area = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    points: list[list[float]] = ring.tolist()
    if (area > 0) == is_hole:
        points.reverse()
    return [*points, points[0]]
