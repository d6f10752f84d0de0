"""Contours with as few points as a picture of the whole country shows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from portal.territories.queries.outlines import AlignedOutlines
from portal.territories.queries.rings import Rings, read_rings

_FEWEST_POINTS = 3


def thin_outlines(outlines: AlignedOutlines, step: int) -> AlignedOutlines:
    """The same contours on a grid of ``step`` units (of 10 metres), in units of that grid.

    Points that fall together are one; shapes that touched still do. What becomes less than a triangle is
    left out: a territory may have an empty path, it keeps its zone.
    """
    rings = read_rings(outlines.paths)
    points = np.round(rings.points / step).astype(np.int64)
    kept = _find_kept(points, rings)
    parts: list[list[str]] = [[] for _ in outlines.paths]
    bounds = [*rings.starts.tolist(), len(points)]
    for ring, path in enumerate(rings.path_of.tolist()):
        inside = slice(bounds[ring], bounds[ring + 1])
        found = points[inside][kept[inside]]
        if len(found) >= _FEWEST_POINTS:
            parts[path].append(_write_ring(found))
    return AlignedOutlines(
        ["".join(found) for found in parts], np.round(outlines.boxes / step).astype(np.int32), outlines.zones
    )


def thin_path(path: str, step: int) -> str:
    """A line of absolute moves and relative steps on the same grid."""
    rings = read_rings([path])
    points = np.round(rings.points / step).astype(np.int64)
    bounds = [*rings.starts.tolist(), len(points)]
    lines = (points[begin:end] for begin, end in pairwise(bounds))
    return "".join(_write_ring(line, closed=False) for line in lines)


def _find_kept(points: NDArray[np.int64], rings: Rings) -> NDArray[np.bool_]:
    kept = np.ones(len(points), bool)
    kept[1:] = (points[1:] != points[:-1]).any(axis=1)
    kept[rings.starts] = True
    return kept


def _write_ring(points: NDArray[np.int64], *, closed: bool = True) -> str:
    steps: Sequence[int] = np.diff(points, axis=0).ravel().tolist()
    numbers = "".join([f" {n}" if n >= 0 else str(n) for n in steps]).lstrip()
    return f"M{points[0, 0]} {points[0, 1]}l{numbers}{'z' if closed else ''}"
