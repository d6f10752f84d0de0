"""Where a series is heading: rising, falling, stable, or nothing that can be said.

Two classical, robust tools, for series as short as ours: Mann and Kendall's test says whether there is a
direction at all (its exact distribution, not the normal approximation, which is wrong under ten points),
Theil and Sen's median of the slopes says how steep it is. One odd year moves neither.
(H. B. Mann, Econometrica 13, 1945; P. K. Sen, Journal of the American Statistical Association 63, 1968.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from statistics import median
from typing import Final

MIN_POINTS: Final = 5
"""Below, no order of the values is rare enough to be told from chance."""

_MAX_CHANCE: Final = 0.10
_STABLE_PCT_PER_YEAR: Final = 0.2


class TrendClass(StrEnum):
    """What a reader is told of a series."""

    RISING = "rising"
    FALLING = "falling"
    STABLE = "stable"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope`` is in the unit of the series a year; ``slope_pct`` of the median value, None around zero.

    ``chance`` is the probability that values without any direction show one as clear.
    """

    kind: TrendClass
    first_year: int
    last_year: int
    slope: float
    slope_pct: float | None
    chance: float


def compute_trend(points: Sequence[tuple[int, float]]) -> Trend | None:
    """The trend of (year, value) points by increasing year; None under five points.

    Rising or falling when the direction has less than one chance in ten to be luck; stable when the
    median slope is under 0.2 % of the median value a year, or all values are equal; else unclear.
    """
    if len(points) < MIN_POINTS:
        return None
    slopes = [(later - value) / (next_ - year) for (year, value), (next_, later) in combinations(points, 2)]
    slope = median(slopes)
    score = sum((one > 0) - (one < 0) for one in slopes)
    chance = _chance_of(len(points), abs(score))
    middle = abs(median(value for _, value in points))
    slope_pct = 100 * slope / middle if middle else None
    kind = TrendClass.UNCLEAR
    if slope == 0 or (slope_pct is not None and abs(slope_pct) < _STABLE_PCT_PER_YEAR):
        kind = TrendClass.STABLE
    elif chance < _MAX_CHANCE:
        kind = TrendClass.RISING if slope > 0 else TrendClass.FALLING
    return Trend(kind, points[0][0], points[-1][0], slope, slope_pct, chance)


def _chance_of(count: int, score: int) -> float:
    """Probability that the score of ``count`` values in random order is at least ``score``, either way.

    Equal values only make scores smaller: the test is then on the safe side.
    """
    ways = _count_orders(count)
    inversions = (count * (count - 1) // 2 - score) // 2
    tail = sum(ways[: inversions + 1]) / sum(ways)
    return min(1.0, 2 * tail)


@lru_cache(maxsize=64)
def _count_orders(count: int) -> tuple[int, ...]:
    """How many orders of ``count`` values have 0, 1, 2… inversions (Mahonian numbers)."""
    ways = [1]
    for size in range(2, count + 1):
        longer = [0] * (len(ways) + size - 1)
        for shift in range(size):
            for place, number in enumerate(ways):
                longer[place + shift] += number
        ways = longer
    return tuple(ways)
