"""Figures by theme: the first ones of each on the sheet, all of them on the page of the theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Absence
from portal.kernel.french import NO_BREAK_SPACE, format_period
from portal.stats.addresses import indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.vocabulary import Theme
from portal.stats.queries import Series, Sheet
from portal.ui.cells import Cell
from portal.ui.rows import draw_folded_row, draw_row
from portal.ui.words import ABSENCES, word_absences
from portal.web.factsheets.figures import (
    draw_series,
    name_sources,
    write_label,
    write_latest,
    write_median,
    write_rank,
)
from portal.web.factsheets.wording import GroupWords, name_indicators

_ROWS_OF_SHEET: Final = 24
_ROWS_AND_THEMES: Final = 35
"""Rows of a sheet, all themes together, fewer when there are many themes: what a page of EcoIndex B can
hold beside the rest (nine nodes a row, seven a theme)."""
_ROWS_OF_THEME: Final = 8
_FOLDED_FROM: Final = 3
"""That many neighbours without a value for the same reason are said once."""
_FIXED_COLUMNS: Final = 2
"""Label and value: every table has them."""


@dataclass(frozen=True)
class ThemeSeries:
    """The indicators of a theme that this territory has something about, in the catalogue's order."""

    theme: Theme
    series: tuple[Series, ...]

    @property
    def segment(self) -> str:
        """The last part of the address of its page, and its anchor."""
        return write_segment(self.theme.slug)

    @cached_property
    def valued(self) -> tuple[Series, ...]:
        return tuple(series for series in self.series if find_absence(series) is Absence.NONE)

    @cached_property
    def absences(self) -> Counter[Absence]:
        """Reason → number of indicators without a value."""
        found = Counter(find_absence(series) for series in self.series)
        del found[Absence.NONE]
        return found


def list_themes(sheet: Sheet) -> list[ThemeSeries]:
    """Themes in the catalogue's order."""
    themes = get_catalogue().themes
    known = [series for series in sheet.series.values() if series.latest is not None]
    return [
        ThemeSeries(themes[slug], tuple(members))
        for slug, members in groupby(known, key=lambda series: series.indicator.theme)
    ]


def find_absence(series: Series) -> Absence:
    """Why the latest point has no value; NONE when it has one."""
    return series.latest.figure.absence if series.latest else Absence.NOT_AVAILABLE


