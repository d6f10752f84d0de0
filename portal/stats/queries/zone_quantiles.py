"""How the values of a zone are spread year after year.

By numpy's default definition of quantiles, as everywhere (``portal.stats.compute.summarise``). A year in
which less than half of the members have a value says nothing of the zone: it is not summarised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portal.stats.compute.summarise import QUANTILES
from portal.stats.queries.exploring import ZoneYears
from portal.stats.queries.peers import compute_quantiles


@dataclass(frozen=True, slots=True)
class YearSpread:
    """``counted`` members of ``total`` have a value; ``quantiles`` (10, 25, 50, 75, 90 %) is empty where
    that is less than half. ``is_break``: for most of them, not to be compared with the year before."""

    year: int
    counted: int
    total: int
    quantiles: tuple[float, ...]
    is_break: bool

    @property
    def median(self) -> float | None:
        return self.quantiles[2] if self.quantiles else None


def summarise_years(years: ZoneYears) -> list[YearSpread]:
    """One for each year, increasing."""
    if not years.years:
        return []
    counts = (~np.isnan(years.values)).sum(axis=1)
    broken = (years.breaks & ~np.isnan(years.values)).sum(axis=1)
    total = years.values.shape[1]
    found = compute_quantiles(years.values.T, counts) if total else np.empty((len(QUANTILES), len(counts)))
    return [
        YearSpread(
            year,
            int(count),
            total,
            tuple(found[:, rank].tolist()) if count and 2 * count >= total else (),
            bool(count and 2 * breaks > count),
        )
        for rank, (year, count, breaks) in enumerate(zip(years.years, counts, broken, strict=True))
    ]
