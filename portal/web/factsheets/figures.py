"""Key figures and themes of a sheet: what is shown of each series, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from portal.kernel.french import format_number, format_ordinal, format_with_unit
from portal.stats.addresses import indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Theme, Unit
from portal.stats.queries import (
    Comparison,
    Series,
    Sheet,
    SourceInfo,
    UnknownDatasetError,
    find_category,
    get_data_version,
    get_source,
    list_indicator_sources,
)
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.rows import draw_row
from portal.web.factsheets.sentences import SMALLEST_GROUP, Measure, capitalise, write_comparison
from portal.web.factsheets.wording import GroupWords

KEY_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One key figure. ``sentences`` compare it, ``rank`` is « 12e sur 332 communes … » or empty."""

    label: str
    cell: Cell
    sentences: tuple[str, ...]
    rank: str
    sparkline: Markup
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator in its theme: its value, and the row that shows it among those of its groups."""

    cell: Cell
    html: Markup


@dataclass(frozen=True, slots=True)
class ThemeTable:
    """A theme: its rows, and where they come from (« Insee, Populations de référence »)."""

    slug: str
    label: str
    rows: tuple[Row, ...]
    sources: tuple[str, ...]
    is_computed: bool
    """Every value was computed here from members or other figures."""


def build_tiles(sheet: Sheet, groups: Sequence[GroupWords]) -> list[Tile]:
    """The key figures of the level, at most six, leaving out those this territory has nothing about.

    ``groups`` are those it is compared with, the first one giving its rank.
    """
    catalogue = get_catalogue()
    chosen = [one for one in catalogue.list_key_figures(sheet.kind) if one.slug in sheet.series]
    tiles = [_build_tile(sheet, one, catalogue, groups) for one in chosen]
    return [tile for tile in tiles if tile.cell.year is not None][:KEY_FIGURES]


def _build_tile(
    sheet: Sheet, indicator: Indicator, catalogue: Catalogue, groups: Sequence[GroupWords]
) -> Tile:
    series, unit = sheet.series[indicator.slug], catalogue.units[indicator.unit]
    comparisons = sheet.comparisons[indicator.slug]
    return Tile(
        label=indicator.short_label,
        cell=_write_latest(series, unit),
        sentences=tuple(_write_sentences(series, unit, comparisons, groups)),
        rank=_write_full_rank(comparisons.get(groups[0].grouping), groups[0], sheet.kind) if groups else "",
        sparkline=_draw(series, unit, compact=False),
        source=describe_source(series),
    )


def _write_sentences(
    series: Series, unit: Unit, comparisons: Mapping[str, Comparison], groups: Sequence[GroupWords]
) -> Iterable[str]:
    point = series.latest
    if point is None or point.figure.value is None:
        return
    if series.indicator.is_categorical:
        category = find_category(series.indicator.slug, point.figure.value)
        if category and category.description:
            yield f"{capitalise(category.description)}."
        return
    measure = Measure(unit.dimension, unit.symbol, series.indicator.decimals, unit.difference)
    for group in groups:
        comparison = comparisons.get(group.grouping)
        if comparison is None or comparison.year != point.year or _is_common(comparison):
            continue
        sentence = write_comparison(
            point.figure.value,
            comparison.summary.median,
            f"des {group.members}",
            measure,
            size=comparison.summary.n,
        )
        if sentence:
            yield f"{capitalise(sentence)}."


def _is_common(comparison: Comparison) -> bool:
    """Whether the territory shares its value with nearly all of the group: nothing to compare nor rank."""
    summary = comparison.summary
    return comparison.is_tied and summary.q10 is not None and summary.q10 == summary.q90


def build_themes(sheet: Sheet, groups: Sequence[GroupWords]) -> list[ThemeTable]:
    """Themes in the catalogue's order, each with the indicators that this territory has."""
    catalogue = get_catalogue()
    shown = [series for series in sheet.series.values() if series.latest is not None]
    return [
        _build_theme(sheet, catalogue.themes[theme], list(members), groups)
        for theme, members in groupby(shown, key=lambda series: series.indicator.theme)
    ]


def _build_theme(
    sheet: Sheet, theme: Theme, members: list[Series], groups: Sequence[GroupWords]
) -> ThemeTable:
    rows = tuple(_build_row(sheet, series, groups) for series in members)
    return ThemeTable(
        slug=theme.slug.replace("_", "-"),
        label=theme.label,
        rows=rows,
        sources=tuple(dict.fromkeys(one for series in members for one in _name_sources(series))),
        is_computed=all(row.cell.origin for row in rows if not row.cell.absence),
    )


