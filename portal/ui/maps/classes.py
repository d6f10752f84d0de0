"""Classes of a map: by quantiles, by natural breaks or by equal intervals.

The classes are told by the least and the greatest value that each one holds, so that no territory is
on a bound; equal values are in one class. Fewer territories make fewer classes. Values of both signs are
cut on each side of zero apart, and told by two hues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from portal.ui.maps.jenks import find_natural_ends

Values = NDArray[np.float64]
Steps = NDArray[np.int8]
Method = Literal["quantiles", "naturelles", "egales"]

CLASSES: Final = 7
"""Steps of the palette of one hue."""

_AT_MOST: Final = 5
_MEMBERS: Final = 3
"""A class of fewer territories than that tells them apart no better than their names."""

_SIDES: Final = {1: (4,), 2: (3, 6), 3: (2, 4, 6), 4: (2, 3, 5, 7), 5: (2, 3, 4, 6, 7), 6: (2, 3, 4, 5, 6, 7)}
"""Number of classes on one side of zero → their steps away from it. The palest is left to zero itself: those
of two hues look too much alike."""


@dataclass(frozen=True, slots=True)
class ValueClass:
    """``step`` is its place in the palette, 1 (lowest) to 7, or −1 to −7 away from zero when the values
    below it have their own hue; it has the values ``least`` to ``most``, ``count`` of them."""

    step: int
    least: float
    most: float
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """The classes that have a value, lowest first, and the step of each value given: 0 for an absent one."""

    classes: tuple[ValueClass, ...]
    steps: Steps

    @property
    def is_diverging(self) -> bool:
        """Whether two hues tell values below zero from those above."""
        return any(one.step < 0 for one in self.classes) and any(one.step > 0 for one in self.classes)


def cut_classes(
    values: Sequence[float] | Values, at_most: int = _AT_MOST, method: Method = "quantiles"
) -> Classes:
    """Classes of these values, ``at_most`` of them, 1 to 7; NaN is absent.

    ``quantiles``: as many territories in each, as far as equal values let it. ``naturelles``: those that
    make values least scattered around the mean of their class (Jenks; see ``find_natural_ends``).
    ``egales``: intervals of one width, those without any value left out.
    """
    given = np.asarray(values, np.float64) + 0.0  # −0 is 0
    known = np.sort(given[~np.isnan(given)])
    if not len(known):
        return Classes((), np.zeros(len(given), np.int8))
    ends, steps = _cut_sides(known, at_most, _METHODS[method])
    after = np.array(ends)
    first = np.concatenate([[0], after[:-1]])
    classes = tuple(
        ValueClass(step, least, most, members)
        for step, least, most, members in zip(
            steps, known[first].tolist(), known[after - 1].tolist(), (after - first).tolist(), strict=True
        )
    )
    return Classes(classes, _place(given, known[first], steps))


def apply_classes(classes: Classes, values: Sequence[float] | Values) -> Steps:
    """The steps of other values by the same bounds, those of another year; 0 for NaN.

    A value is in the last class whose least value is not above it; below all of them, in the first.
    """
    given = np.asarray(values, np.float64)
    if not classes.classes:
        return np.zeros(len(given), np.int8)
    starts = np.array([one.least for one in classes.classes])
    return _place(given, starts, [one.step for one in classes.classes])


def _place(values: Values, starts: Values, steps: Sequence[int]) -> Steps:
    places = starts.searchsorted(values, side="right")  # NaN is after everything
    found = np.array([steps[0], *steps], np.int8)[places]
    found[np.isnan(values)] = 0
    return found


def _cut_sides(known: Values, at_most: int, find_ends: _FindEnds) -> tuple[list[int], list[int]]:
    """Ends of the classes among sorted values, and their steps."""
    below = int(known.searchsorted(0.0))
    count = len(known)
    if not below:
        ends = find_ends(known, at_most)
        return ends, spread_steps(len(ends))
    if known[-1] < 0:
        ends = find_ends(known, at_most)
        return ends, [-step for step in reversed(spread_steps(len(ends)))]
    of_below = min(max(round(at_most * below / count), 1), max(at_most - 1, 1))
    low = find_ends(known[:below], of_below)
    high = find_ends(known[below:], max(at_most - of_below, 1))
    zeros = int(known.searchsorted(0.0, side="right")) - below
    is_zero_apart = zeros > 0 and high[0] == zeros
    above = list(_SIDES[len(high) - is_zero_apart]) if len(high) > is_zero_apart else []
    steps = [*(-step for step in reversed(_SIDES[len(low)])), *([1] if is_zero_apart else []), *above]
    return [*low, *(below + end for end in high)], steps


def _find_quantile_ends(known: Values, at_most: int) -> list[int]:
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


def _find_equal_ends(known: Values, at_most: int) -> list[int]:
    """A value on a bound is in the interval above it."""
    bounds = np.linspace(known[0], known[-1], at_most + 1)[1:-1]
    ends = {int(end) for end in known.searchsorted(bounds)} | {len(known)}
    return sorted(ends - {0})


_FindEnds = Callable[[Values, int], list[int]]
_METHODS: Final[dict[Method, _FindEnds]] = {
    "quantiles": _find_quantile_ends,
    "naturelles": find_natural_ends,
    "egales": _find_equal_ends,
}


def spread_steps(count: int) -> list[int]:
    """Steps of the palette far from one another: 1, 3, 4, 6, 7 for five; the middle one for a single."""
    if count == 1:
        return [CLASSES // 2 + 1]
    return [1 + (2 * number * (CLASSES - 1) + count - 1) // (2 * (count - 1)) for number in range(count)]
