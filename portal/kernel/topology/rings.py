"""Rings of shapes as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Rings:
    """Closed rings: the last point is joined to the first, and not repeated.

    ``points`` [n, 2]; ring r is ``points[starts[r]:starts[r + 1]]`` and belongs to the shape ``owners[r]``.
    """

    points: Ints
    starts: Ints
    owners: Ints

    @property
    def sizes(self) -> Ints:
        """Points of each ring."""
        return np.diff(self.starts)


def snap_rings(rings: Rings, points: Ints) -> Rings:
    """The same rings at other points, aligned on the former: repeated ones are dropped, and rings of fewer
    than three points."""
    ring_of = np.repeat(np.arange(len(rings.owners)), rings.sizes)
    before = _list_before(rings.starts)
    moved = np.any(points != points[before], axis=1)
    sizes = np.bincount(ring_of[moved], minlength=len(rings.owners))
    kept = sizes >= 3
    moved &= kept[ring_of]
    starts = np.concatenate([[0], np.cumsum(sizes[kept])])
    return Rings(points[moved], starts, rings.owners[kept])


def _list_before(starts: Ints) -> Ints:
    """Index of the point before each one on its ring."""
    before = np.arange(starts[-1]) - 1
    before[starts[:-1]] = starts[1:] - 1
    return before


def list_neighbours(starts: Ints) -> tuple[Ints, Ints]:
    """Index of the point before and after each one on its ring."""
    before = _list_before(starts)
    after = np.empty_like(before)
    after[before] = np.arange(len(before))
    return before, after
