"""Whether figures agree with others: members with their group, a dataset with another one.

Pure: results come back as data. Figures are compared on today's perimeters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
import polars as pl

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.vectors import Bools, FigureVector, Floats
from portal.stats.descriptors.expectations import Agreement, SameAs
from portal.stats.ingest.observations import CheckResult

FindOther = Callable[[str, Cell], FigureVector | None]
"""The figures of a cell of a dataset that is online; None when it has none."""

_SHOWN: Final = 10


def check_sums(
    cube: Cube, frame: pl.DataFrame, rules: Iterable[Agreement], geography: Geography
) -> list[CheckResult]:
    """``expect.agrees`` where no file says to whom a commune belongs: today's territories do.

    A group is compared when it is published in ``frame`` and all its communes that have anything to
    say have a value.
    """
    results = []
    for rule in rules:
        published = frame.filter(indicator=rule.indicator, level=rule.level, absence=0)
        years = [rule.year] if rule.year is not None else sorted(published["year"].unique().to_list())
        found = [_check_sum(cube, published.filter(year=year), rule, year, geography) for year in years]
        results += found or [_miss(f"{rule.indicator}: nothing is published at {rule.level}")]
    return results


def _check_sum(
    cube: Cube, published: pl.DataFrame, rule: Agreement, year: int, geography: Geography
) -> CheckResult:
    members = cube.columns.get(Cell(rule.indicator, year, "commune"))
    where = f"{rule.indicator} {year} {rule.level}"
    if members is None:
        return _miss(f"{where}: no commune has a figure")
    parents, size = geography.parents(rule.level), geography.size(rule.level)
    counted = (parents >= 0) & members.is_present
    sums = np.bincount(parents[counted], weights=members.values[counted], minlength=size).astype(np.float64)
    held = (parents >= 0) & ~members.is_present
    whole = np.bincount(parents[counted], minlength=size) > 0
    whole &= np.bincount(parents[held], minlength=size) == 0
    own = np.full(size, np.nan)
    places = geography.positions(rule.level)
    for code, value in published.select("code", "value").iter_rows():
        if code in places:
            own[places[code]] = value
    wrong = _differ(own, sums, rule.within) & whole
    compared = int((whole & ~np.isnan(own)).sum())
    return _conclude(
        "agrees", where, wrong, compared, rule.max_exceptions, _Sides(own, sums, rule.level, geography)
    )


def check_same(
    cube: Cube, rules: Iterable[SameAs], find_other: FindOther, geography: Geography
) -> list[CheckResult]:
    """``expect.same_as``: figures against those of another dataset, where both have one."""
    results = []
    for rule in rules:
        years = [rule.year] if rule.year is not None else cube.years(rule.indicator, rule.level)
        found = [
            result
            for year in years
            if (result := _check_year(cube, rule, year, find_other, geography)) is not None
        ]
        missing = f"{rule.indicator}: {rule.dataset} has nothing online to compare with at {rule.level}"
        results += found or [CheckResult("same_as", "warning", missing)]
    return results


def _check_year(
    cube: Cube, rule: SameAs, year: int, find_other: FindOther, geography: Geography
) -> CheckResult | None:
    cell = Cell(rule.indicator, year, rule.level)
    other = find_other(rule.dataset, cell._replace(indicator=rule.other or rule.indicator))
    own = cube.columns.get(cell)
    if own is None or other is None:
        return None
    count = min(len(own), len(other))
    ours, theirs = own.values[:count], other.values[:count]
    both = ~np.isnan(ours) & ~np.isnan(theirs)
    wrong = _differ(ours, theirs, rule.within) & both
    where = f"{rule.indicator} {year} {rule.level} ({rule.dataset})"
    sides = _Sides(ours, theirs, rule.level, geography)
    return _conclude("same_as", where, wrong, int(both.sum()), rule.max_exceptions, sides)


class _Sides:
    """Two figures for each territory of a level, to be quoted."""

    def __init__(self, ours: Floats, theirs: Floats, level: str, geography: Geography) -> None:
        self._ours, self._theirs, self._codes = ours, theirs, geography.codes[level]

    def quote(self, positions: Sequence[int]) -> str:
        shown = [f"{self._codes[at]}: {self._ours[at]:g} ≠ {self._theirs[at]:g}" for at in positions[:_SHOWN]]
        return ", ".join(shown) + ("…" if len(positions) > _SHOWN else "")


def _differ(ours: Floats, theirs: Floats, within: float) -> Bools:
    """Beyond the tolerance, and beyond what adding up in another order changes; false where one is NaN."""
    allowed: Floats = np.maximum(within, 1e-9) * np.abs(ours)
    return np.abs(ours - theirs) > allowed


def _conclude(
    check: str, where: str, wrong: Bools, compared: int, max_exceptions: int, sides: _Sides
) -> CheckResult:
    positions = np.nonzero(wrong)[0].tolist()
    if not compared:
        return CheckResult(check, "warning", f"{where}: nothing to compare", where)
    expected = f"{compared} territories that agree, {max_exceptions} exceptions at most"
    found = f"{len(positions)} that differ" + (f" ({sides.quote(positions)})" if positions else "")
    message = f"{where}: {found} of {compared}"
    if len(positions) <= max_exceptions:
        return CheckResult(check, "passed", message, where, expected, found)
    return CheckResult(check, "error", message, where, expected, found)


def _miss(message: str) -> CheckResult:
    return CheckResult("agrees", "error", message)
