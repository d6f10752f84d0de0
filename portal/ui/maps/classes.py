"""Classes of a map by quantiles: as many territories in each, as far as equal values let it.

The classes are told by the least and the greatest value that each one holds, so that no territory is
on a bound. Fewer territories make fewer classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.ui.maps.frame import CLASSES

_AT_MOST: Final = 5
_MEMBERS: Final = 3
"""A class of fewer territories than that tells them apart no better than their names."""


@dataclass(frozen=True, slots=True)
class ValueClass:
    """``step`` is its place in the palette, 1 (lowest) to 7; it has the values ``least`` and ``most``."""

    step: int
    least: float
    most: float
    count: int


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes that have a value, lowest first, and the step of each value given: 0 for an absent one."""

    classes: tuple[ValueClass, ...]
    steps: tuple[int, ...]


def cut_classes(values: Sequence[float] | NDArray[np.float64], at_most: int = _AT_MOST) -> Classes:
    """Classes of equal numbers of territories; NaN is absent, equal values are in one class."""
    given = np.asarray(values, np.float64)
    known = np.sort(given[~np.isnan(given)])
    count = len(known)
    if not count:
        return Classes((), (0,) * len(given))
    ends = _find_ends(known, at_most)
    first, after = np.array([0, *ends[:-1]]), np.array(ends)
    starts = known[first]
    steps = _spread(len(starts))
    classes = tuple(
        ValueClass(step, least, most, members)
        for step, least, most, members in zip(
            steps, known[first].tolist(), known[after - 1].tolist(), (after - first).tolist(), strict=True
        )
    )
    places = starts.searchsorted(given, side="right").tolist()
    absent = np.isnan(given).tolist()
    return Classes(
        classes,
        tuple(0 if gone else steps[place - 1] for gone, place in zip(absent, places, strict=True)),
    )


def _find_ends(known: NDArray[np.float64], at_most: int) -> list[int]:
    """Where each class ends among sorted values: each time the least of what is left, in equal parts.

    A value so frequent that it fills a class has one of its own: as many communes without a second home
    as there are, and the others in equal parts.
    """
    ends: list[int] = []
    begin, left, count = 0, at_most, len(known)
    while begin < count:
        left = max(1, min(left, (count - begin) // _MEMBERS or count - begin))
        target = begin + round((count - begin) / left)
        if left == 1 or target >= count:
            ends.append(count)
            break
        low = int(known.searchsorted(known[target]))
        high = int(known.searchsorted(known[target], side="right"))
        begin = low if low > begin and target - low <= high - target else high
        ends.append(begin)
        left -= 1
    return ends


def _spread(count: int) -> tuple[int, ...]:
    """Steps of the palette far from one another: 1, 3, 4, 6, 7 for five; the middle one for a single."""
    if count == 1:
        return (CLASSES // 2 + 1,)
    return tuple(1 + (2 * number * (CLASSES - 1) + count - 1) // (2 * (count - 1)) for number in range(count))
