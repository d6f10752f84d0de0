"""Key figures of a sheet: each with its comparison, its rank, its evolution and its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import Comparison, Series, Sheet, find_category
from portal.ui.cells import Cell
from portal.ui.sentences import Measure, capitalise, write_comparison
from portal.web.factsheets.figures import (
    draw_series,
    is_common,
    name_sources,
    write_label,
    write_latest,
    write_rank,
)
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


def build_tiles(sheet: Sheet, groups: Sequence[GroupWords]) -> list[Tile]:
    """The key figures of the level, at most six, leaving out those this territory has nothing about.

    One that is secret or not available gives its place to the next that has a value. ``groups`` are
    those it is compared with, the first one giving its rank.
    """
    catalogue = get_catalogue()
    chosen = [one for one in catalogue.list_key_figures(sheet.kind) if one.slug in sheet.series]
    tiles = [_build_tile(sheet, one, catalogue, groups) for one in chosen]
    known = [tile for tile in tiles if tile.cell.year is not None]
    return sorted(known, key=lambda tile: tile.cell.absence is not None)[:KEY_FIGURES]


def _build_tile(
    sheet: Sheet, indicator: Indicator, catalogue: Catalogue, groups: Sequence[GroupWords]
) -> Tile:
    series, unit = sheet.series[indicator.slug], catalogue.units[indicator.unit]
    comparisons = sheet.comparisons[indicator.slug]
    return Tile(
        label=write_label(indicator.short_label),
        cell=write_latest(series, unit),
        sentences=tuple(_write_sentences(series, unit, comparisons, groups)),
        rank=_write_full_rank(comparisons.get(groups[0].grouping), groups[0], sheet.kind) if groups else "",
        sparkline=draw_series(series, unit, compact=False),
        source=_describe_source(series),
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
        if comparison is None or comparison.year != point.year or is_common(comparison):
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


def _write_full_rank(comparison: Comparison | None, group: GroupWords, kind: str) -> str:
    rank = write_rank(comparison, kind)
    return f"{rank} {group.members}" if rank else ""


def _describe_source(series: Series) -> str:
    """« Insee, Populations de référence »; several are joined."""
    return " ; ".join(name_sources(series))
