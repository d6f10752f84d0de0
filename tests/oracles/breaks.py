"""Natural breaks the slow way: every way to cut is tried."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise


def measure_scatter(values: Sequence[float]) -> float:
    """Squared deviations from the mean."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values)


def find_least_scatter(values: Sequence[float], classes: int) -> float:
    """The least sum of squared deviations of any cut of the values into so many classes, or fewer distinct
    values, equal values staying together."""
    ordered = sorted(values)
    distinct = sorted(set(values))
    cuts = combinations(range(1, len(distinct)), min(classes, len(distinct)) - 1)
    return min(sum(measure_scatter(part) for part in _part(ordered, distinct, cut)) for cut in cuts)


def _part(ordered: Sequence[float], distinct: Sequence[float], cut: Sequence[int]) -> list[list[float]]:
    bounds = [distinct[0], *(distinct[place] for place in cut), float("inf")]
    return [[value for value in ordered if low <= value < high] for low, high in pairwise(bounds)]
