"""Ranks, means and quantiles of the territories of a kind within their groups.

Absences are left out. Ranks go from 1 for the highest value; equal values share the best rank.
The mean counts each territory for one. Quantiles interpolate linearly between the two nearest
values: position ``(n - 1) q`` among the sorted values (numpy's default, definition 7 of Hyndman and
Fan, "Sample quantiles in statistical packages", 1996).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.stats.compute.vectors import Bools, FigureVector, Floats, Ints

QUANTILES: Final = (0.10, 0.25, 0.50, 0.75, 0.90)


@dataclass(frozen=True)
class SortedFigures:
    """Positions that have a value, by increasing value: sorted once for all groupings."""

    positions: Ints
    values: Floats
    size: int


@dataclass(frozen=True)
class GroupSummaries:
    """One indicator and year in one grouping.

    ``n`` [groups]; ``stats`` [6, groups]: mean then QUANTILES, NaN for empty groups;
    ``ranks`` and ``tied`` [territories], rank 0 for those without a value or a group.
    """

    n: npt.NDArray[np.uint32]
    stats: Floats
    ranks: npt.NDArray[np.uint32]
    tied: Bools


def sort_figures(figures: FigureVector) -> SortedFigures:
    """The figures that have a value, sorted."""
    positions = np.nonzero(figures.is_present)[0]
    values = figures.values[positions]
    order = np.argsort(values, kind="stable")
    return SortedFigures(positions[order], values[order], len(figures))


def summarise(figures: SortedFigures, index: npt.NDArray[np.int32], groups: int) -> GroupSummaries:
    """Summaries of one grouping; ``index`` is the group of each position, -1 for none."""
    group: Ints = index[figures.positions].astype(np.int64)
    inside = group >= 0
    # int16 where it fits: numpy then sorts by counting, ten times as fast.
    narrow = group[inside].astype(np.int16 if groups < 1 << 15 else np.int32)
    order = np.nonzero(inside)[0][np.argsort(narrow, kind="stable")]
    group, values = group[order], figures.values[order]  # by group, then by increasing value
    n = np.bincount(group, minlength=groups)
    starts = np.cumsum(n) - n
    stats = np.full((1 + len(QUANTILES), groups), np.nan)
    filled = n > 0
    stats[0, filled] = (np.bincount(group, weights=values, minlength=groups))[filled] / n[filled]
    for row, quantile in enumerate(QUANTILES, start=1):
        stats[row, filled] = _interpolate(values, starts[filled], n[filled], quantile)
    ranks = np.zeros(figures.size, np.uint32)
    tied = np.zeros(figures.size, bool)
    positions = figures.positions[order]
    ranks[positions], tied[positions] = _rank(values, group, starts + n)
    return GroupSummaries(n.astype(np.uint32), stats, ranks, tied)


def _interpolate(values: Floats, starts: Ints, n: Ints, quantile: float) -> Floats:
    place = (n - 1) * quantile
    below = np.floor(place).astype(np.int64)
    low = values[starts + below]
    high = values[starts + np.minimum(below + 1, n - 1)]
    part = place - below
    # Written from the nearer end, as numpy does, so that equal values give exactly that value.
    result: Floats = np.where(part < 0.5, low + (high - low) * part, high - (high - low) * (1 - part))
    return result


def _rank(values: Floats, group: Ints, ends: Ints) -> tuple[npt.NDArray[np.uint32], Bools]:
    """Ranks and ties of values sorted by group then value; ``ends``: end of each group."""
    count = len(values)
    if count == 0:
        return np.zeros(0, np.uint32), np.zeros(0, bool)
    changes = np.ones(count, bool)
    changes[1:] = (values[1:] != values[:-1]) | (group[1:] != group[:-1])
    run = np.cumsum(changes) - 1
    run_sizes = np.bincount(run)
    run_ends = np.cumsum(run_sizes)
    ranks = (ends[group] - run_ends[run] + 1).astype(np.uint32)
    return ranks, run_sizes[run] > 1
