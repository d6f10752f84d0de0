"""« Répartition »: how many territories have which values, and where the reader's is among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Absence
from portal.kernel.french import fix_name, format_count, format_number, format_percent, typeset
from portal.stats.queries.exploring import Floats, ZoneColumn
from portal.ui.charts.bins import Bins, cut_bins, word_bin
from portal.ui.charts.histogram import (
    Spot,
    build_histogram_twin,
    draw_histogram,
    find_quartiles,
)
from portal.ui.charts.tables import Twin
from portal.ui.exports.tables import Column, Table, Value
from portal.ui.sentences import SMALLEST_GROUP
from portal.ui.sentences.distribution import write_fullest, write_gathered
from portal.ui.words import word_absence
from portal.web.explore.asked import DISTRIBUTION
from portal.web.explore.charts.captions import name_sources, write_caption
from portal.web.explore.charts.categories import (
    build_categories_twin,
    count_categories,
    draw_categories,
)
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import summarise as summarise_zone
from portal.web.explore.view import View


@dataclass(frozen=True, slots=True)
class DistributionShown:
    """``drawing`` is empty where there are too few values to draw, which ``note`` says."""

    drawing: Markup
    caption: str
    twin: Twin | None
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Reading:
    """The values of the column and their bins."""

    explored: Explored
    column: ZoneColumn

    @cached_property
    def values(self) -> Floats:
        return self.column.values[self.column.known]

    @cached_property
    def bins(self) -> Bins:
        return cut_bins(self.values, self.explored.indicator.decimals)

    @property
    def is_told(self) -> bool:
        """Whether enough members have a value for their quartiles to be those of the zone."""
        return 2 * len(self.values) >= len(self.column)

    @property
    def is_drawn(self) -> bool:
        return len(self.values) >= SMALLEST_GROUP and len(self.bins.bins) > 1


def _read(explored: Explored) -> _Reading | None:
    return _Reading(explored, explored.column) if explored.column else None


def present(explored: Explored) -> DistributionShown:
    """The drawing, its table and what they leave out."""
    reading = _read(explored)
    if reading is None:
        return DistributionShown(Markup(""), "", None, ())
    sources = name_sources(explored.indicator.slug, explored.level, [explored.dataset])
    caption = write_caption(explored, len(reading.values), str(explored.year), explored.unit, sources)
    return DistributionShown(draw(explored), caption, _build_twin(reading), tuple(_list_notes(reading)))


def _build_twin(reading: _Reading) -> Twin | None:
    explored = reading.explored
    noun = explored.nouns[1]
    caption = typeset(f"{explored.indicator.label}, {explored.year} : nombre de {noun} {{of}}")
    if not len(reading.values):
        return None
    if explored.indicator.is_categorical:
        counted = count_categories(explored, reading.column.values)
        return build_categories_twin(explored, counted, caption.format(of="par catégorie"))
    return build_histogram_twin(
        reading.bins,
        caption=caption.format(of="par tranche de valeurs"),
        heading="Tranche",
        members=noun,
        unit=explored.unit,
    )


def _list_notes(reading: _Reading) -> Iterator[str]:
    explored = reading.explored
    noun = explored.nouns[1]
    if explored.indicator.is_categorical or not len(reading.values):
        return
    if len(reading.bins.bins) < 2:
        yield "Toutes les valeurs sont égales : il n’y a pas de répartition à dessiner."
    elif not reading.is_drawn:
        yield f"Moins de {SMALLEST_GROUP} valeurs : le tableau les dit mieux qu’un dessin."
    elif not reading.is_told:
        yield (
            f"Moins de la moitié des {noun} ont une valeur : ni la médiane ni les quartiles ne seraient ceux "
            "de l’ensemble."
        )
    else:
        yield (
            f"Un quart des {noun} sont au-dessous du 1er quartile, la moitié au-dessous de la médiane, un "
            "quart au-dessus du 3e quartile."
        )
    for rank, one in enumerate(reading.bins.bins):
        if one.is_gathered:
            words = word_bin(reading.bins, rank, explored.unit)
            gathered = write_gathered(words, one.count, explored.nouns)
            yield f"{gathered} Sa barre, à part, est hors de l’échelle de l’axe."


def summarise(explored: Explored) -> str:
    """The middle of the zone, the fullest bin, the ends, the reader's territory, what is missing."""
    told = list(summarise_zone(explored))
    if bins := summarise_bins(explored):
        told.insert(1, bins)
    return typeset(" ".join(told))


