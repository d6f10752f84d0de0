"""One indicator of the columns of a comparison, drawn: bars of the latest year, lines over the years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from markupsafe import Markup

from portal.kernel.french import format_period, join_words, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import SourceInfo, UnknownDatasetError, get_source, list_indicator_sources
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.charts.bars import Bar, draw_bars
from portal.ui.charts.series import Line, draw_series
from portal.ui.exports.captioned import Caption
from portal.ui.exports.readme import name_origins
from portal.web.comparison.asked import PATH, Selection
from portal.web.comparison.columns import list_names, name_short
from portal.web.comparison.rows import draw_year, join_rows
from portal.web.comparison.words import Frame, find_manner

LINES, BARS = "courbes", "barres"
_YEARS: Final = 10
_OTHER_LEVELS: Final = typeset(
    "La courbe n’a que les colonnes de même niveau que la référence : à côté d’un niveau plus grand, elles "
    "s’écraseraient. Le tableau les a toutes."
)
BLOCKS_AT_MOST: Final = 20
"""Indicators drawn in one page; files have them all."""


@dataclass(frozen=True, slots=True)
class Block:
    """One indicator in a page: ``bars`` and ``lines`` are empty where there is nothing to draw; ``rows`` are
    those of the table by year; ``note`` says which columns the drawing leaves out."""

    indicator: Indicator
    label: str
    href: str
    bars: Markup
    lines: Markup
    rows: Markup
    sources: str
    note: str = ""


def build_blocks(
    selection: Selection, indicators: Iterable[Indicator], figures: SideBySide, frame: Frame
) -> list[Block]:
    """What the page draws of each indicator that has something to draw or to tell: lines and years in a
    retrospective, bars otherwise."""
    blocks: list[Block] = []
    for one in indicators:
        row = figures.find_row(one.slug)
        if len(blocks) < BLOCKS_AT_MOST and any(figure.value is not None for figure in row):
            years, is_drawn = selection.years, not selection.years
            blocks.append(build_block(selection, one, figures, frame, years=years, has_bars=is_drawn))
    return blocks


def build_block(
    selection: Selection,
    indicator: Indicator,
    figures: SideBySide,
    frame: Frame,
    *,
    years: int,
    has_bars: bool,
) -> Block:
    """``years``: how many the lines and the table have; none without."""
    found = figures.find_years(indicator.slug, years) if years else []
    row = figures.find_row(indicator.slug)
    shown = [figure for _, one in found for figure in one] or row
    manner = find_manner(indicator)
    return Block(
        indicator,
        typeset(indicator.label),
        selection.build_address(f"{PATH}/{manner.segment}", theme="", indicators=(), has_charts=False),
        draw(selection, indicator, figures, BARS, years) if has_bars else Markup(""),
        draw(selection, indicator, figures, LINES, years) if years else Markup(""),
        join_rows([draw_year(indicator, year, one, frame) for year, one in found]),
        ", ".join(
            filter(None, [typeset(" · ".join(name_sources(indicator.slug, shown))), word_period(shown)])
        ),
        _OTHER_LEVELS if years and len(list_joined(selection, indicator)) < len(row) else "",
    )


def list_joined(selection: Selection, indicator: Indicator) -> list[int]:
    """Ranks of the columns that have a line: all of them, but for amounts and numbers of people only those
    of the level of the reference, which the line of a région would flatten. Bars tell their values: they
    have all the columns."""
    level = selection.columns[selection.reference].kind
    everything = not find_manner(indicator).grows
    return [rank for rank, one in enumerate(selection.columns) if everything or one.kind == level]


def draw(selection: Selection, indicator: Indicator, figures: SideBySide, form: str, years: int) -> Markup:
    """The drawing asked; empty for categories, and when no column has enough values."""
    if indicator.is_categorical:
        return Markup("")
    unit, title = get_catalogue().units[indicator.unit].symbol, typeset(indicator.short_label)
    names = [name_short(selection, one) for one in selection.columns]
    if form == BARS:
        row = figures.find_row(indicator.slug)
        is_dated = len({one.year for one in row if one.value is not None}) > 1
        bars = [
            Bar(
                name,
                row[rank].figure,
                str(row[rank].year) if is_dated and row[rank].year else "",
                is_main=rank == selection.reference,
                is_reference=bool(selection.columns[rank].stat),
            )
            for rank, name in enumerate(names)
        ]
        return draw_bars(bars, title=title, unit=unit, decimals=indicator.decimals)
    found = figures.find_years(indicator.slug, years or _YEARS)[::-1]
    lines = [
        Line(
            names[rank], [_Dated(year, row[rank]) for year, row in found], is_main=rank == selection.reference
        )
        for rank in list_joined(selection, indicator)
    ]
    return draw_series(lines, title=title, unit=unit, decimals=indicator.decimals)


class _Dated:
    """A figure at its year, absences included: what drawings take."""

    def __init__(self, year: int, found: SideFigure) -> None:
        self.year, self.figure = year, found.figure


def list_sources(slug: str, figures: Iterable[SideFigure]) -> list[SourceInfo]:
    """The datasets of these figures; those that a computation of the portal rests on stand for it."""
    known = get_catalogue().datasets
    found: dict[str, SourceInfo] = {}
    for dataset in dict.fromkeys(one.dataset for one in figures if one.dataset):
        try:
            origins = [get_source(dataset)] if dataset in known else list_indicator_sources(slug)
        except UnknownDatasetError:
            continue
        for origin in origins:
            found.setdefault(origin.dataset, origin)
    return list(found.values())


def name_sources(slug: str, figures: Iterable[SideFigure]) -> list[str]:
    """« Insee, Populations de référence »."""
    return list(name_origins(list_sources(slug, figures)))


def word_period(shown: Iterable[SideFigure]) -> str:
    """« 2019-2023 », « 2023 »; empty without any value."""
    years = [one.year for one in shown if one.year and one.value is not None]
    return format_period(min(years), max(years)) if years else ""


def build_caption(
    selection: Selection, indicator: Indicator, shown: Sequence[SideFigure], form: str
) -> Caption:
    """What an image that leaves the page says around the drawing."""
    names = list_names(selection)
    if form == LINES:
        names = [names[rank] for rank in list_joined(selection, indicator)]
    licences = dict.fromkeys(one.licence for one in list_sources(indicator.slug, shown))
    address = selection.build_address(f"{PATH}/{find_manner(indicator).segment}", theme="", indicators=())
    return Caption(
        typeset(indicator.label),
        ", ".join(filter(None, [join_words(names), word_period(shown)])),
        (
            typeset(f"Source : {' ; '.join(name_sources(indicator.slug, shown))}. {' ; '.join(licences)}."),
            typeset(f"{settings.SITE_NAME}, {settings.SITE_URL}") + address,
        ),
    )
