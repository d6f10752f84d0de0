"""Bands: the middle part of a group over years, behind lines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

Bound = tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """A pale zone: (year, low, high) by increasing year. ``label``: « moitié centrale des communes… ».

    ``breaks``: years that must not be joined to the one before. ``is_joined``: it passes over the years in
    which lines have values and it has none, as the line of its median does.
    """

    label: str
    bounds: Sequence[Bound]
    breaks: frozenset[int] = frozenset()
    is_joined: bool = False


def write_band(band: Band, years: Collection[int], place: Callable[[float, float], str]) -> str:
    """Path of a band within ``years``, those that lines have; empty when no two years may be joined."""
    first, last = min(years), max(years)
    known = [one for one in band.bounds if first <= one[0] <= last]
    path = ""
    for stretch in _split(known, () if band.is_joined else years, band.breaks):
        above = [(year, high) for year, _, high in stretch]
        below = [(year, low) for year, low, _ in reversed(stretch)]
        if len(stretch) > 1:
            path += f"M{'L'.join(place(*point) for point in above + below)}Z"
    return path


def _split(bounds: Sequence[Bound], years: Collection[int], breaks: Collection[int]) -> list[list[Bound]]:
    """Stretches without a break, and without a year that a line has and the band has not."""
    stretches: list[list[Bound]] = []
    for one in bounds:
        before = stretches[-1][-1][0] if stretches else one[0]
        if not stretches or one[0] in breaks or any(before < year < one[0] for year in years):
            stretches.append([])
        stretches[-1].append(one)
    return stretches