def summarise_bins(explored: Explored) -> str:
    """The fullest bin; empty where no bins are drawn."""
    reading = _read(explored)
    if reading is None or explored.indicator.is_categorical or not reading.is_drawn:
        return ""
    bins = reading.bins
    fullest = max(range(len(bins.bins)), key=lambda rank: bins.bins[rank].count)
    words = word_bin(bins, fullest, explored.unit)
    told = write_fullest(words, bins.bins[fullest].count, bins.total, explored.nouns)
    return typeset(" ".join([*_tell_signs(reading), told]))


def _tell_signs(reading: _Reading) -> Iterator[str]:
    """« Au-dessus de zéro : 240 communes (72 %) ; au-dessous : 75. », of the values as they are written."""
    shown = np.round(reading.values, reading.explored.indicator.decimals)
    above, below = int((shown > 0).sum()), int((shown < 0).sum())
    if above and below:
        counted = format_count(above, *reading.explored.nouns)
        share = format_percent(100 * above / len(shown), 0)
        yield f"Au-dessus de zéro : {counted} ({share}) ; au-dessous : {format_number(below)}."


def draw(explored: Explored) -> Markup:
    """The histogram, or the bars of categories; empty where there is too little to draw."""
    reading = _read(explored)
    if reading is None:
        return Markup("")
    if explored.indicator.is_categorical:
        counted = count_categories(explored, reading.column.values)
        return draw_categories(explored, counted) if counted else Markup("")
    if not reading.is_drawn:
        return Markup("")
    return draw_histogram(
        reading.bins,
        title=typeset(f"{explored.indicator.label}, {explored.year} : répartition"),
        members=explored.nouns[1],
        quartiles=find_quartiles(reading.values) if reading.is_told else None,
        unit=explored.unit,
        decimals=explored.indicator.decimals,
        here=_find_here(explored, reading.column),
    )


def _find_here(explored: Explored, column: ZoneColumn) -> Spot | None:
    place = explored.here
    if place is None or not column.known[place]:
        return None
    return Spot(fix_name(explored.get_member(place).name), float(column.values[place]))


_COUNTS: Final = (
    Column("effectif", "Nombre de territoires", "number", 0),
    Column("part", "Part de ceux qui ont une valeur", "number", 2, "%"),
)


def tabulate(explored: Explored) -> Table:
    """One row a bin or a category, then one for each reason of absence, without a share."""
    reading = _read(explored)
    title = typeset(
        f"{explored.indicator.label}, {explored.year or 'aucune année'} : répartition des "
        f"{explored.nouns[1]} {explored.zone.of_name}"
    )
    if explored.indicator.is_categorical:
        columns = (Column("categorie", "Catégorie"), *_COUNTS)
        rows = list(_list_category_rows(reading)) if reading else []
        return Table("répartition", title, columns, rows)
    bounds = (
        Column("tranche", "Tranche"),
        Column("de", "De", "number", None, explored.unit),
        Column("a", "À moins de (dernière tranche : à)", "number", None, explored.unit),
    )
    return Table("répartition", title, (*bounds, *_COUNTS), list(_list_bin_rows(reading)) if reading else [])


def _list_category_rows(reading: _Reading) -> Iterator[tuple[Value, ...]]:
    counted = count_categories(reading.explored, reading.column.values)
    total = sum(one.count for one in counted)
    for one in counted:
        yield one.label, one.count, 100 * one.count / total
    for label, count in _list_absences(reading.column):
        yield label, count, None


def _list_bin_rows(reading: _Reading) -> Iterator[tuple[Value, ...]]:
    bins = reading.bins
    for rank, one in enumerate(bins.bins):
        ends = [bound if np.isfinite(bound) else None for bound in (one.low, one.high)]
        share = 100 * one.count / bins.total
        yield word_bin(bins, rank, reading.explored.unit), *ends, one.count, share
    for label, count in _list_absences(reading.column):
        yield label, None, None, count, None


def _list_absences(column: ZoneColumn) -> Iterator[tuple[str, int]]:
    """« sans valeur : secret statistique », 12."""
    counts = np.bincount(column.absence, minlength=len(Absence))
    for reason in Absence:
        if reason and counts[reason]:
            yield typeset(f"sans valeur : {word_absence(reason).label}"), int(counts[reason])


REPARTITION: Final = View(
    DISTRIBUTION, "Répartition", "explore/views/repartition.html", present, summarise, draw, tabulate
)