def _build_row(sheet: Sheet, series: Series, groups: Sequence[GroupWords]) -> Row:
    indicator, unit = series.indicator, get_catalogue().units[series.indicator.unit]
    found = sheet.comparisons[indicator.slug]
    comparisons = [found.get(group.grouping) for group in groups]
    columns = [
        ("oc-number", group.median, _write_median(one, unit, indicator))
        for group, one in zip(groups, comparisons, strict=True)
    ]
    if groups:
        columns.append(("", groups[0].rank, _write_rank(comparisons[0], sheet.kind)))
    cell = _write_latest(series, unit)
    anchor, href = write_segment(indicator.slug), indicator_path(indicator.slug)
    drawing = _draw(series, unit, compact=True)
    return Row(cell, draw_row(anchor, indicator.label, href, cell, columns, drawing))


def _write_latest(series: Series, unit: Unit) -> Cell:
    point = series.latest
    if point is None:
        return write_cell(None)
    value, indicator = point.figure.value, series.indicator
    category = None
    if indicator.is_categorical and value is not None:
        known = find_category(indicator.slug, value)
        category = known.label if known else format_number(value)
    return write_cell(
        point.figure,
        symbol=unit.symbol,
        decimals=indicator.decimals,
        year=point.year,
        category=category,
    )


def _write_median(comparison: Comparison | None, unit: Unit, indicator: Indicator) -> str:
    """The median of a group worth one, or nothing."""
    if comparison is None or comparison.summary.median is None:
        return ""
    if comparison.summary.n < SMALLEST_GROUP:
        return ""
    return _format_median(comparison.summary.median, unit.symbol, indicator.decimals)


@lru_cache(maxsize=32768)
def _format_median(median: float, symbol: str, decimals: int) -> str:
    """Written once for all the territories of a group."""
    return format_with_unit(median, symbol, decimals)


def _write_rank(comparison: Comparison | None, kind: str) -> str:
    """« 1re sur 332 » for a commune, « 1er ex æquo sur 101 » for a département; 1 is the highest value."""
    if comparison is None or comparison.rank is None or comparison.summary.n < 2:
        return ""
    if _is_common(comparison):
        return ""
    tie = " ex æquo" if comparison.is_tied else ""
    ordinal = format_ordinal(comparison.rank, feminine=kind != "departement")
    return f"{ordinal}{tie} sur {format_number(comparison.summary.n)}"


def _write_full_rank(comparison: Comparison | None, group: GroupWords, kind: str) -> str:
    rank = _write_rank(comparison, kind)
    return f"{rank} {group.members}" if rank else ""


def _draw(series: Series, unit: Unit, *, compact: bool) -> Markup:
    if series.indicator.is_categorical:
        return Markup("")
    return draw_sparkline(
        series.points,
        label=series.indicator.short_label,
        unit=unit.symbol,
        decimals=series.indicator.decimals,
        compact=compact,
    )


def list_series_sources(series: Series) -> tuple[SourceInfo, ...]:
    """Where the latest point comes from: one dataset, or those that a computed figure rests on."""
    point = series.latest
    if point is None:
        return ()
    return _find_origins(get_data_version(), series.indicator.slug, point.dataset).sources


def describe_source(series: Series) -> str:
    """« Insee, Populations de référence »; several are joined."""
    return " ; ".join(_name_sources(series))


def _name_sources(series: Series) -> tuple[str, ...]:
    point = series.latest
    if point is None:
        return ()
    return _find_origins(get_data_version(), series.indicator.slug, point.dataset).names


@dataclass(frozen=True, slots=True)
class _Origins:
    """The datasets behind a figure, and their names with their producers'."""

    sources: tuple[SourceInfo, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=2048)
def _find_origins(version: str, slug: str, dataset: str) -> _Origins:
    """The same for all territories until ``version`` changes: looked for once."""
    catalogue = get_catalogue()
    try:
        found = [get_source(dataset)] if dataset in catalogue.datasets else list_indicator_sources(slug)
    except UnknownDatasetError:
        found = []
    producers = [catalogue.producers[catalogue.datasets[one.dataset].producer] for one in found]
    names = (f"{producer.acronym}, {one.title}" for producer, one in zip(producers, found, strict=True))
    return _Origins(tuple(found), tuple(names))


def forget_origins() -> None:
    """Drop what is kept: for tests."""
    _find_origins.cache_clear()
