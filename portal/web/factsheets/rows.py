"""The rows of the figures of one territory: from the arrays of its board to words and small drawings.

Everything that does not depend on the territory is written once for all (``RowWords``), the drawings
are worked out for all the rows together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from markupsafe import escape

from portal.kernel.figures import Absence, Status
from portal.kernel.french import format_number, format_with_unit
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import find_category
from portal.stats.queries.boards import Board, BoardPlan, Standing
from portal.ui.charts.marks import draw_distribution, draw_sparks, draw_spot
from portal.ui.rows import draw_absence, draw_row, start_row
from portal.ui.sentences import SMALLEST_GROUP, Measure, is_feminine, word_beside, write_rank
from portal.ui.sentences.changes import word_change
from portal.ui.words import find_status_wording, word_absence
from portal.web.factsheets.comparators import ComparedFigures
from portal.web.factsheets.figures import write_label

INDICATORS_SEGMENT: Final = "indicateurs"
"""Under the address of a sheet, the pages of its figures one by one."""

_BREAK: Final = int(Status.BREAK)


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


class GroupCell(NamedTuple):
    """What the figures of one cell are compared with: the same for all the territories of a group.

    ``amount`` is its median in words, empty for a group too small; ``has_ranks``: not all alike; ``strip``
    draws its distribution, on which a value is at ``(value - low) * scale``.
    """

    size: int
    median: float
    amount: str
    has_ranks: bool
    strip: str
    low: float
    scale: float


_NOTHING: Final = GroupCell(0, 0.0, "", False, "", 0.0, 0.0)


@lru_cache(maxsize=128)
def _keep_group(plan: BoardPlan, grouping: str, code: str) -> dict[int, GroupCell]:
    """Of a stored group, what was written so far: a département has hundreds of communes."""
    return {}


def open_group(figures: ComparedFigures) -> dict[int, GroupCell]:
    """By cell, what is known of the group of a page: kept for stored groups, new for others."""
    comparator = figures.comparator
    if comparator is None or not comparator.grouping:
        return {}
    return _keep_group(figures.board.plan, comparator.grouping, comparator.code)


def draw_rows(figures: ComparedFigures, numbers: Sequence[int], path: str) -> list[str]:
    """The rows of these indicators of a board, all of which tell something, in the order asked.

    ``numbers`` are those of the indicators in the plan, ``path`` is the address of the sheet. Without a
    comparator, the rows have an evolution and nothing else.
    """
    if not numbers:
        return []
    board, standing = figures.board, figures.standing
    words, latest, places = list_row_words(board.plan), board.latest, board.plan.places
    values, absences, flags = board.values, board.absences, board.flags
    group, feminine = open_group(figures), is_feminine(board.plan.kind)
    sparks, firsts = _draw_lines(board, np.array(numbers))
    rows = []
    for number, spark, first in zip(numbers, sparks, firsts, strict=True):
        cell, word = latest[number], words[number]
        start, year = f"{word.before}{path}{word.after}", places[cell].year
        if absences[cell]:
            rows.append(draw_row(start, write_absence(absences[cell]), str(year)))
            continue
        value, measure = values[cell], word.measure
        dated = f"{year}{_STATUSES[flags[cell] & 0x0F]}"
        if measure is None:
            rows.append(draw_row(start, _write_category(board.plan, number, value), dated))
            continue
        columns = ["", "", ""] if standing is not None else [""]
        if first >= 0:
            columns[-1] = f"{spark} {word_change(values[first], value, places[first].year, measure)}"
        if standing is not None:
            known = group.get(cell) or group.setdefault(cell, _build_group_cell(standing, number, measure))
            if known.size:
                columns[0] = _compare(value, known, measure)
                columns[1] = _write_position(value, known, standing, number, feminine)
        rows.append(draw_row(start, format_with_unit(value, word.symbol, word.decimals), dated, columns))
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


@lru_cache(maxsize=16384)
def _write_category(plan: BoardPlan, number: int, value: float) -> str:
    """Written once for all the territories of the category."""
    known = find_category(plan.slugs[number], value)
    return str(escape(known.label)) if known else format_number(value)


def _build_group_cell(standing: Standing, number: int, measure: Measure) -> GroupCell:
    """From the statistics of a group for one indicator."""
    count = int(standing.count[number])
    if not count:
        return _NOTHING
    _, q10, q25, median, q75, q90 = standing.stats[:, number].tolist()
    if count < SMALLEST_GROUP:
        return GroupCell(count, median, "", True, "", 0.0, 0.0)
    strip, low, scale = draw_distribution(q10, q25, median, q75, q90)
    return GroupCell(count, median, measure.write(median), q10 != q90, strip, low, scale)


def _compare(value: float, group: GroupCell, measure: Measure) -> str:
    """« environ 20 % de plus que 1 234 € », « près du double de 1 234 € »."""
    if not group.amount:
        return ""
    words = word_beside(value, group.median, measure)
    return f"{words} {group.amount}" if words else f"médiane : {group.amount}"


def _write_position(value: float, group: GroupCell, standing: Standing, number: int, feminine: bool) -> str:
    """« 12e sur 332 » and where that is; nothing where nearly all of the group have the same value."""
    rank, is_tied = standing.ranks[number], standing.ties[number]
    if not rank or (is_tied and not group.has_ranks):
        return ""
    words = write_rank(rank, group.size, is_tied=is_tied, feminine=feminine)
    return f"{words} {group.strip}{draw_spot((value - group.low) * group.scale)}" if group.strip else words


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
