"""Distributions and relations of a few values, worked out slowly: sort, count, compare every pair."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import fmean


def quantile_of(values: Sequence[float], part: Fraction) -> float:
    """Between the two nearest of the sorted values, at position (n − 1) × part."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * part
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + float(place - below) * (ordered[above] - ordered[below])


def count_between(values: Sequence[float], low: float, high: float, *, closed: bool = False) -> int:
    """How many are from ``low`` to less than ``high``, or to ``high`` itself."""
    return sum(low <= value < high or (closed and value == high) for value in values)


def spearman_of(pairs: Sequence[tuple[float, float]]) -> float:
    """Pearson's correlation of the ranks; a rank is one plus those below, plus half of the others equal."""
    ranks = [[_rank(value, column) for value in column] for column in zip(*pairs, strict=True)]
    means = [fmean(column) for column in ranks]
    gaps = [[rank - mean for rank in column] for column, mean in zip(ranks, means, strict=True)]
    product = sum(one * other for one, other in zip(*gaps, strict=True))
    return float(product / sqrt(sum(gap**2 for gap in gaps[0]) * sum(gap**2 for gap in gaps[1])))


def _rank(value: float, column: Sequence[float]) -> float:
    below = sum(other < value for other in column)
    equal = sum(other == value for other in column)
    return 1 + below + (equal - 1) / 2
