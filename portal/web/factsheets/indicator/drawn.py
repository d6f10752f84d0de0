"""The drawings of the page of a figure, and the table of all its years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Figure, Status
from portal.kernel.french import fix_name, format_number, join_words
from portal.stats.queries import Point, find_category
from portal.ui.cells import Cell, word_figure_state, word_origin, write_cell
from portal.ui.charts.bands import Band
from portal.ui.charts.series import Line, draw_series
from portal.ui.charts.strip import Distribution, describe_marks, draw_wide_strip
from portal.ui.sentences import SMALLEST_GROUP
from portal.web.factsheets.figures import list_point_sources, write_label
from portal.web.factsheets.indicator.reading import Reading

_TOO_FAR: Final = 3.0
"""A group whose values are that many times away would flatten the line: it is left out of the drawing."""


@dataclass(frozen=True, slots=True)
class YearRow:
    """``nature``: « publié », « calculé, provisoire »; ``median`` of the group, empty when it has none."""

    year: int
    cell: Cell
    nature: str
    median: str
    source: str


@dataclass(frozen=True, slots=True)
class _Median:
    """The median of a group, as a point of a series."""

    year: int
    figure: Figure


def draw_history(reading: Reading) -> Markup:
    """The series with the median and the middle half of the chosen group; empty under two values."""
    if reading.measure is None:
        return Markup("")
    name = fix_name(reading.territory.name)
    lines, bands = [Line(name, reading.series.points, is_main=True)], []
    if reading.chosen is not None and is_group_drawn(reading):
        lines.append(Line("Médiane", list(_list_medians(reading))))
        members = reading.chosen.comparator.words.members
        bands.append(Band(f"La moitié centrale des {members}", list(_list_bounds(reading))))
    label = write_label(reading.indicator.short_label)
    return draw_series(
        lines,
        title=f"{label}{' : ' + name if len(lines) == 1 else ''}, évolution",
        unit=reading.unit.symbol,
        decimals=reading.indicator.decimals,
        bands=bands,
    )


def has_group(reading: Reading) -> bool:
    """Whether the chosen group has enough values in one of the years to be drawn."""
    return any(True for _ in _list_bounds(reading))


def is_group_drawn(reading: Reading) -> bool:
    """Whether the values of the group are near enough to be on the same axis."""
    bounds = [value for _, low, high in _list_bounds(reading) for value in (low, high)]
    own = [abs(value) for _, value in reading.known]
    if not bounds or not own:
        return False
    largest, own_largest = max(map(abs, bounds)), max(own)
    return largest <= _TOO_FAR * own_largest and own_largest <= _TOO_FAR * largest


def _list_medians(reading: Reading) -> Iterator[_Median]:
    for one in reading.chosen.by_year if reading.chosen else ():
        if one.summary.median is not None and one.summary.n >= SMALLEST_GROUP:
            yield _Median(one.year, Figure(one.summary.median))


def _list_bounds(reading: Reading) -> Iterator[tuple[int, float, float]]:
    years = {year for year, _ in reading.known}
    for one in reading.chosen.by_year if reading.chosen else ():
        low, high = one.summary.q25, one.summary.q75
        is_worth = one.summary.n >= SMALLEST_GROUP and one.year in years
        if low is not None and high is not None and is_worth:
            yield one.year, low, high


def draw_place(reading: Reading) -> tuple[Markup, str]:
    """The strip of the chosen group for the year of the figure, and its legend; empty when it has none."""
    point, chosen = reading.point, reading.chosen
    comparison = chosen.find_year(point.year) if chosen and point else None
    summary = comparison.summary if comparison else None
    if chosen is None or point is None or summary is None or summary.n < SMALLEST_GROUP:
        return Markup(""), ""
    quantiles = (summary.q10, summary.q25, summary.median, summary.q75, summary.q90)
    known = [value for value in quantiles if value is not None]
    if len(known) < len(quantiles) or known[0] == known[-1]:
        return Markup(""), ""
    name = fix_name(reading.territory.name)
    drawing = draw_wide_strip(
        Distribution(*known),
        point.figure.value,
        place=name,
        group=f"les {format_number(summary.n)} {chosen.comparator.words.members}",
        unit=reading.unit.symbol,
        decimals=reading.indicator.decimals,
    )
    return drawing, describe_marks(name)


def build_years(reading: Reading) -> list[YearRow]:
    """All the years, the latest first, absences included."""
    medians = {one.year: one.figure.value for one in _list_medians(reading)}
    return [
        YearRow(
            point.year,
            write_point(reading, point),
            _write_nature(point),
            reading.measure.write(median) if reading.measure and median is not None else "",
            ", ".join(source.title for source in list_point_sources(reading.indicator.slug, point)),
        )
        for point in reversed(reading.series.points)
        for median in [medians.get(point.year)]
    ]


def write_point(reading: Reading, point: Point) -> Cell:
    """The value in words: a number and its unit, or the label of a category."""
    value, category = point.figure.value, None
    if reading.indicator.is_categorical and value is not None:
        found = find_category(reading.indicator.slug, value)
        category = found.label if found else format_number(value)
    return write_cell(
        point.figure,
        symbol=reading.unit.symbol,
        decimals=reading.indicator.decimals,
        year=point.year,
        category=category,
    )


def _write_nature(point: Point) -> str:
    if point.figure.value is None:
        return ""
    state = word_figure_state(point.figure)
    return word_origin(point.figure.origin) + ("" if state == "valeur" else f", {state}")


def write_breaks(reading: Reading) -> str:
    """What a reader must know of the uprights of the drawing; empty without any break."""
    known = [point for point in reading.series.points if point.figure.value is not None]
    years = [str(point.year) for point in known[1:] if point.figure.status is Status.BREAK]
    if not years:
        return ""
    return (
        f"Rupture de série en {join_words(years)} : la façon de mesurer ou le périmètre a changé, "
        "les valeurs d’avant et d’après ne se comparent pas."
    )
