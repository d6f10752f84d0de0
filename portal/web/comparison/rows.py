"""The rows of a comparison, drawn as text: a page has hundreds of cells, no template could be as quick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from portal.kernel.figures import Absence, Status
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.words import ABSENCES, STATUSES
from portal.web.comparison.asked import PATH
from portal.web.comparison.words import (
    Frame,
    Manner,
    find_extremes,
    find_manner,
    word_gaps,
    word_size,
    write_values,
)

_NORMAL: Final = Status.NORMAL


def draw_row(indicator: Indicator, row: Sequence[SideFigure], frame: Frame) -> str:
    """One ``tr``: the label, which leads to the page of this indicator for the same columns, and a cell each.

    The year is said once when it is the same for all, else in each cell.
    """
    manner = find_manner(indicator)
    years = {figure.year for figure in row if figure.value is not None}
    note = ""
    if len(years) == 1:
        note = f"<small>{next(iter(years))}</small>"
    elif years:
        note = '<small class="oc-compare__years">Années différentes</small>'
    cells = draw_cells(indicator, manner, row, frame, is_dated=len(years) > 1)
    return (
        f'<tr><th scope="row"><a href="{PATH}/{manner.segment}{frame.query}">{manner.label}</a>{note}</th>'
        f"{cells}</tr>"
    )


def draw_year(indicator: Indicator, year: int, row: Sequence[SideFigure], frame: Frame) -> str:
    """One ``tr`` of a retrospective: the same year for all the columns."""
    cells = draw_cells(indicator, find_manner(indicator), row, frame, is_dated=False, has_years=False)
    return f'<tr><th scope="row">{year}</th>{cells}</tr>'


def draw_cells(
    indicator: Indicator,
    manner: Manner,
    row: Sequence[SideFigure],
    frame: Frame,
    *,
    is_dated: bool,
    has_years: bool = True,
) -> str:
    """One ``td`` a column: value or absence, then in small what else must be said of it: its year where
    they differ (``is_dated``) and under an absence, unless the row is of one year (``has_years``)."""
    texts = write_values(indicator, manner, row)
    extremes = find_extremes(manner, row, texts, frame)
    gaps = word_gaps(manner, row, frame)
    cells = []
    css_class = "" if manner.is_categorical else ' class="oc-number"'
    for rank, (figure, text, gap) in enumerate(zip(row, texts, gaps, strict=True)):
        year, value, _, status, _, _, members = figure
        if value is None:
            cells.append(_draw_absence(figure, manner.is_categorical, year if has_years else 0))
            continue
        small = gap
        if is_dated or members or status is not _NORMAL:
            small = " · ".join(_list_notes(figure, gap, frame.sizes.get(rank), is_dated=is_dated))
        if rank in extremes:
            side, words = extremes[rank]
            small = f'<b class="oc-compare__{side}">{words}</b>{small}'
        shown = escape(text) if manner.is_categorical or "<" in text else text
        cells.append(f"<td{css_class}>{shown}{f'<small>{small}</small>' if small else ''}</td>")
    return "".join(cells)


def _list_notes(
    figure: SideFigure, gap: str, size: tuple[int, str] | None, *, is_dated: bool
) -> Iterator[str]:
    """What is said in small under a value, after its gap: year, status, number of territories."""
    if gap:
        yield gap
    if is_dated:
        yield str(figure.year)
    if figure.status is not _NORMAL:
        yield STATUSES[figure.status].label
    if figure.members and size:
        yield from word_size(figure.members, *size)


def _draw_absence(figure: SideFigure, is_categorical: bool, year: int | None) -> str:
    return _write_absence(figure.absence, year or 0, figure.members, is_categorical)


@lru_cache(maxsize=512)
def _write_absence(absence: Absence, year: int, members: int, is_categorical: bool) -> str:
    wording = ABSENCES[absence]
    dated = f"<small>{year}</small>" if year else ""
    few = f" : {members} valeurs" if members else ""
    css_class = "" if is_categorical else ' class="oc-number"'
    return (
        f'<td{css_class}><span class="oc-absent" title="{escape(wording.sentence.capitalize())}">'
        f"{escape(wording.label)}{few}</span>{dated}</td>"
    )


def join_rows(rows: Sequence[str]) -> Markup:
    return Markup("".join(rows))  # noqa: S704 - every text was escaped where it was written
