"""One indicator over the members of a zone: a column, its ranks, its years, what changed, what stands out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence, Figure, Status
from portal.stats.compute.sorting import rank_values
from portal.stats.queries.answers import Column, build_figure
from portal.stats.queries.columns import UnknownColumnError, get_column, list_years

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

FAR_OUT: Final = 3.0
"""Times the interquartile range beyond a quartile: « far out » (Tukey, Exploratory Data Analysis, 1977)."""
_FEWEST_FOR_OUTLIERS: Final = 12
_READ_AT_MOST: Final = 40


@dataclass(frozen=True, eq=False)
class ZoneColumn:
    """One indicator and year of some territories of a kind; all arrays are aligned on ``positions``.

    ``values`` is NaN wherever ``absence`` is not 0.
    """

    indicator: str
    year: int
    level: str
    positions: Positions
    values: Floats
    absence: Bytes
    status: Bytes
    origin: Bytes
    dataset: str

    def __len__(self) -> int:
        return len(self.positions)

    @cached_property
    def known(self) -> Bools:
        """Where there is a value."""
        return ~np.isnan(self.values)

    @cached_property
    def ranks(self) -> Positions:
        """See ``rank_values``."""
        return rank_values(self.values)

    def figure(self, rank: int) -> Figure:
        """The figure of one of them, by its place in ``positions``."""
        return build_figure(self.values[rank], self.absence[rank], self.status[rank], self.origin[rank])


@dataclass(frozen=True, eq=False)
class ZoneYears:
    """All years of an indicator for some territories: arrays [years, territories], by increasing year.

    ``values`` is NaN wherever ``absence`` is not 0; ``datasets`` names the source of each year.
    """

    years: tuple[int, ...]
    values: Floats
    absence: Bytes
    status: Bytes
    datasets: tuple[str, ...]

    @cached_property
    def breaks(self) -> Bools:
        """[years, territories]: where a value must not be compared with the one before."""
        found: Bools = self.status == Status.BREAK
        return found


@dataclass(frozen=True, eq=False)
class Changes:
    """From year ``since`` to year ``until``, aligned on the territories asked; NaN where nothing can be said.

    ``difference`` is in the unit of the indicator, ``relative`` a share (0.1 for + 10 %) of a value above 0.
    ``broken`` counts the territories left out because their series breaks between the two years.
    """

    since: int
    until: int
    before: Floats
    after: Floats
    difference: Floats
    relative: Floats
    broken: int


def read_zone_column(
    slug: str, level: str, positions: Positions, year: int | None = None
) -> ZoneColumn | None:
    """The column of a year; without one, of the latest year in which at least half of these territories have
    a value, else at least half as many as in the fullest year. None when nothing is online."""
    if year is not None:
        try:
            return _slice(get_column(slug, year, level), positions)
        except UnknownColumnError:
            return None
    read: list[tuple[ZoneColumn, int]] = []
    for known in reversed(list_years(slug, level)):
        column = _slice(get_column(slug, known, level), positions)
        count = int(column.known.sum())
        if 2 * count >= len(positions):
            return column
        read.append((column, count))
    most = max((count for _, count in read), default=0)
    return next((column for column, count in read if 2 * count >= most), None)


def read_zone_years(slug: str, level: str, positions: Positions) -> ZoneYears:
    """All years online, the last forty; no year at all when nothing is."""
    columns = [
        _slice(get_column(slug, year, level), positions) for year in list_years(slug, level)[-_READ_AT_MOST:]
    ]
    size = (len(columns), len(positions))
    return ZoneYears(
        tuple(one.year for one in columns),
        np.array([one.values for one in columns]).reshape(size),
        np.array([one.absence for one in columns], np.uint8).reshape(size),
        np.array([one.status for one in columns], np.uint8).reshape(size),
        tuple(one.dataset for one in columns),
    )


def _slice(column: Column, positions: Positions) -> ZoneColumn:
    """A territory younger than the data has no place in its column: not available."""
    at = np.minimum(positions, len(column.values) - 1)
    values, absence = column.values[at], column.absence[at]
    status, origin = column.status[at], column.origin[at]
    if len(positions) and positions.max() >= len(column.values):
        young = positions >= len(column.values)
        values[young], absence[young] = np.nan, Absence.NOT_AVAILABLE
        status[young] = origin[young] = 0
    return ZoneColumn(
        column.indicator,
        column.year,
        column.kind,
        positions,
        values,
        absence,
        status,
        origin,
        column.dataset,
    )


def compute_changes(years: ZoneYears, since: int, until: int) -> Changes:
    """What changed between two years. Raises ValueError for a year that ``years`` has not.

    A territory whose series breaks after ``since`` is left out; so is the relative change from 0 or below.
    """
    for year in (since, until):
        if year not in years.years:
            raise ValueError(f"year {year}: expected one of {', '.join(map(str, years.years))}")
    first, last = years.years.index(since), years.years.index(until)
    before, after = years.values[first].copy(), years.values[last].copy()
    broken = years.breaks[first + 1 : last + 1].any(axis=0) & ~np.isnan(before) & ~np.isnan(after)
    difference = np.where(broken, np.nan, after - before)
    base = np.where(before > 0, before, np.nan)
    return Changes(since, until, before, after, difference, difference / base, int(broken.sum()))


def find_outliers(values: Floats) -> npt.NDArray[np.intp]:
    """Places of the values that stand far out, the highest first: beyond a quartile by more than
    ``FAR_OUT`` times the gap between the two. None among fewer than twelve, or where half are equal."""
    known = values[~np.isnan(values)]
    if len(known) < _FEWEST_FOR_OUTLIERS:
        return np.array([], np.intp)
    low, high = np.quantile(known, (0.25, 0.75))
    if low == high:
        return np.array([], np.intp)
    reach = FAR_OUT * (high - low)
    places = np.flatnonzero((values > high + reach) | (values < low - reach))
    return places[np.argsort(-values[places], kind="stable")]
