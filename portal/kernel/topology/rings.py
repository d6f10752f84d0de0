"""Rings of shapes as flat arrays, read from path data of SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_KNOWN: Final = re.compile(r"[-\d\s,mlMz]*")
_LETTERS: Final = re.compile(r"[mlMz,]")


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


def read_rings(paths: Sequence[str]) -> Rings:
    """Rings of paths as ``portal.territories`` draws them: absolute first move, then relative, in integers.

    After « z » the pen is back where the ring began. Raises ValueError for anything else.
    """
    text = "".join(paths)
    if not _KNOWN.fullmatch(text):
        raise ValueError("path data: expected moves and lines in integers (M, m, l, z), found other commands")
    pieces = text.split("z")
    if pieces.pop().strip():
        raise ValueError("path data: expected closed rings, found an open one")
    counts = np.array([path.count("z") for path in paths], np.int64)
    numbers = [len(_LETTERS.sub(" ", piece).replace("-", " -").split()) for piece in pieces]
    flat = np.array(_LETTERS.sub(" ", text).replace("-", " -").split(), np.int64)
    starts = np.concatenate([[0], np.cumsum(np.array(numbers, np.int64))]) // 2
    steps = flat.reshape(-1, 2)
    first = _add_up(steps[starts[:-1]], counts)
    reached = np.cumsum(steps, axis=0)
    sizes = np.diff(starts)
    points = reached + np.repeat(first - reached[starts[:-1]], sizes, axis=0)
    return Rings(points, starts, np.repeat(np.arange(len(paths)), counts))


def _add_up(moves: Ints, counts: Ints) -> Ints:
    """Moves to the start of each ring → these starts; the first move of each path is absolute."""
    reached = np.cumsum(moves, axis=0)
    held = counts[counts > 0]
    begins = np.cumsum(held) - held
    return np.asarray(reached - np.repeat(reached[begins] - moves[begins], held, axis=0))


def snap_rings(rings: Rings, points: Ints) -> Rings:
    """The same rings at other points, aligned on the former: repeated ones are dropped, and rings of fewer
    than three points, except the last one that its shape has: see ``thin_arcs`` for the same promise."""
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
