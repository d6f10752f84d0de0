"""EcoIndex of a page from its three measures: the published formula (cnumr, ecoindex-python).

Each measure is placed among the quantiles of the web; nodes weigh 3, requests 2, kilobytes 1.
"""

from __future__ import annotations

from bisect import bisect_right

NODES = (
    *(0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479),
    594601,
)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (
    *(0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08),
    *(2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26),
)


def compute_ecoindex(nodes: float, requests: float, kilobytes: float) -> int:
    """From 0 to 100; A above 80, B above 70, C above 55."""
    place = 3 * _place(nodes, NODES) + 2 * _place(requests, REQUESTS) + _place(kilobytes, KILOBYTES)
    return round(100 - 5 * place / 6)


def _place(value: float, quantiles: tuple[float, ...]) -> float:
    """Index of the quantile below, and the share of the way to the next."""
    below = min(bisect_right(quantiles, value), len(quantiles) - 1) - 1
    return below + (value - quantiles[below]) / (quantiles[below + 1] - quantiles[below])
