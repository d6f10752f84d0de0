"""Table twins: the same figures as a drawing, for those who read rather than look.

A twin is plain words, ready for the macro ``chart_figure`` or for a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.kernel.figures import Figure
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.bands import Band
from portal.ui.charts.series import Line


@dataclass(frozen=True, slots=True)
class Twin:
    """``headers`` are (words, unit or note) beside the first column, whose header is ``heading``."""

    caption: str
    heading: str
    headers: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def write_value(text: str) -> Cell:
    """A cell that is only words."""
    return Cell(text)


def build_series_twin(
    lines: Sequence[Line], *, caption: str, unit: str = "", decimals: int = 0, band: Band | None = None
) -> Twin:
    """One row a year, the latest first; one column a line, then those of the band."""
    found = {line.label: {point.year: point.figure for point in line.points} for line in lines}
    years = sorted({year for figures in found.values() for year in figures}, reverse=True)
    bounds = {year: (low, high) for year, low, high in band.bounds} if band else {}
    headers = [(line.label, unit) for line in lines]
    if band:
        headers += [(f"{band.label}, de", unit), ("à", unit)]

    def write_row(year: int) -> tuple[Cell, ...]:
        cells = [write_cell(figures.get(year), decimals=decimals) for figures in found.values()]
        if band:
            ends = bounds.get(year, (None, None))
            cells += [write_cell(None if end is None else Figure(end), decimals=decimals) for end in ends]
        return tuple(cells)

    return Twin(caption, "Année", tuple(headers), tuple((str(year), write_row(year)) for year in years))