@dataclass(frozen=True, slots=True)
class _Line:
    """One indicator in words: ``others`` are the texts or drawings of the columns that may be left out."""

    series: Series
    cell: Cell
    others: tuple[str | Markup, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """A column beside label and value."""

    css_class: str
    label: str


@dataclass(frozen=True, slots=True)
class ThemeRows:
    """A theme as a page shows it. ``sources`` name those of its rows (« Insee, Populations de référence »).

    ``absences`` say why there is no row at all; ``more`` is the link to the page of the theme, with
    ``without_value`` beside it (« dont 2 sans valeur (sans objet) »): all empty when there is nothing to say.
    """

    segment: str
    label: str
    rows: tuple[Markup, ...]
    sources: tuple[str, ...]
    is_computed: bool
    """Every value was computed here from members or other figures."""
    absences: tuple[str, ...] = ()
    more: str = ""
    without_value: str = ""


@dataclass(frozen=True, slots=True)
class ThemesTable:
    """``headers`` are those of the columns that at least one row fills."""

    headers: tuple[Header, ...]
    themes: tuple[ThemeRows, ...]


def build_overview(sheet: Sheet, themes: Sequence[ThemeSeries], groups: Sequence[GroupWords]) -> ThemesTable:
    """The first indicators with a value of each theme, and how many there are."""
    total = min(_ROWS_OF_SHEET, _ROWS_AND_THEMES - len(themes))
    counts = share_rows([len(one.valued) for one in themes], total)
    lines = [
        [_write_line(sheet, series, groups) for series in one.valued[:count]]
        for one, count in zip(themes, counts, strict=True)
    ]
    headers, kept = _choose_columns([line for part in lines for line in part], groups)
    drawn = []
    for one, part in zip(themes, lines, strict=True):
        is_whole = len(part) == len(one.series)
        drawn.append(
            ThemeRows(
                segment=one.segment,
                label=one.theme.label,
                rows=tuple(_draw_line(line, headers, kept) for line in part),
                sources=_list_sources(part),
                is_computed=_are_computed(part),
                absences=() if part else tuple(_tell_absences(one)),
                more="" if is_whole else f"Voir {name_indicators(len(one.series), one.theme.label)}",
                without_value=_count_absences(one) if part else "",
            )
        )
    return ThemesTable(headers, tuple(drawn))


def build_whole(sheet: Sheet, theme: ThemeSeries, groups: Sequence[GroupWords]) -> ThemesTable:
    """All the indicators of a theme: neighbours without a value for the same reason are folded in one row."""
    lines = [_write_line(sheet, series, groups) for series in theme.series]
    headers, kept = _choose_columns(lines, groups)
    rows: list[Markup] = []
    for absence, run in groupby(lines, key=lambda line: find_absence(line.series)):
        members = list(run)
        is_all = len(members) == len(lines) > 1
        if absence is not Absence.NONE and (is_all or len(members) >= _FOLDED_FROM):
            rows.append(_fold(absence, members, len(headers) + _FIXED_COLUMNS))
        else:
            rows += [_draw_line(line, headers, kept) for line in members]
    whole = ThemeRows(
        theme.segment, theme.theme.label, tuple(rows), _list_sources(lines), _are_computed(lines)
    )
    return ThemesTable(headers, (whole,))


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


def _write_line(sheet: Sheet, series: Series, groups: Sequence[GroupWords]) -> _Line:
    indicator, unit = series.indicator, get_catalogue().units[series.indicator.unit]
    others: list[str | Markup] = []
    if groups and find_absence(series) is Absence.NONE:
        found = sheet.comparisons[indicator.slug]
        comparisons = [found.get(group.grouping) for group in groups]
        others += [write_median(one, unit, indicator) for one in comparisons]
        others.append(write_rank(comparisons[0], sheet.kind))
    elif groups:
        others += [""] * (len(groups) + 1)
    return _Line(series, write_latest(series, unit), (*others, draw_series(series, unit, compact=True)))


def _choose_columns(
    lines: Sequence[_Line], groups: Sequence[GroupWords]
) -> tuple[tuple[Header, ...], tuple[int, ...]]:
    """The columns that at least one line fills, and their places in ``others``."""
    headers = [Header("oc-number", group.median) for group in groups]
    if groups:
        headers.append(Header("", groups[0].rank))
    headers.append(Header("", "Évolution"))
    kept = tuple(place for place in range(len(headers)) if any(line.others[place] for line in lines))
    return tuple(headers[place] for place in kept), kept


def _draw_line(line: _Line, headers: Sequence[Header], kept: Sequence[int]) -> Markup:
    indicator = line.series.indicator
    columns = [
        (header.css_class, "" if isinstance(line.others[place], Markup) else header.label, line.others[place])
        for header, place in zip(headers, kept, strict=True)
    ]
    anchor, href = write_segment(indicator.slug), indicator_path(indicator.slug)
    return draw_row(anchor, write_label(indicator.label), href, line.cell, columns)


def _fold(absence: Absence, lines: Sequence[_Line], width: int) -> Markup:
    years = [line.cell.year for line in lines if line.cell.year]
    dated = format_period(min(years), max(years)) if years else ""
    entries = (
        (write_segment(one.slug), write_label(one.label), indicator_path(one.slug))
        for one in (line.series.indicator for line in lines)
    )
    return draw_folded_row(word_absences(absence, len(lines), dated), entries, width)


def _tell_absences(theme: ThemeSeries) -> Iterator[str]:
    """Why a theme has no value at all: one sentence a reason."""
    for absence, count in theme.absences.items():
        if count > 1:
            yield word_absences(absence, count)
        else:
            [label] = [one.indicator.label for one in theme.series if find_absence(one) is absence]
            yield f"{write_label(label)}{NO_BREAK_SPACE}: {ABSENCES[absence].label}."


def _count_absences(theme: ThemeSeries) -> str:
    """« dont 2 sans valeur (sans objet) », or nothing."""
    if not theme.absences:
        return ""
    reasons = ", ".join(ABSENCES[absence].label for absence in theme.absences)
    return f"dont {theme.absences.total()} sans valeur ({reasons})"


def _list_sources(lines: Iterable[_Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for line in lines for name in name_sources(line.series)))


def _are_computed(lines: Sequence[_Line]) -> bool:
    cells = [line.cell for line in lines if not line.cell.absence]
    return bool(cells) and all(cell.origin for cell in cells)
