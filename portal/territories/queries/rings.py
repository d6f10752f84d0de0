"""The points of contours, from their path data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.territories.planes import Coordinates

_ALLOWED: Final = re.compile(r"[Mmlz\d\s,.-]*")
_MARKS: Final = {"P": " 7e15 ", "M": " 8e15 ", "m": " 9e15 "}
"""What stands for the beginning of a path and of a ring among coordinates, which are far smaller."""
_LEAST_MARK: Final = 1e15


@dataclass(frozen=True, slots=True)
class Rings:
    """``points`` of all rings, where each ring starts among them, and the path that each is of."""

    points: Coordinates
    starts: NDArray[np.intp]
    path_of: NDArray[np.intp]


def read_rings(paths: Sequence[str]) -> Rings:
    """All the paths at once: their numbers, with marks where a path or a ring begins."""
    text = "".join(paths)
    if _ALLOWED.fullmatch(text) is None:
        raise ValueError("path data: expected only the commands M, m, l and z")
    text = "P" + "P".join(paths)
    for letter, number in (("-", " -"), (",", " "), ("l", " "), ("z", " "), *_MARKS.items()):
        text = text.replace(letter, number)
    numbers = np.array(text.split(), np.float64)
    is_mark = numbers >= _LEAST_MARK
    pairs = numbers[~is_mark].reshape(-1, 2)
    marks = numbers[is_mark]
    is_ring = marks != float(_MARKS["P"])
    starts = ((np.flatnonzero(is_mark) - np.arange(len(marks))) // 2)[is_ring]
    path_of = (np.cumsum(~is_ring) - 1)[is_ring]
    return Rings(_add_steps(pairs, starts, marks[is_ring] == float(_MARKS["M"])), starts, path_of)


def _add_steps(pairs: Coordinates, starts: NDArray[np.intp], is_absolute: NDArray[np.bool_]) -> Coordinates:
    """Steps → points. A ring that moves relatively does it from where the one before it started."""
    if not len(starts):
        return pairs
    moves = pairs[starts]
    since = np.cumsum(moves, axis=0)
    fixed = np.maximum.accumulate(np.where(is_absolute, np.arange(len(starts)), 0))
    firsts = since - since[fixed] + moves[fixed]
    steps = pairs.copy()
    steps[starts] = 0
    run = np.cumsum(steps, axis=0)
    lengths = np.diff([*starts, len(pairs)])
    return np.asarray(run + np.repeat(firsts - run[starts], lengths, axis=0))
