"""Natural breaks: the classes of one dimension in which values are least scattered.

Fisher, « On grouping for maximum homogeneity » (1958); Jenks gave it to maps. The sum over classes of the
squared deviations from the mean of the class is the least there is: exact, by dynamic programming, where
there are at most ``EXACT_AT_MOST`` distinct values. Beyond (communes of France), values are first gathered
in that many intervals of one width between the extremes, and no break falls within one: breaks are then
within a thousandth of the range of the exact ones.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

EXACT_AT_MOST: Final = 1000


def find_natural_ends(known: NDArray[np.float64], at_most: int) -> list[int]:
    """Where each class ends among sorted values; fewer classes when there are fewer distinct values.

    Of equally good breaks, the lowest.
    """
    starts = np.flatnonzero(np.concatenate([[True], known[1:] != known[:-1]]))
    if len(starts) > EXACT_AT_MOST:
        bounds = np.linspace(known[0], known[-1], EXACT_AT_MOST + 1)[:-1]
        starts = np.unique(known.searchsorted(bounds))
    ends = np.append(starts[1:], len(known))
    return [int(ends[last]) for last in _find_last_groups(known, ends, min(at_most, len(ends)))]


def _find_last_groups(known: NDArray[np.float64], ends: NDArray[np.intp], classes: int) -> list[int]:
    """The last group of each class, groups of values being what is never parted."""
    costs = _compute_costs(known, ends)
    best = costs[0]
    chosen = []
    for _ in range(classes - 1):
        # Row: where the last class begins; column: the group it ends with.
        through = np.concatenate([[np.inf], best[:-1]])[:, None] + costs
        begins = through.argmin(axis=0)
        best = through[begins, np.arange(len(ends))]
        chosen.append(begins)
    last = len(ends) - 1
    found = [last]
    for begins in reversed(chosen):
        last = int(begins[last]) - 1
        found.append(last)
    return found[::-1]


def _compute_costs(known: NDArray[np.float64], ends: NDArray[np.intp]) -> NDArray[np.float64]:
    """[first group, last group] → squared deviations of that class; infinite when it would be empty."""
    centred = known - known.mean()  # sums of squares of large numbers would lose their differences
    sums = np.concatenate([[0.0], np.cumsum(centred)])[np.concatenate([[0], ends])]
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])[np.concatenate([[0], ends])]
    counts = np.concatenate([[0], ends])
    size = (counts[None, 1:] - counts[:-1, None]).astype(np.float64)
    is_class = size > 0
    total = sums[None, 1:] - sums[:-1, None]
    spread = squares[None, 1:] - squares[:-1, None]
    return np.where(is_class, np.maximum(spread - total**2 / np.where(is_class, size, 1.0), 0.0), np.inf)
