"""Lines between départements and between régions, from the contours of what is drawn.

They follow the edges of the shapes below them, which the contours of the départements, more simplified, do
not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.territories.planes import METROPOLE
from portal.territories.queries.outlines import trace_outlines
from portal.territories.queries.rings import Rings, read_rings
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import FRANCE, find_zone, list_zone_positions

_BITS: Final = 24
"""Coordinates are below 2^23 units of 10 metres, either side of zero."""


@dataclass(frozen=True, slots=True)
class BorderLines:
    """Path data in the plane of the metropole; empty where there is no such line."""

    departements: str = ""
    regions: str = ""
    outline: str = ""
    """What is drawn on one side only: coasts, borders with what is not in the zone."""


def find_borders(zone_key: str, level: str) -> BorderLines:
    """The lines that help to find one's way among the members of a zone: France or a région, whose members
    are smaller than départements or régions. Nothing for other zones, nor overseas."""
    return _find(get_universe().version, zone_key, level)


def forget_borders() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _find.cache_clear()


@lru_cache(maxsize=64)
def _find(version: int, zone_key: str, level: str) -> BorderLines:
    kind = zone_key.partition(":")[0]
    if kind not in (FRANCE, "region") or level in ("region", *(("departement",) if kind == "region" else ())):
        return BorderLines()
    own = "departement" if level == "departement" else "commune"  # an EPCI may lie in two départements
    positions = list_zone_positions(find_zone(zone_key), own)
    found = get_directory().by_position
    outlines = trace_outlines([found[own, position].id for position in positions.tolist()])
    drawn = [rank for rank, zone in enumerate(outlines.zones) if zone == METROPOLE]
    if not drawn:
        return BorderLines()
    places = positions[drawn]
    universe = get_universe()
    regions = universe.group_index(own, "region")[places]
    departements = regions if own == "departement" else universe.group_index(own, "departement")[places]
    return draw_borders(read_rings([outlines.paths[rank] for rank in drawn]), departements, regions)


def draw_borders(rings: Rings, departements: NDArray[np.int32], regions: NDArray[np.int32]) -> BorderLines:
    """Lines between paths of two départements, those between two régions apart. The groups are those of each
    path."""
    points = rings.points.astype(np.int64)
    after = _find_next(rings)
    codes = ((points[:, 0] + (1 << _BITS - 1)) << _BITS) | (points[:, 1] + (1 << _BITS - 1))
    low, high = np.minimum(codes, codes[after]), np.maximum(codes, codes[after])
    path_of = np.repeat(rings.path_of, np.diff([*rings.starts, len(points)]))
    order = np.lexsort((path_of, high, low))
    is_same = (low[order][1:] == low[order][:-1]) & (high[order][1:] == high[order][:-1])
    is_alone = ~(np.append(is_same, False) | np.insert(is_same, 0, False))
    one, other = order[:-1][is_same], order[1:][is_same]
    is_border = departements[path_of[one]] != departements[path_of[other]]
    one, other = one[is_border], other[is_border]
    is_region = regions[path_of[one]] != regions[path_of[other]]
    edges = (one[~is_region], one[is_region], order[is_alone])
    return BorderLines(*("".join(_write_lines(points, after, found)) for found in edges))


def _find_next(rings: Rings) -> NDArray[np.intp]:
    """The point after each one in its ring."""
    after = np.arange(1, len(rings.points) + 1)
    ends = np.append(rings.starts[1:], len(rings.points)) - 1
    after[ends] = rings.starts
    return after


def _write_lines(
    points: NDArray[np.int64], after: NDArray[np.intp], edges: NDArray[np.intp]
) -> Iterator[str]:
    """Edges, by their first points, as lines as long as they follow one another."""
    wanted = set(edges.tolist())
    reached = {int(after[edge]) for edge in wanted}
    starts = [edge for edge in sorted(wanted) if edge not in reached]
    left = set(wanted)
    for start in [*starts, *sorted(wanted)]:  # then what goes round without an end
        line = [start]
        while line[-1] in left:
            left.discard(line[-1])
            line.append(int(after[line[-1]]))
        if len(line) > 1:
            yield _write_line(points[line])


def _write_line(line: NDArray[np.int64]) -> str:
    steps = np.diff(line, axis=0).ravel().tolist()
    numbers = "".join(f" {n}" if n >= 0 else str(n) for n in steps)
    return f"M{line[0, 0]} {line[0, 1]}l{numbers.lstrip()}"
