"""Lines over the years, indicators compared, and tables of years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from portal.kernel.french import typeset
from portal.stats.descriptors.explanation import Figures, Lines, Part, YearTable
from portal.stats.queries import Series
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.series import Line, describe_lines, draw_series
from portal.ui.money import Money, choose_money
from portal.web.factsheets.figures import write_median
from portal.web.factsheets.finances.drawn import Drawn, Grid, Row, write_figure_cell
from portal.web.factsheets.finances.reading import EURO, Reading
from portal.web.factsheets.wording import GroupWords

_FEWEST: Final = 2
"""Years that make an evolution."""


def _list_series(reading: Reading, parts: Sequence[Part]) -> list[tuple[Part, Series]]:
    found = [(part, reading.find_series(part.indicator)) for part in reading.hold(parts)]
    return [(part, series) for part, series in found if series is not None]


def _list_years(pairs: Sequence[tuple[Part, Series]]) -> list[int]:
    """Years in which one of them has a value, in order."""
    return sorted(
        {point.year for _, series in pairs for point in series.points if point.figure.value is not None}
    )


def build_lines(reading: Reading, drawing: Lines) -> Drawn | None:
    """None when there are fewer than two years: one value is no evolution."""
    pairs = _list_series(reading, drawing.lines)
    years = _list_years(pairs)
    if len(years) < _FEWEST:
        return None
    slug = pairs[0][1].indicator.slug
    unit, decimals = reading.get_unit(slug), reading.get_indicator(slug).decimals
    lines = [
        Line(reading.name(part), series.points, is_main=rank == 0)
        for rank, (part, series) in enumerate(pairs)
    ]
    title = typeset(drawing.title)
    dated = f"{years[0]}-{years[-1]}"
    money = _choose_money(reading, pairs, years)
    rows = [
        Row(str(year), tuple(_write(reading, series, year, money) for _, series in pairs))
        for year in reversed(years)
    ]
    return Drawn(
        title=title,
        dated=dated,
        grid=Grid("Année", tuple(line.label for line in lines), tuple(rows)),
        svg=draw_series(lines, title=f"{title}, {dated}", unit=unit.symbol, decimals=decimals),
        sentence=describe_lines(lines, unit=unit.symbol, decimals=decimals) if unit.symbol != EURO else "",
        notes=(typeset(drawing.note),) if drawing.note else (),
    )


def build_year_table(reading: Reading, drawing: YearTable) -> Drawn | None:
    """Rows of indicators, columns of years; None when there is but one year."""
    pairs = _list_series(reading, drawing.rows)
    years = _list_years(pairs)[-drawing.years :]
    if len(years) < _FEWEST:
        return None
    money = _choose_money(reading, pairs, years)
    rows = [
        Row(
            reading.name(part),
            tuple(_write(reading, series, year, money) for year in years),
            typeset(part.note or ""),
        )
        for part, series in pairs
    ]
    return Drawn(
        title=typeset(drawing.title),
        dated=f"{years[0]}-{years[-1]}",
        grid=Grid("Montant", tuple(map(str, years)), tuple(rows)),
        notes=(typeset(drawing.note),) if drawing.note else (),
    )


def _write(reading: Reading, series: Series, year: int, money: Money) -> Cell:
    slug = series.indicator.slug
    return write_figure_cell(reading, slug, reading.find_figure(slug, year), money)


def _choose_money(reading: Reading, pairs: Sequence[tuple[Part, Series]], years: Sequence[int]) -> Money:
    amounts = [
        point.figure.value
        for _, series in pairs
        if reading.get_unit(series.indicator.slug).symbol == EURO
        for point in series.points
        if point.figure.value is not None and point.year in years
    ]
    return choose_money(amounts)


def build_figures(reading: Reading, drawing: Figures, groups: Sequence[GroupWords]) -> Iterator[Drawn]:
    """One table a year: figures of different years are never side by side."""
    pairs = _list_series(reading, drawing.rows)
    by_year: dict[int, list[tuple[Part, Series]]] = {}
    for part, series in pairs:
        if series.latest is not None and series.latest.figure.value is not None:
            by_year.setdefault(series.latest.year, []).append((part, series))
    for rank, year in enumerate(sorted(by_year, reverse=True)):
        notes = (typeset(drawing.note),) if drawing.note and not rank else ()
        yield Drawn(
            title=typeset(drawing.title),
            dated=str(year),
            grid=_build_comparison(reading, by_year[year], year, groups if drawing.compared else ()),
            notes=notes,
        )


def _build_comparison(
    reading: Reading, pairs: Sequence[tuple[Part, Series]], year: int, groups: Sequence[GroupWords]
) -> Grid:
    money = _choose_money(reading, pairs, [year])
    columns = [
        (group, [_write_median(reading, series, year, group) for _, series in pairs]) for group in groups
    ]
    # A column that is empty for most rows says less than no column.
    shown = [(group, medians) for group, medians in columns if 2 * sum(map(bool, medians)) >= len(medians)]
    rows = [
        Row(
            reading.name(part),
            (
                _write(reading, series, year, money),
                *(Cell(medians[rank]) if medians[rank] else write_cell(None) for _, medians in shown),
            ),
            typeset(part.note or ""),
        )
        for rank, (part, series) in enumerate(pairs)
    ]
    return Grid("Indicateur", ("Ici", *(group.median for group, _ in shown)), tuple(rows))


def _write_median(reading: Reading, series: Series, year: int, group: GroupWords) -> str:
    """The median of the same year, of what may be compared: never of an amount in euros."""
    unit = reading.get_unit(series.indicator.slug)
    comparison = reading.find_comparison(series.indicator.slug, group.grouping)
    if comparison is None or comparison.year != year or unit.symbol == EURO:
        return ""
    return write_median(comparison, unit, series.indicator)
