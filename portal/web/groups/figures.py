"""The figures of a group in words, by theme, and what cannot be had, by reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.french import format_count, format_number, typeset
from portal.stats.addresses import indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import (
    GroupSheet,
    Refusal,
    Series,
    SourceInfo,
    UnknownDatasetError,
    find_category,
    get_source,
    list_indicator_sources,
)
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.exports.readme import name_origins

REASONS: Final[dict[Refusal, str]] = {
    Refusal.NEVER_AGGREGATED: "ne s’additionnent pas : médianes, taux votés, zonages et autres chiffres "
    "propres à chaque territoire",
    Refusal.NO_PARTS: "ne peuvent pas être recalculés : ce qui les compose n’est pas publié territoire par "
    "territoire",
    Refusal.OF_ACCOUNTS: "sont ceux des comptes de chaque collectivité",
    Refusal.NOT_ONLINE: "n’ont de chiffre pour aucun membre",
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    label: str
    href: str
    cell: Cell
    drawing: Markup


@dataclass(frozen=True, slots=True)
class FigureTheme:
    label: str
    segment: str
    rows: tuple[FigureRow, ...]
    sources: str
    accounts: bool
    """Whether amounts of accounts are added up: those of the members, none of other authorities."""


@dataclass(frozen=True, slots=True)
class RefusedList:
    """``sentence`` counts them; ``entries`` are (label, page of the indicator)."""

    sentence: str
    entries: tuple[tuple[str, str], ...]


def build_themes(sheet: GroupSheet) -> list[FigureTheme]:
    """The themes of which something is known, in the order of the catalogue."""
    catalogue = get_catalogue()
    by_theme: dict[str, list[Series]] = {}
    for one in catalogue.list_public_indicators():
        series = sheet.series.get(one.slug)
        if series is not None and series.latest is not None:
            by_theme.setdefault(one.theme, []).append(series)
    return [
        FigureTheme(
            typeset(catalogue.themes[slug].label),
            write_segment(slug),
            tuple(_build_row(series) for series in found),
            " · ".join(name_sources(found)),
            any(series.indicator.adds_up_among_peers for series in found),
        )
        for slug, found in by_theme.items()
    ]


def _build_row(series: Series) -> FigureRow:
    indicator = series.indicator
    unit = get_catalogue().units[indicator.unit]
    drawing = Markup("")
    if not indicator.is_categorical and len(series.points) > 2:
        drawing = draw_sparkline(
            series.points,
            label=typeset(indicator.short_label),
            unit=unit.symbol,
            decimals=indicator.decimals,
            compact=True,
        )
    return FigureRow(typeset(indicator.label), indicator_path(indicator.slug), write_latest(series), drawing)


def write_latest(series: Series) -> Cell:
    """The latest figure as the words of a cell."""
    indicator, point = series.indicator, series.latest
    if point is None:
        return write_cell(None)
    category = None
    if indicator.is_categorical and point.figure.value is not None:
        known = find_category(indicator.slug, point.figure.value)
        category = known.label if known else format_number(point.figure.value)
    return write_cell(
        point.figure,
        symbol=get_catalogue().units[indicator.unit].symbol,
        decimals=indicator.decimals,
        year=point.year,
        category=category,
    )


def list_sources(found: Sequence[Series]) -> list[SourceInfo]:
    """The datasets behind these series, each once; those that a computed figure rests on."""
    sources: dict[str, SourceInfo] = {}
    for series in found:
        try:
            known = [get_source(series.dataset)] if series.dataset in get_catalogue().datasets else None
        except UnknownDatasetError:
            known = None
        for source in known or list_indicator_sources(series.indicator.slug, "commune"):
            sources.setdefault(source.dataset, source)
    return list(sources.values())


def name_sources(found: Sequence[Series]) -> list[str]:
    """« Insee, Populations de référence »."""
    return list(name_origins(list_sources(found)))


def build_refusals(sheet: GroupSheet, member_kind: str) -> list[RefusedList]:
    """What cannot be had of what exists at the level of the members, said by reason."""
    indicators = get_catalogue().indicators
    found = []
    for reason, words in REASONS.items():
        entries = tuple(
            (typeset(indicators[slug].label), indicator_path(slug))
            for slug, one in sheet.refusals.items()
            if one is reason and member_kind in indicators[slug].levels
        )
        if entries:
            count = format_count(len(entries), "indicateur", "indicateurs")
            sentence = words if len(entries) > 1 else f"{words} (un seul indicateur)"
            found.append(RefusedList(f"{count} {sentence}.", entries))
    return found
