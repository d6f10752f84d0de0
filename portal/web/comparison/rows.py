"""The rows of a comparison, drawn as text: a page has hundreds of cells, no template could be as quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from portal.kernel.figures import Absence, Status
from portal.kernel.french import NO_BREAK_SPACE, format_count, format_number, format_with_unit, typeset
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import find_category, get_data_version
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.sentences import Measure, word_gap
from portal.ui.words import ABSENCES, STATUSES
from portal.web.comparison.asked import PATH, Selection

HIGHEST, LOWEST = "le plus haut", "le plus bas"
_NORMAL = Status.NORMAL
_MARKED_FROM = 3
"""Of two columns the gap says it all."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an indicator is written, worked out once: ``label`` is escaped."""

    measure: Measure
    label: str
    segment: str
    grows: bool
    is_categorical: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a page share: ``compared`` is the rank of the column that the others are told
    beside, ``marked`` the ranks among which the highest and the lowest are sought (no median, no mean).

    ``kinds``: the level of each column, for amounts of different levels do not compare. ``query`` ends the
    addresses of the pages of one indicator. ``sizes``: number and noun of the members of the groups of
    medians and means, by rank.
    """

    compared: int
    marked: tuple[int, ...]
    kinds: tuple[str, ...]
    query: str
    sizes: dict[int, tuple[int, str]]


_manners: dict[str, Manner] = {}
_catalogue_of_manners: Catalogue | None = None


def find_manner(indicator: Indicator) -> Manner:
    global _catalogue_of_manners  # noqa: PLW0603 - one value per process: safe between threads
    catalogue = get_catalogue()
    if _catalogue_of_manners is not catalogue:
        _manners.clear()
        _catalogue_of_manners = catalogue
    found = _manners.get(indicator.slug)
    if found is None:
        found = _manners[indicator.slug] = _build_manner(indicator, catalogue)
    return found


def _build_manner(indicator: Indicator, catalogue: Catalogue) -> Manner:
    unit = catalogue.units[indicator.unit]
    measure = Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)
    return Manner(
        measure,
        str(escape(typeset(indicator.label))),
        write_segment(indicator.slug),
        unit.grows_with_size,
        indicator.is_categorical,
    )


def build_frame(selection: Selection, sizes: dict[int, tuple[int, str]]) -> Frame:
    marked = tuple(rank for rank, one in enumerate(selection.columns) if not one.stat)
    query = selection.build_address("", theme="", indicators=(), has_charts=False)
    return Frame(
        selection.reference,
        marked if len(marked) >= _MARKED_FROM else (),
        tuple(one.kind for one in selection.columns),
        str(escape(query)),
        sizes,
    )


def write_value(indicator: Indicator, manner: Manner, figure: SideFigure) -> str:
    """« 12,5 % », or the label of a category. ``figure`` has a value."""
    value = figure.value
    if value is None:
        return ""
    if manner.is_categorical:
        return _name_category(get_data_version(), indicator.slug, value)
    return format_with_unit(value, manner.measure.symbol, manner.measure.decimals)


@lru_cache(maxsize=4096)
def _name_category(version: str, slug: str, value: float) -> str:
    """The same until ``version`` changes."""
    found = find_category(slug, value)
    return found.label if found else format_number(value)


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
    texts = [write_value(indicator, manner, figure) for figure in row]
    marks = {} if manner.is_categorical else _mark_extremes(row, texts, frame, is_amount=manner.grows)
    gaps = _word_gaps(manner, row, frame)
    cells = []
    for rank, (figure, text, gap) in enumerate(zip(row, texts, gaps, strict=True)):
        year, value, _, status, _, _, members = figure
        if value is None:
            cells.append(_draw_absence(figure, manner.is_categorical, year if has_years else 0))
            continue
        notes = [marks[rank], gap] if rank in marks else [gap] if gap else []
        if is_dated:
            notes.append(str(year))
        if status is not _NORMAL:
            notes.append(STATUSES[status].label)
        if members:
            notes += _word_size(members, *frame.sizes[rank])
        small = f"<small>{' · '.join(filter(None, notes))}</small>" if notes else ""
        if manner.is_categorical:
            cells.append(f"<td>{escape(text)}{small}</td>")
        else:
            cells.append(f'<td class="oc-number">{text.replace("<", "&lt;")}{small}</td>')
    return "".join(cells)


def _word_gaps(manner: Manner, row: Sequence[SideFigure], frame: Frame) -> list[str]:
    """What each column is beside the one compared with, the same year; empty when nothing honest is said."""
    year, reference = row[frame.compared][:2]
    if reference is None or manner.is_categorical:
        return [""] * len(row)
    measure, kinds = manner.measure, frame.kinds
    kind = kinds[frame.compared] if manner.grows else ""
    gaps = [
        word_gap(figure[1], reference, measure)
        if figure[1] is not None and figure[0] == year and (not kind or kinds[rank] == kind)
        else ""
        for rank, figure in enumerate(row)
    ]
    gaps[frame.compared] = ""
    return gaps


def _mark_extremes(
    row: Sequence[SideFigure], texts: Sequence[str], frame: Frame, *, is_amount: bool
) -> dict[int, str]:
    """Rank → « le plus haut » or « le plus bas », of figures of one year; values written alike are tied."""
    if is_amount and len({frame.kinds[rank] for rank in frame.marked}) > 1:
        return {}
    known = [rank for rank in frame.marked if row[rank].value is not None]
    if len(known) < _MARKED_FROM or len({row[rank].year for rank in known}) > 1:
        return {}
    ordered = sorted(known, key=lambda rank: row[rank].value or 0.0)
    low, high = texts[ordered[0]], texts[ordered[-1]]
    if low == high:
        return {}
    found: dict[int, str] = {}
    for words, text, css_class in ((HIGHEST, high, "high"), (LOWEST, low, "low")):
        ranks = [rank for rank in known if texts[rank] == text]
        if len(ranks) > len(known) // 2:
            continue
        tie = f"{NO_BREAK_SPACE}(ex æquo)" if len(ranks) > 1 else ""
        found |= dict.fromkeys(ranks, f'<b class="oc-compare__{css_class}">{words}{tie}</b>')
    return found


def _word_size(members: int, size: int, noun: str) -> list[str]:
    """Said when the median or the mean is of far fewer territories than the group has."""
    return [] if members * 10 >= size * 9 else [f"sur {format_count(members, noun)}"]


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
