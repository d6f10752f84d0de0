"""Computed indicators: which years, from which columns, at which levels."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import assert_never

import numpy as np

from portal.stats.compute.aggregate import aggregate_to_level
from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.derive import (
    compute_annual_change,
    compute_difference,
    compute_holding,
    compute_ratio,
    compute_sum,
)
from portal.stats.compute.geography import LEVELS, LEVELS_ABOVE, Geography
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.computation import (
    AnnualChange,
    Column,
    Difference,
    Operand,
    Ratio,
    Share,
    Sum,
    WeightedShare,
)
from portal.stats.descriptors.indicator import Indicator


def add_computed(
    cube: Cube, computed: Sequence[Indicator], indicators: Mapping[str, Indicator], geography: Geography
) -> None:
    """Add the columns of ``computed`` (each after those it rests on) to the cube.

    A ratio is computed at each level from the operands of that level, never averaged. A level or a
    year without operands gives no column; a column that is there already is left as it is.
    """
    for indicator in computed:
        match indicator.compute:
            case WeightedShare():
                _add_weighted_share(cube, indicator, indicators, geography)
            case _:
                for level in LEVELS:
                    for year, cells in _list_years(cube, indicator, level):
                        cell = Cell(indicator.slug, year, level)
                        if cell not in cube.columns:
                            operands = [cube.columns[operand] for operand in cells]
                            _add(cube, cell, compute_from(indicator, operands), cells)


def compute_from(indicator: Indicator, operands: Sequence[FigureVector]) -> FigureVector:
    """A computed indicator from its operands, aligned; raises TypeError for a share that needs communes."""
    match indicator.compute:
        case Ratio(scale=scale, positive_denominator=positive):
            return compute_ratio(operands[0], operands[1], scale, positive=positive)
        case Share():
            return compute_ratio(operands[0], operands[1], 100.0)
        case Difference():
            return compute_difference(operands[0], operands[1])
        case Sum():
            return compute_sum(operands)
        case AnnualChange(span=span):
            return compute_annual_change(operands[0], operands[1], span)
        case Column() | WeightedShare():
            raise TypeError(f"{indicator.slug}: not computed from the figures of one level")
        case _:
            assert_never(indicator.compute)


def _add_weighted_share(
    cube: Cube, indicator: Indicator, indicators: Mapping[str, Indicator], geography: Geography
) -> None:
    """Sums of the weights of the communes, with and without the category, then their ratio."""
    rule = indicator.compute
    assert isinstance(rule, WeightedShare)  # noqa: S101 - chosen by the caller
    keys = {entry.key: float(entry.value) for entry in indicators[rule.category.indicator].categories}
    wanted = [keys[key] for key in rule.keys]
    for year, cells in _list_years(cube, indicator, "commune"):
        category, weight = (cube.columns[cell] for cell in cells)
        held = compute_holding(category, wanted, weight)
        known = compute_holding(category, list(keys.values()), weight)
        _add(cube, Cell(indicator.slug, year, "commune"), compute_ratio(held, known, 100.0), cells)
        for level in LEVELS_ABOVE:
            parents, size = geography.parents(level), geography.size(level)
            part, total = (
                aggregate_to_level(
                    weights, parents, size, "sum", tolerated_pct=indicator.missing_tolerated_pct
                )
                for weights in (held, known)
            )
            above = tuple(cell._replace(level=level) for cell in cells)
            _add(cube, Cell(indicator.slug, year, level), compute_ratio(part, total, 100.0), above)


def _list_years(cube: Cube, indicator: Indicator, level: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Years that can be computed at a level, with the cells of the operands of each."""
    names = [operand.indicator for operand, _ in _list_operands(indicator)]
    found = list_operand_years(indicator, lambda operand: _list_known_years(cube, operand, level))
    for year, years in found:
        yield year, tuple(Cell(name, one, level) for name, one in zip(names, years, strict=True))


def list_operand_years(
    indicator: Indicator, list_known: Callable[[Operand], list[int]]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Years that can be computed, with the year of each operand (a change has two: its end, its start).

    ``list_known`` gives the years in which an operand can be taken, increasing.
    """
    operands = _list_operands(indicator)
    known = [list_known(operand) for operand, _ in operands]
    if not all(known):
        return
    for year in _list_candidates(operands, known):
        found = [
            _find_year(operand, year - lag, years)
            for (operand, lag), years in zip(operands, known, strict=True)
        ]
        years_of_operands = tuple(one for one in found if one is not None)
        if len(years_of_operands) == len(operands):
            yield year, years_of_operands


def _add(cube: Cube, cell: Cell, column: FigureVector, inputs: tuple[Cell, ...]) -> None:
    if cell not in cube.columns:
        cube.columns[cell] = column
        cube.inputs[cell] = inputs


def _list_known_years(cube: Cube, operand: Operand, level: str) -> list[int]:
    """Years in which the operand can be taken, increasing.

    Where the latest is asked for, a year that few territories have (a census of one collectivité) is
    none: those with at least half as many values as the fullest year.
    """
    years = cube.years(operand.indicator, level)
    if operand.period != "latest":
        return years
    counts = {
        year: np.count_nonzero(cube.columns[Cell(operand.indicator, year, level)].absence == 0)
        for year in years
    }
    return [year for year in years if 2 * counts[year] >= max(counts.values())]


def _list_operands(indicator: Indicator) -> list[tuple[Operand, int]]:
    """Operands with their lag in years behind the year being computed."""
    rule = indicator.compute
    if isinstance(rule, AnnualChange):
        return [(rule.of, 0), (rule.of, rule.span)]
    return [(operand, 0) for operand in rule.operands]


def _list_candidates(operands: Sequence[tuple[Operand, int]], known: Sequence[list[int]]) -> list[int]:
    """Years to try: those of the first operand that follows the year, else the last of the first one."""
    for (operand, lag), years in zip(operands, known, strict=True):
        if operand.period == "same":
            return [year + lag for year in years]
    period = operands[0][0].period
    return [period if isinstance(period, int) else known[0][-1]]


def _find_year(operand: Operand, year: int, known: list[int]) -> int | None:
    """The year of the operand to take for a year being computed; None when it has none."""
    if operand.period == "same":
        return year if year in known else None
    if isinstance(operand.period, int):
        return operand.period if operand.period in known else None
    earlier = [one for one in known if one <= year]
    return earlier[-1] if earlier else known[0]
