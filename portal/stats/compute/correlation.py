"""Whether two figures of the same territories go together: Spearman's correlation of ranks.

It sees any relation that always rises or always falls, straight or not, and one enormous city weighs no
more than a village (C. Spearman, American Journal of Psychology 15, 1904). Ties share the mean of their
ranks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def compute_spearman(first: Floats, second: Floats) -> float | None:
    """From −1 to 1, of pairs without NaN; None under two pairs or where one of the two never varies."""
    if len(first) < 2:
        return None
    ranks = np.stack([_rank(first), _rank(second)])
    gaps = ranks - ranks.mean(axis=1, keepdims=True)
    spread = float(np.sqrt((gaps[0] ** 2).sum() * (gaps[1] ** 2).sum()))
    return float((gaps[0] * gaps[1]).sum()) / spread if spread else None


def _rank(values: Floats) -> Floats:
    """From 1 for the lowest; ties share the mean of their places."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    means: Floats = (np.cumsum(counts) - (counts - 1) / 2).astype(np.float64)
    return means[where]
