"""The rows of the figures of one territory: from the arrays of its board to words and small drawings.

Everything that does not depend on the territory is written once for all (``RowWords``), the drawings
are worked out for all the rows together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from markupsafe import escape

from portal.kernel.figures import Absence, Status
from portal.kernel.french import format_number, format_with_unit
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import find_category
from portal.stats.queries.boards import Board, BoardPlan, Standing
from portal.ui.charts.marks import draw_sparks, draw_strips
from portal.ui.rows import draw_absence, draw_row, start_row
from portal.ui.sentences import SMALLEST_GROUP, Measure, is_feminine, stands_for, word_beside, write_rank
from portal.ui.sentences.changes import word_change
from portal.ui.words import find_status_wording, word_absence
from portal.web.factsheets.figures import write_label

INDICATORS_SEGMENT: Final = "indicateurs"
"""Under the address of a sheet, the pages of its figures one by one."""

_BREAK: Final = int(Status.BREAK)
_MEAN, _Q10, _Q25, _MEDIAN, _Q75, _Q90 = range(6)


@dataclass(frozen=True, slots=True)
class RowWords:
    """What the rows of an indicator share, whatever the territory. ``measure`` is None for categories."""

    before: str
    after: str
    symbol: str
    decimals: int
    measure: Measure | None


def _build_row_words(indicator: Indicator) -> RowWords:
    unit, segment = get_catalogue().units[indicator.unit], write_segment(indicator.slug)
    before, after = start_row(segment, write_label(indicator.label), f"/{INDICATORS_SEGMENT}/{segment}")
    measure = None
    if not indicator.is_categorical:
        measure = Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)
    return RowWords(before, after, unit.symbol, indicator.decimals, measure)


@lru_cache(maxsize=8)
def list_row_words(plan: BoardPlan) -> list[RowWords]:
    """Of all the indicators of a plan, in its order."""
    return [_build_row_words(one) for one in plan.indicators]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of the rows asked, in their order; ``firsts``: the first cell of each line, or -1."""

    strips: list[str]
    sparks: list[str]
    firsts: list[int]


def draw_rows(board: Board, numbers: Sequence[int], standing: Standing | None, path: str) -> list[str]:
    """The rows of these indicators of a board, all of which tell something, in the order asked.

    ``numbers`` are those of the indicators in the plan, ``standing`` is None for a territory that is
    compared with nothing, ``path`` is the address of the sheet.
    """
    if not numbers:
        return []
    words, latest, places = list_row_words(board.plan), board.latest, board.plan.places
    values, absences, flags = board.values, board.absences, board.flags
    drawn = _draw_marks(board, numbers, standing)
    feminine = is_feminine(board.plan.kind)
    size = max(standing.counts, default=0) if standing is not None else 0
    rows = []
    for place, number in enumerate(numbers):
        cell, word = latest[number], words[number]
        start, year = f"{word.before}{path}{word.after}", places[cell].year
        if absences[cell]:
            rows.append(draw_row(start, write_absence(absences[cell]), str(year)))
            continue
        value, measure = values[cell], word.measure
        dated = f"{year}{_STATUSES[flags[cell] & 0x0F]}"
        if measure is None:
            rows.append(draw_row(start, _write_category(board.plan.indicators[number], value), dated))
            continue
        comparison = position = evolution = ""
        if standing is not None and stands_for(standing.counts[number], size):
            comparison = _compare(value, standing, number, measure)
            position = _write_position(standing, number, drawn.strips[place], feminine=feminine)
        first = drawn.firsts[place]
        if first >= 0:
            change = word_change(values[first], value, places[first].year, measure)
            evolution = f"{drawn.sparks[place]} {change}"
        text = format_with_unit(value, word.symbol, word.decimals)
        rows.append(draw_row(start, text, dated, comparison, position, evolution))
    return rows


