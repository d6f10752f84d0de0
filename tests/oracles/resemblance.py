"""Similar territories again, slow and obvious: one pair at a time, in plain Python."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence


def scale_of(values: Sequence[float | None], transform: str) -> list[float | None]:
    """(value - median) / (interquartile range / 1.349), of the logarithm for « log »."""
    if transform == "category":
        return list(values)
    changed = [
        None if value is None or (transform == "log" and value <= 0)
        else math.log(value) if transform == "log" else value
        for value in values
    ]  # fmt: skip
    known = [value for value in changed if value is not None]
    low, middle, high = statistics.quantiles(known, n=4, method="inclusive")
    spread = (high - low) / 1.349 or statistics.pstdev(known) or 1.0
    return [None if value is None else (value - middle) / spread for value in changed]


def list_nearest(
    values: Mapping[str, Sequence[float | None]],
    criteria: Mapping[str, tuple[str, float]],
    pools: Sequence[int],
    own: int,
    *,
    size: str,
    times: float,
) -> list[tuple[float, int]]:
    """(distance, number) of all of its pool and size, the nearest first.

    ``criteria``: name → (transform, weight).
    """
    scaled = {name: scale_of(values[name], criteria[name][0]) for name in criteria}
    used = [name for name in criteria if scaled[name][own] is not None]
    found = []
    for other in range(len(pools)):
        sizes = [values[size][own], values[size][other]]
        if other == own or pools[other] != pools[own] or any(one is None or one <= 0 for one in sizes):
            continue
        small, large = sorted(one for one in sizes if one is not None)
        if large > times * small * (1 + 1e-12) or any(scaled[name][other] is None for name in used):
            continue
        total = weights = 0.0
        for name in used:
            transform, weight = criteria[name]
            mine, theirs = scaled[name][own], scaled[name][other]
            assert mine is not None
            assert theirs is not None
            gap = float(mine != theirs) if transform == "category" else mine - theirs
            total += weight * gap**2
            weights += weight
        found.append((math.sqrt(total / weights), other))
    return sorted(found)
