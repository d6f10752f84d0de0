"""Key figures of a sheet: each with its comparison, its evolution, its rank and its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.stats.queries import find_category
from portal.ui.cells import Cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.sentences import (
    capitalise,
    is_feminine,
    write_comparison,
    write_evolution,
    write_full_rank,
    write_rank,
)
from portal.web.factsheets.comparator_words import AROUND, ComparatorWords
from portal.web.factsheets.figures import name_sources, write_latest
from portal.web.factsheets.key_figures import KeyFigure

_CURRENT_EUROS: Final = " (euros courants)"
"""The rise of prices is not taken out."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure. ``sentences`` compare it and tell its evolution, ``rank`` is « 12e sur 332 communes … »
    or empty, ``segment`` the last part of the address of its page."""

    label: str
    cell: Cell
    sentences: tuple[str, ...]
    rank: str
    sparkline: Markup
    source: str
    segment: str


def build_tiles(figures: Sequence[KeyFigure], words: ComparatorWords | None, kind: str) -> list[Tile]:
    """The tiles of ``figures``, compared with what ``words`` names: with nothing when None."""
    return [_build_tile(figure, words, kind) for figure in figures]


def _build_tile(figure: KeyFigure, words: ComparatorWords | None, kind: str) -> Tile:
    series = figure.series
    return Tile(
        label=figure.words.label,
        cell=write_latest(series, figure.words.unit),
        sentences=tuple(f"{capitalise(sentence)}." for sentence in _write_sentences(figure, words)),
        rank=_write_rank(figure, words, kind),
        sparkline=_draw(figure),
        source=" ; ".join(name_sources(series)),
        segment=figure.words.segment,
    )


def _draw(figure: KeyFigure) -> Markup:
    """The series, not told again where the sentence beside it tells all of it."""
    words = figure.words
    if words.indicator.is_categorical:
        return Markup("")
    return draw_sparkline(
        figure.series.points,
        label=words.label,
        unit=words.unit.symbol,
        decimals=words.indicator.decimals,
        described=figure.first.year != figure.series.points[0].year,
    )


def _write_sentences(figure: KeyFigure, words: ComparatorWords | None) -> Iterator[str]:
    """Without their capital nor their full stop."""
    value, measure = figure.value, figure.words.measure
    if value is None:
        return
    if figure.words.indicator.is_categorical:
        category = find_category(figure.words.indicator.slug, value)
        if category and category.description:
            yield category.description
        return
    comparison = figure.comparison
    if comparison is not None and words is not None:
        summary = comparison.summary
        compared = write_comparison(value, summary.median, words.group, measure, size=summary.n)
        if compared:
            yield compared
    first = figure.first
    if first.figure.value is not None and first.year < figure.point.year:
        told = write_evolution(first.figure.value, value, measure, since=first.year, until=figure.point.year)
        yield f"{told}{_CURRENT_EUROS}" if measure.dimension == "money" else told


def _write_rank(figure: KeyFigure, words: ComparatorWords | None, kind: str) -> str:
    comparison = figure.comparison
    if comparison is None or words is None:
        return ""
    feminine = is_feminine(kind)
    rank, n = comparison.rank, comparison.summary.n
    if words.key in AROUND:
        told = write_rank(rank, n, is_tied=comparison.is_tied, feminine=feminine)
        return f"{told} avec ses {words.members}" if told else ""
    return write_full_rank(rank, n, words.members, is_tied=comparison.is_tied, feminine=feminine)