@lru_cache(maxsize=16)
def write_absence(absence: int) -> str:
    """The markup of an absence, by its code."""
    wording = word_absence(Absence(absence))
    return draw_absence(wording.label, wording.sentence.capitalize())


def _list_statuses() -> list[str]:
    """By code: what follows the year."""
    found = [""] * 16
    for status in Status:
        wording = find_status_wording(status)
        found[status] = f", {escape(wording.label)}" if wording else ""
    return found


_STATUSES: Final = _list_statuses()


def _write_category(indicator: Indicator, value: float) -> str:
    known = find_category(indicator.slug, value)
    return str(escape(known.label)) if known else format_number(value)


def _compare(value: float, standing: Standing, number: int, measure: Measure) -> str:
    """« environ 20 % de plus que 1 234 € », « près du double de 1 234 € »."""
    if standing.counts[number] < SMALLEST_GROUP:
        return ""
    median = standing.columns[_MEDIAN][number]
    amount, words = _write_median(median, measure), word_beside(value, median, measure)
    return f"{words} {amount}" if words else f"médiane : {amount}"


@lru_cache(maxsize=32768)
def _write_median(median: float, measure: Measure) -> str:
    """Written once for all the territories of a group."""
    return measure.write(median)


def _write_position(standing: Standing, number: int, strip: str, *, feminine: bool) -> str:
    """« 12e sur 332 » and where that is; nothing where nearly all of the group have the same value."""
    rank, is_tied = standing.ranks[number], standing.ties[number]
    if not rank or (is_tied and standing.columns[_Q10][number] == standing.columns[_Q90][number]):
        return ""
    words = write_rank(rank, standing.counts[number], is_tied=is_tied, feminine=feminine)
    return f"{words} {strip}" if standing.counts[number] >= SMALLEST_GROUP else words


def _draw_marks(board: Board, numbers: Sequence[int], standing: Standing | None) -> Drawn:
    chosen = np.array(numbers)
    strips = [""] * len(numbers)
    if standing is not None:
        cells = board.latest_cells[chosen]
        strips = draw_strips(board.cells.values[cells], standing.stats[_Q10:, chosen])
    return Drawn(strips, *_draw_lines(board, chosen))


def _draw_lines(board: Board, numbers: np.ndarray) -> tuple[list[str], list[int]]:
    """The lines of these indicators, and the first point since the last break of each that has a line."""
    plan = board.plan
    chosen = np.zeros(len(plan.indicators), bool)
    chosen[numbers] = True
    is_number = np.repeat(chosen, np.diff(plan.bounds)) & ~plan.is_categorical
    drawn = np.flatnonzero(is_number & board.is_present)
    owners = plan.owners[drawn]
    counts = np.bincount(owners, minlength=len(plan.indicators))
    sparks, firsts = [""] * len(plan.indicators), [-1] * len(plan.indicators)
    known = np.flatnonzero(counts)
    if len(known):
        starts = np.concatenate([[0], np.cumsum(counts[known])[:-1]])
        is_break = (board.cells.flags[drawn] & 0x0F) == _BREAK
        # A point kept without a value in between is a gap.
        order = np.cumsum(board.is_kept)[drawn]
        is_after_gap = is_break.copy()
        is_after_gap[1:] |= np.diff(order) > 1
        is_after_gap[starts] = False
        is_line = counts[known] > 1
        lines = draw_sparks(
            board.cells.values[drawn], plan.years[drawn], starts, is_after_gap, is_line.tolist()
        )
        since = np.maximum.reduceat(np.where(is_break, np.arange(len(drawn)), -1), starts)
        since = np.maximum(since, starts)
        lasts = np.append(starts[1:], len(drawn)) - 1
        has_change = (since < lasts).tolist()
        cells = drawn[since].tolist()
        for place, number in enumerate(known.tolist()):
            sparks[number] = lines[place]
            firsts[number] = cells[place] if has_change[place] else -1
    asked = numbers.tolist()
    return [sparks[number] for number in asked], [firsts[number] for number in asked]
