"""Who touches whom: contours that have an edge in common."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

_DEGREES_TO_GRID = 1e7
"""One centimetre: vertices of two contours are the same numbers in the source, or are not the same."""


def find_adjacent(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """Pairs (i, j), i < j, of shapes that share at least one edge; a common point is not a border."""
    coordinates, owners = shapely.get_coordinates(shapely.boundary(shapes), return_index=True)
    lines, ring_of = shapely.get_parts(shapely.boundary(shapes), return_index=True)
    coordinates, ring = shapely.get_coordinates(lines, return_index=True)
    owners = ring_of[ring]
    grid = np.round(coordinates * _DEGREES_TO_GRID).astype(np.int64)
    codes = grid[:, 0] * 4_000_000_000 + grid[:, 1]  # |latitude| < 2e9 on the grid: one number a vertex
    same_ring = ring[1:] == ring[:-1]
    start, end, owner = codes[:-1][same_ring], codes[1:][same_ring], owners[:-1][same_ring]
    low, high = np.minimum(start, end), np.maximum(start, end)
    order = np.lexsort((owner, high, low))
    low, high, owner = low[order], high[order], owner[order]
    shared = (low[1:] == low[:-1]) & (high[1:] == high[:-1]) & (owner[1:] != owner[:-1])
    pairs = np.column_stack([owner[:-1][shared], owner[1:][shared]])
    return np.unique(np.sort(pairs, axis=1), axis=0)


def group_pairs(pairs: NDArray[np.int64], groups: list[str]) -> set[tuple[str, str]]:
    """Pairs of members → pairs of groups, in both directions; members without a group are left out."""
    found = set()
    for one, other in pairs.tolist():
        left, right = groups[one], groups[other]
        if left and right and left != right:
            found.add((left, right))
            found.add((right, left))
    return found
