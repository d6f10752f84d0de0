"""The rows of the figures of one territory: from the arrays of its board to words and small drawings.

Everything that does not depend on the territory is written once for all (``RowWords``), the drawings
are worked out for all the rows together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from markupsafe import escape

from portal.kernel.figures import Absence, Status
from portal.kernel.french import format_number, typeset
from portal.stats.queries import find_category
from portal.stats.queries.boards import Board, BoardPlan, Standing
from portal.ui.charts.marks import draw_distribution, draw_sparks, draw_spot
from portal.ui.rows import draw_absence
from portal.ui.sentences import BARE_WORDS, SMALLEST_GROUP, Measure, choose_words, is_feminine, write_rank
from portal.ui.sentences.changes import word_change
from portal.ui.words import find_status_wording, word_absence
from portal.web.factsheets.comparators import ComparedFigures
from portal.web.factsheets.row_words import get_plan_words

Floats = npt.NDArray[np.float64]

_SAME: Final = "la même valeur"
"""Of a value that is exactly the median: « 0 comparable à 0 » tells nothing."""
_BREAK: Final = int(Status.BREAK)
_NEAR_A_TIE: Final = 1e-3
_EXACT: Final = 1e12


class GroupCell(NamedTuple):
    """What the figures of one cell are compared with: the same for all the territories of a group.

    ``amount`` is its median in words, empty for a group too small; ``has_ranks``: not all alike;
    ``rank_end`` follows most ranks; ``strip`` draws its distribution, on which a value is at
    ``(value - low) * scale``.
    """

    size: int
    median: float
    shown: int
    amount: str
    has_ranks: bool
    rank_end: str
    strip: str
    low: float
    scale: float


_NOTHING: Final = GroupCell(0, 0.0, 0, "", False, "", "", 0.0, 0.0)


@lru_cache(maxsize=64)
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
    chosen = np.array(numbers)
    shown = _show_values(figures.board, chosen)
    sparks, firsts = _draw_lines(figures.board, chosen)
    return list(map(_open_writer(figures, path), numbers, shown, sparks, firsts))


def _open_writer(figures: ComparedFigures, path: str) -> Callable[[int, int, str, int], str]:
    """What writes the row of an indicator: its number, how its value is shown, its line and the first cell of
    it. A closure: looking names up on an object would cost a third of a row."""
    board = figures.board
    words = get_plan_words(board.plan)
    rows, years, places = words.rows, words.years, board.plan.places
    latest, values, absences, flags = board.latest, board.values, board.absences, board.flags
    find_place = _open_placing(figures)

    def write(number: int, shown: int, spark: str, first: int) -> str:
        cell = latest[number]
        before, after, measure, texts = rows[number]
        start = f"{before}{path}{after}"
        if absences[cell]:
            return f"{start}{write_absence(absences[cell])}\n{years[cell]}</td></tr>"
        value, status = values[cell], _STATUSES[flags[cell] & 0x0F]
        if measure is None:
            label = _write_category(board.plan, number, value)
            return f"{start}<b>{label}</b>\n{years[cell]}{status}</td></tr>"
        text = texts.get(shown) or _write_value(value, shown, measure, texts)
        evolution = ""
        if first >= 0:
            since = word_change(values[first], value, places[first].year, measure)
            evolution = f"<td>{spark} {since}</td>"
        return (
            f"{start}{text}\n{years[cell]}{status}</td>"
            f"{find_place(number, cell, value, shown, bool(evolution))}{evolution}</tr>"
        )

    return write


def _word_median(value: float, known: GroupCell, shown: int, measure: Measure) -> str:
    """« environ 20 % de plus que 1 234 € », « environ une fois et demie la médiane (1 234 €) »."""
    if value == known.median:
        return _SAME
    words = choose_words(value, known.median, shown, known.shown, measure)
    return f"{words} la médiane ({known.amount})" if words in BARE_WORDS else f"{words} {known.amount}"


def _open_placing(figures: ComparedFigures) -> Callable[[int, int, float, int, bool], str]:
    """What writes the columns of comparison and of position; they are there, though empty, before another."""
    standing = figures.standing
    if standing is None:
        return lambda number, cell, value, shown, is_followed: ""
    group, rows = open_group(figures), get_plan_words(figures.board.plan).rows
    ranks, ties = standing.ranks, standing.ties
    feminine = is_feminine(figures.board.plan.kind)

    def find_place(number: int, cell: int, value: float, shown: int, is_followed: bool) -> str:
        measure = rows[number].measure
        known = group.get(cell)
        if known is None:
            known = group[cell] = _build_group_cell(standing, number, measure)
        size, _, _, amount, has_ranks, rank_end, strip, low, scale = known
        compared = position = ""
        if amount and measure is not None:
            compared = _word_median(value, known, shown, measure)
        rank, is_tied = ranks[number], ties[number]
        if rank and size and (has_ranks or not is_tied):
            if is_tied or not 1 < rank < _PLAIN_RANKS:
                position = write_rank(rank, size, is_tied=is_tied, feminine=feminine)
            else:
                position = f"{rank}{rank_end}"
            if strip:
                position = f"{position} {strip}{draw_spot((value - low) * scale)}"
        if position or is_followed:
            return f"<td>{compared}</td><td>{position}</td>"
        return f"<td>{compared}</td>" if compared else ""

    return find_place


_PLAIN_RANKS: Final = 1000
"""Below, a rank is written without a space between its digits."""
_KEPT_TEXTS: Final = 1024


def _show_values(board: Board, numbers: npt.NDArray[np.integer]) -> list[int]:
    """How the latest value of each indicator is shown (``Measure.show``); 0 for those without one."""
    words = get_plan_words(board.plan)
    cells = board.latest_cells[numbers]
    values = np.where(board.is_present[cells], board.cells.values[cells], 0.0)
    scaled = values * words.scales[numbers]
    shown = np.floor(scaled + 0.5)
    odd = (np.abs(scaled % 1.0 - 0.5) < _NEAR_A_TIE) | (np.abs(scaled) > _EXACT)
    found: list[int] = np.where(odd, 0.0, shown).astype(np.int64).tolist()
    for place in np.flatnonzero(odd).tolist():
        measure = words.rows[numbers[place]].measure
        if measure is not None:
            found[place] = measure.show(float(values[place]))
    return found


def _write_value(value: float, shown: int, measure: Measure, texts: dict[int, str]) -> str:
    """The value with its unit; small ones are kept, as dozens of rows of thousands of pages have them."""
    text = measure.write(value)
    if 0 < shown < _KEPT_TEXTS:
        texts[shown] = text
    return text


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


@lru_cache(maxsize=4096)
def _write_category(plan: BoardPlan, number: int, value: float) -> str:
    """Written once for all the territories of the category."""
    known = find_category(plan.slugs[number], value)
    return str(escape(typeset(known.label))) if known else format_number(value)


def _build_group_cell(standing: Standing, number: int, measure: Measure | None) -> GroupCell:
    """From the statistics of a group for one indicator."""
    size = int(standing.count[number])
    if measure is None or not size:
        return _NOTHING
    _, q10, q25, median, q75, q90 = standing.stats[:, number].tolist()
    rank_end = f"e sur {format_number(size)}"
    if size < SMALLEST_GROUP:
        return GroupCell(size, median, 0, "", True, rank_end, "", 0.0, 0.0)
    strip, low, scale = draw_distribution(q10, q25, median, q75, q90)
    shown, amount = measure.show(median), measure.write(median)
    return GroupCell(size, median, shown, amount, q10 != q90, rank_end, strip, low, scale)


def _draw_lines(board: Board, numbers: npt.NDArray[np.integer]) -> tuple[list[str], list[int]]:
    """The lines of these indicators, and the first point since the last break of each that has a line."""
    plan = board.plan
    is_drawn = board.is_present & ~plan.is_categorical
    counts = np.add.reduceat(is_drawn, plan.bounds[:-1], dtype=np.int64)
    lined = numbers[counts[numbers] > 1]
    lines, since = [""] * len(plan.indicators), [-1] * len(plan.indicators)
    if len(lined):
        chosen = np.zeros(len(plan.indicators), bool)
        chosen[lined] = True
        cells = np.flatnonzero(is_drawn & chosen[plan.owners])
        starts = np.flatnonzero(np.diff(plan.owners[cells], prepend=-1))
        is_break = (board.cells.flags[cells] & 0x0F) == _BREAK
        is_after_gap = is_break.copy()
        # A point kept without a value in between is a gap.
        is_after_gap[1:] |= np.diff(np.cumsum(board.is_kept)[cells]) > 1
        is_after_gap[starts] = False
        first = starts
        if is_break.any():
            first = np.maximum.reduceat(np.where(is_break, np.arange(len(cells)), -1), starts)
            first = np.maximum(first, starts)
        lasts = np.append(starts[1:], len(cells)) - 1
        drawn = draw_sparks(board.cells.values[cells], plan.years[cells], starts, is_after_gap)
        firsts = np.where(first < lasts, cells[first], -1).tolist()
        for number, line, cell in zip(plan.owners[cells[starts]].tolist(), drawn, firsts, strict=True):
            lines[number], since[number] = line, cell
    asked = numbers.tolist()
    return [lines[number] for number in asked], [since[number] for number in asked]
