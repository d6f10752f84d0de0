"""Figures by theme: the first ones of each on the sheet, all of them on the page of the theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Absence
from portal.kernel.french import NO_BREAK_SPACE, format_period
from portal.references.words import Theme
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.boards import Board, BoardPlan
from portal.ui.links import escape_text, join_links, write_link
from portal.ui.rows import draw_folded_row, draw_theme
from portal.ui.words import ABSENCES, word_absences
from portal.web.factsheets.comparators import ComparedFigures
from portal.web.factsheets.figures import find_origins, write_label
from portal.web.factsheets.row_words import INDICATORS_SEGMENT
from portal.web.factsheets.rows import draw_rows
from portal.web.factsheets.wording import name_indicators

_ROWS_OF_SHEET: Final = 132
"""Rows of a sheet, all themes together: more than anybody reads, fewer than a browser minds."""
_ROWS_OF_THEME: Final = 16
_COLUMNS: Final = 5
_COLUMNS_ALONE: Final = 3
"""Of a territory compared with nothing: label, value and evolution."""
_FOLDED_FROM: Final = 3
"""That many neighbours without a value for the same reason are said once."""


@dataclass(frozen=True)
class ThemeBoard:
    """The indicators of a theme that something is told about, by their numbers in the plan of a board."""

    theme: Theme
    board: Board
    numbers: tuple[int, ...]

    @property
    def label(self) -> str:
        return write_label(self.theme.label)

    @property
    def segment(self) -> str:
        """The last part of the address of its page, and its anchor."""
        return write_segment(self.theme.slug)

    @cached_property
    def valued(self) -> list[int]:
        latest, absences = self.board.latest, self.board.absences
        return [number for number in self.numbers if not absences[latest[number]]]

    @cached_property
    def absences(self) -> Counter[Absence]:
        """Reason → number of indicators without a value."""
        if len(self.valued) == len(self.numbers):
            return Counter()
        found = Counter(find_absence(self.board, number) for number in self.numbers)
        del found[Absence.NONE]
        return found


@lru_cache(maxsize=8)
def _list_blocks(plan: BoardPlan) -> tuple[tuple[Theme, tuple[int, ...]], ...]:
    """Themes in the catalogue's order, with the numbers of their indicators."""
    themes = get_catalogue().themes
    numbered = enumerate(plan.indicators)
    return tuple(
        (themes[slug], tuple(number for number, _ in members))
        for slug, members in groupby(numbered, key=lambda entry: entry[1].theme)
    )


def list_themes(board: Board) -> list[ThemeBoard]:
    """The themes that something is told about, in the catalogue's order."""
    latest = board.latest
    found = (
        ThemeBoard(theme, board, tuple(number for number in numbers if latest[number] >= 0))
        for theme, numbers in _list_blocks(board.plan)
    )
    return [one for one in found if one.numbers]


def find_absence(board: Board, number: int) -> Absence:
    """Why the latest point of an indicator has no value; NONE when it has one."""
    return _ABSENCES[board.absences[board.latest[number]]]


_ABSENCES: Final = tuple(Absence)


@dataclass(frozen=True, slots=True)
class ThemesTable:
    """``body`` is the rows by theme, ``anchors`` lead to each theme, ``count`` is how many rows there are.

    ``width``: how many columns the widest of them fills, label and value included.
    """

    body: Markup
    anchors: Markup
    count: int
    width: int


def build_overview(figures: ComparedFigures, path: str, query: str) -> ThemesTable:
    """The first indicators with a value of each theme, and how many there are."""
    board, themes = figures.board, list_themes(figures.board)
    counts = share_rows([len(one.valued) for one in themes], _ROWS_OF_SHEET)
    chosen = [one.valued[:count] for one, count in zip(themes, counts, strict=True)]
    all_rows = draw_rows(figures, [number for part in chosen for number in part], path)
    width, rows = _measure(all_rows, _COLUMNS if figures.standing else _COLUMNS_ALONE), iter(all_rows)
    drawn = []
    for one, part in zip(themes, chosen, strict=True):
        notes = [] if part else list(_tell_absences(one))
        if len(part) < len(one.numbers):
            notes.append(_link_more(one, f"{path}/{one.segment}{query}", is_empty=not part))
        notes += _word_sources(board, part)
        own = [next(rows) for _ in part]
        drawn.append(draw_theme(one.segment, one.label, own, " ".join(notes), width, titled=True))
    anchors = join_links((one.label, f"#theme-{one.segment}") for one in themes)
    return ThemesTable(_join(drawn), anchors, sum(counts), width)


