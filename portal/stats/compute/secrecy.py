"""Secrets of a whole cube: what the rules of its indicators hide, and what that hides in turn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portal.kernel.figures import Absence
from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.disclosure import Suppression, find_suppression
from portal.stats.compute.geography import LEVELS, LEVELS_ABOVE, Geography
from portal.stats.compute.vectors import Bools, Floats
from portal.stats.descriptors.indicator import Indicator

_Found = dict[tuple[object, ...], Suppression]
"""Suppressions already worked out, by minimum and units."""


def hide_secrets(cube: Cube, ordered: Sequence[Indicator], geography: Geography) -> None:
    """Replace by secrets the figures that rest on too few units, and those computed from them.

    ``ordered``: each indicator after those that it is computed from. Every figure must have been
    computed before from the true ones: see ``disclosure``.
    """
    hidden: dict[Cell, Bools] = {}
    found: _Found = {}
    for indicator in ordered:
        if indicator.disclosure is not None:
            years = {year for level in LEVELS for year in cube.years(indicator.slug, level)}
            for year in sorted(years):
                hidden.update(_suppress(cube, indicator, year, geography, found))
        for cell in [cell for cell in cube.inputs if cell.indicator == indicator.slug]:
            for source in cube.inputs[cell]:
                if source in hidden:
                    kept = hidden.get(cell)
                    hidden[cell] = hidden[source] if kept is None else kept | hidden[source]
    for cell, where in hidden.items():
        column = cube.columns[cell]
        column.blank(where & column.is_present, Absence.SECRET)


def _suppress(
    cube: Cube, indicator: Indicator, year: int, geography: Geography, found: _Found
) -> dict[Cell, Bools]:
    """What the rule of one indicator hides in one year."""
    rule = indicator.disclosure
    assert rule is not None  # noqa: S101 - chosen by the caller
    units: dict[str, Floats] = {}
    for level in LEVELS:
        column = cube.columns.get(Cell(indicator.slug, year, level))
        count = cube.columns.get(Cell(rule.of, year, level))
        if column is None:
            units[level] = np.zeros(geography.size(level))
            continue
        known = np.full(len(column), np.nan) if count is None else count.values
        # A figure whose number of units is unknown rests on too few of them.
        units[level] = np.where(column.is_present, np.where(np.isnan(known), 0.5, known), 0.0)
    key = (rule.minimum_units, *(units[level].tobytes() for level in LEVELS))
    if key not in found:  # many indicators rest on the same units
        parents = {level: geography.parents(level) for level in LEVELS_ABOVE}
        found[key] = find_suppression(units, parents, rule.minimum_units)
    hidden = found[key].hidden
    cells = {level: Cell(indicator.slug, year, level) for level in LEVELS}
    return {cell: hidden[level] for level, cell in cells.items() if cell in cube.columns}
