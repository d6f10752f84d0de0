"""A cloud of points too many to be seen one by one: hexagons, larger where they hold more points."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CLASSES: Final = 5
_SIZES: Final = (0.3, 0.48, 0.66, 0.84, 1.0)
_HEIGHT: Final = math.sqrt(3) / 2
_CORNERS: Final = tuple(
    (math.cos(math.pi * (2 * side + 1) / 6), math.sin(math.pi * (2 * side + 1) / 6)) for side in range(6)
)


@dataclass(frozen=True, slots=True)
class HexClass:
    """Hexagons of ``least`` to ``most`` points; ``centres`` [n, 2] in the units of the drawing."""

    rank: int
    least: int
    most: int
    centres: Floats
    points: int

    def write_path(self, radius: float) -> str:
        """One path for all of them."""
        corners = [(radius * _SIZES[self.rank] * x, radius * _SIZES[self.rank] * y) for x, y in _CORNERS]
        steps = "".join(
            f"l{corners[side + 1][0] - corners[side][0]:.1f} {corners[side + 1][1] - corners[side][1]:.1f}"
            for side in range(5)
        )
        x, y = corners[0]
        return "".join(f"M{a + x:.1f} {b + y:.1f}{steps}z" for a, b in self.centres.tolist())


def bin_hexagons(x: Floats, y: Floats, radius: float) -> list[HexClass]:
    """Hexagons with a point on top, by number of points in classes that widen: 1 point, up to the fourth
    root of the most, and so on. ``x`` and ``y`` are in the units of the drawing, without NaN.

    A point belongs to the nearest centre (Carr et al., "Scatterplot matrix techniques for large N", 1987:
    the nearer of two rectangular lattices).
    """
    wide, tall = radius * 2 * _HEIGHT, radius * 3
    columns, rows = np.round(x / wide), np.round(y / tall)
    other_columns, other_rows = np.floor(x / wide) + 0.5, np.floor(y / tall) + 0.5
    gap = (x - columns * wide) ** 2 + (y - rows * tall) ** 2
    other_gap = (x - other_columns * wide) ** 2 + (y - other_rows * tall) ** 2
    is_first = gap <= other_gap
    cells = np.stack(
        [np.where(is_first, columns, other_columns), np.where(is_first, rows, other_rows)], axis=1
    )
    centres, counts = np.unique(cells, axis=0, return_counts=True)
    centres = centres * (wide, tall)
    bounds = _cut(int(counts.max())) if len(counts) else []
    found = []
    for rank, (least, most) in enumerate(bounds):
        inside = (counts >= least) & (counts <= most)
        if inside.any():
            found.append(HexClass(rank, least, most, centres[inside], int(counts[inside].sum())))
    return found


def _cut(most: int) -> list[tuple[int, int]]:
    """Bounds of at most five classes of counts, each wider than the one before: 1, 2 to 7, 8 to 52…"""
    if most <= CLASSES:
        return [(count, count) for count in range(1, most + 1)]
    ends = [1]
    for rank in range(1, CLASSES):
        ends.append(max(ends[-1] + 1, _round_down(most ** (rank / (CLASSES - 1)))))
    ends[-1] = most
    return [(low + 1, high) for low, high in zip([0, *ends[:-1]], ends, strict=True)]


def _round_down(count: float) -> int:
    """To one significant digit, so that classes are easy to say."""
    size = 10 ** math.floor(math.log10(count))
    return int(count // size * size)