def build_whole(figures: ComparedFigures, theme: ThemeBoard, path: str) -> ThemesTable:
    """All the indicators of a theme: neighbours without a value for the same reason are folded in one row."""
    board = figures.board
    all_rows = draw_rows(figures, theme.numbers, path)
    width, rows = (
        _measure(all_rows, _COLUMNS if figures.standing else _COLUMNS_ALONE),
        dict(zip(theme.numbers, all_rows, strict=True)),
    )
    drawn: list[str] = []
    for absence, run in groupby(theme.numbers, key=lambda number: find_absence(board, number)):
        members = list(run)
        is_all = len(members) == len(theme.numbers) > 1
        if absence is not Absence.NONE and (is_all or len(members) >= _FOLDED_FROM):
            drawn.append(_fold(board, absence, members, path, width))
        else:
            drawn += [rows[number] for number in members]
    notes = " ".join(_word_sources(board, theme.valued or theme.numbers))
    body = draw_theme(theme.segment, theme.label, drawn, notes, width, titled=False)
    return ThemesTable(_join([body]), Markup(""), len(theme.numbers), width)


def _link_more(theme: ThemeBoard, href: str, *, is_empty: bool) -> str:
    """« Voir les 27 indicateurs d’habitat, dont 2 sans valeur (sans objet). »"""
    link = write_link(f"Voir {name_indicators(len(theme.numbers), theme.label)}", href)
    without = "" if is_empty else _count_absences(theme)
    return f"{link}, {without}." if without else f"{link}."


def _word_sources(board: Board, numbers: Sequence[int]) -> list[str]:
    """« Sources : Insee, Populations de référence · … », and whether the portal computed all of them."""
    if not numbers:
        return []
    names = _list_sources(board, numbers)
    words = [escape_text(f"Source{'s' if len(names) > 1 else ''}{NO_BREAK_SPACE}: {' · '.join(names)}.")]
    if _are_computed(board, numbers):
        words.append("Valeurs calculées par le portail à partir de celles des communes.")
    return words


def share_rows(counts: Sequence[int], total: int) -> list[int]:
    """How many rows each theme may have: one each, then one more each in turn, while some are left."""
    shares = [min(1, count) for count in counts]
    left = total - sum(shares)
    for wanted in range(2, _ROWS_OF_THEME + 1):
        for place, count in enumerate(counts):
            if left > 0 and count >= wanted:
                shares[place] += 1
                left -= 1
    return shares


def _join(rows: Iterable[str]) -> Markup:
    return Markup("\n".join(rows))  # noqa: S704 - what is text in a row was escaped when it was drawn


def _measure(rows: Sequence[str], most: int) -> int:
    """How many columns the widest row has; nothing has more than ``most``."""
    widest = 2
    for row in rows:
        widest = max(widest, 1 + row.count("<td>"))
        if widest == most:
            break
    return widest


def _fold(board: Board, absence: Absence, numbers: Sequence[int], path: str, width: int) -> str:
    years = [board.plan.places[board.latest[number]].year for number in numbers]
    entries = (
        (segment, write_label(one.label), f"{path}/{INDICATORS_SEGMENT}/{segment}")
        for one in (board.plan.indicators[number] for number in numbers)
        for segment in [write_segment(one.slug)]
    )
    dated = format_period(min(years), max(years))
    return draw_folded_row(word_absences(absence, len(numbers), dated), entries, width)


def _tell_absences(theme: ThemeBoard) -> Iterator[str]:
    """Why a theme has no value at all: one sentence a reason."""
    for absence, count in theme.absences.items():
        if count > 1:
            yield word_absences(absence, count)
        else:
            [number] = [one for one in theme.numbers if find_absence(theme.board, one) is absence]
            label = theme.board.plan.indicators[number].label
            yield f"{write_label(label)}{NO_BREAK_SPACE}: {ABSENCES[absence].label}."


def _count_absences(theme: ThemeBoard) -> str:
    """« dont 2 sans valeur (sans objet) », or nothing."""
    if not theme.absences:
        return ""
    reasons = ", ".join(ABSENCES[absence].label for absence in theme.absences)
    return f"dont {theme.absences.total()} sans valeur ({reasons})"


def _list_sources(board: Board, numbers: Sequence[int]) -> tuple[str, ...]:
    """The names of the sources of the latest figures of these indicators, each once."""
    plan, latest = board.plan, board.latest
    names = [name for number in numbers for name in find_origins(plan, latest[number]).names]
    return tuple(dict.fromkeys(names))


def _are_computed(board: Board, numbers: Sequence[int]) -> bool:
    flags, latest = board.flags, board.latest
    return bool(numbers) and all(flags[latest[number]] >> 4 for number in numbers)
