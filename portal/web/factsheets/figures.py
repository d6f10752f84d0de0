"""What a sheet says of one series, in words and in a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from portal.kernel.french import format_number, format_ordinal, format_with_unit, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import (
    Comparison,
    Point,
    Series,
    SourceInfo,
    UnknownDatasetError,
    find_category,
    get_data_version,
    get_source,
    list_indicator_sources,
)
from portal.stats.queries.boards import BoardPlan
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.exports.readme import name_origins
from portal.ui.sentences import SMALLEST_GROUP


@lru_cache(maxsize=2048)
def write_label(label: str) -> str:
    """The label of an indicator as French prints it: typed with plain apostrophes, shown on every page."""
    return typeset(label)


def is_common(comparison: Comparison) -> bool:
    """Whether the territory shares its value with nearly all of the group: nothing to compare nor rank."""
    summary = comparison.summary
    return comparison.is_tied and summary.q10 is not None and summary.q10 == summary.q90


def write_latest(series: Series, unit: Unit) -> Cell:
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


def write_median(comparison: Comparison | None, unit: Unit, indicator: Indicator) -> str:
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


def write_rank(comparison: Comparison | None, kind: str) -> str:
    """« 1re sur 332 » for a commune, « 1er ex æquo sur 101 » for a département; 1 is the highest value."""
    if comparison is None or comparison.rank is None or comparison.summary.n < 2:
        return ""
    if is_common(comparison):
        return ""
    tie = " ex æquo" if comparison.is_tied else ""
    ordinal = format_ordinal(comparison.rank, feminine=kind != "departement")
    return f"{ordinal}{tie} sur {format_number(comparison.summary.n)}"


def draw_series(series: Series, unit: Unit, *, compact: bool) -> Markup:
    if series.indicator.is_categorical:
        return Markup("")
    return draw_sparkline(
        series.points,
        label=write_label(series.indicator.short_label),
        unit=unit.symbol,
        decimals=series.indicator.decimals,
        compact=compact,
    )


def list_series_sources(series: Series) -> tuple[SourceInfo, ...]:
    """Where the latest point comes from."""
    return list_point_sources(series.indicator.slug, series.latest) if series.latest else ()


def list_point_sources(slug: str, point: Point) -> tuple[SourceInfo, ...]:
    """Where a point comes from: one dataset, or those that a computed figure rests on."""
    return _find_origins(get_data_version(), slug, point.dataset, point.kind).sources


def name_sources(series: Series) -> tuple[str, ...]:
    return name_point_sources(series.indicator.slug, series.latest) if series.latest else ()


def name_point_sources(slug: str, point: Point) -> tuple[str, ...]:
    """« Insee, Populations de référence »: where a point comes from, in words."""
    return _find_origins(get_data_version(), slug, point.dataset, point.kind).names


@lru_cache(maxsize=8)
def _keep_origins(plan: BoardPlan) -> dict[int, Origins]:
    """What was looked for so far of the cells of a plan."""
    return {}


def find_origins(plan: BoardPlan, cell: int) -> Origins:
    """Where the figures of a cell of a plan come from: the same for all territories, looked for once."""
    kept = _keep_origins(plan)
    if cell not in kept:
        place = plan.places[cell]
        slug = plan.slugs[plan.owners[cell]]
        kept[cell] = _find_origins(get_data_version(), slug, place.dataset, plan.kind)
    return kept[cell]


@dataclass(frozen=True, slots=True)
class Origins:
    """The datasets behind a figure, and their names with their producers'."""

    sources: tuple[SourceInfo, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=2048)
def _find_origins(version: str, slug: str, dataset: str, kind: str) -> Origins:
    """The same for all territories until ``version`` changes: looked for once."""
    catalogue = get_catalogue()
    try:
        found = [get_source(dataset)] if dataset in catalogue.datasets else list_indicator_sources(slug, kind)
    except UnknownDatasetError:
        found = []
    return Origins(tuple(found), name_origins(found))


def forget_origins() -> None:
    """Drop what is kept: for tests."""
    _find_origins.cache_clear()
    _keep_origins.cache_clear()
