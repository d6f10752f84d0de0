"""Key figures: those of the zone beside those of the territory around it, or the middle of its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Absence, Figure, Origin, Status
from portal.kernel.french import format_count, format_number, format_percent, plural, typeset
from portal.stats.addresses import explore_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.panels import KeyFigures
from portal.stats.queries import list_indicator_sources
from portal.stats.queries.side_by_side import SideColumn, SideFigure
from portal.territories.lists.members import NOUNS
from portal.ui.cells import Cell, word_figure_state, write_cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.exports.tables import Column, NumberFormat, Table
from portal.ui.key_figures import draw_key_figure
from portal.ui.sentences import (
    SMALLEST_GROUP,
    capitalise,
    word_status,
    write_comparison_with,
    write_evolution,
)
from portal.ui.sentences.comparison import name_median
from portal.web.explore.dashboards.content import Content, build_source
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading
from portal.web.explore.dashboards.shown import PanelSource
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure

_CURRENT_EUROS = " (euros courants)"


_NO_GAP: Final = frozenset({Absence.NOT_AVAILABLE, Absence.INCOMPLETE})
"""A year that the source does not have in full is no gap of a territory: its line passes over it."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure: ``compared`` is the same of what it is compared with, in the year nearest to its own."""

    indicator: Indicator
    figure: SideFigure
    sentences: tuple[str, ...]
    sparkline: Markup
    source: PanelSource | None
    compared: SideFigure | None

    @property
    def cell(self) -> Cell:
        symbol = get_catalogue().units[self.indicator.unit].symbol
        figure, decimals = self.figure.figure, self.indicator.decimals
        return write_cell(figure, symbol=symbol, decimals=decimals, year=self.figure.year)


def build_key_figures(panel: KeyFigures, reading: PanelReading) -> Content:
    """Raises NothingToShow when not one of them is known."""
    found = list_key_figures(panel, reading)
    known = [one for one in found if one.figure.value is not None]
    if not known:
        raise NothingToShow(f"Aucun de ces chiffres n’est connu pour {reading.zone.subject}.")
    members = NOUNS[reading.choose_level(panel)][1]
    return Content(
        title="Chiffres clés" if panel.of == "zone" else f"La médiane des {members}",
        headline=write_headline(known[0]) if panel.of == "zone" else "",
        tabulate=partial(_tabulate, found, panel, reading),
        shown=Markup("").join(_draw(one, reading) for one in found),
        sources=tuple(one.source for one in found if one.source),
    )


def list_key_figures(panel: KeyFigures, reading: PanelReading) -> list[KeyFigure]:
    """All those of the panel, known or not."""
    read = _read_zone if panel.of == "zone" else _read_members
    return [read(reading, slug, reading.choose_level(panel)) for slug in panel.indicators]


def _read_zone(reading: PanelReading, slug: str, level: str) -> KeyFigure:
    """The zone's own figure, of the year asked or of the last one before it."""
    indicator, figures = get_catalogue().indicators[slug], reading.zone_figures
    points = _until(figures.own, slug, reading.asked.year)
    figure = _find_latest(points) or figures.own.name_nothing(slug)
    compared = _find_near(figures.wider, slug, figure) if figures.wider else None
    sentences = [_write_beside(indicator, figure, compared, reading), _write_past(indicator, points)]
    return _build(indicator, figure, sentences, points, compared, level)


def _read_members(reading: PanelReading, slug: str, level: str) -> KeyFigure:
    """The median of the members, beside that of all those of France."""
    indicator = get_catalogue().indicators[slug]
    try:
        explored = reading.explore(slug, level)
    except NothingToShow:
        return _build(indicator, reading.zone_figures.middle.name_nothing(slug), [], [], None, level)
    column = explored.column
    values = column.values[column.known] if column else np.array([])
    if column is None or len(values) < SMALLEST_GROUP:
        return _build(indicator, reading.zone_figures.middle.name_nothing(slug), [], [], None, level)
    median = SideFigure(
        column.year, float(np.median(values)), origin=Origin.AGGREGATED, dataset=column.dataset
    )
    is_extract = _is_extract(slug, column.dataset, level)
    compared = None if is_extract else _find_near(reading.zone_figures.middle, slug, median)
    sentences = [_tell_known(explored, len(values))]
    if reading.zone.kind != "france" and compared and compared.value is not None and median.value is not None:
        words = name_median(f"des {explored.nouns[1]} de France")
        measure = build_measure(indicator)
        sentences.append(
            write_comparison_with(
                median.value, compared.value, words, measure, year=median.year, reference_year=compared.year
            )
        )
    return _build(indicator, median, sentences, [], compared, level)


def _tell_known(explored: Explored, known: int) -> str:
    """« médiane des 78 communes qui ont une valeur, sur 124 »; empty where all have one."""
    total = len(explored.positions)
    if known == total:
        return ""
    counted = format_count(known, *explored.nouns)
    return f"médiane des {counted} qui ont une valeur, sur {format_number(total)}"


def _is_extract(slug: str, dataset: str, level: str) -> bool:
    """Whether only a part of the source is at hand: the middle of its territories is not that of France."""
    origins = list_indicator_sources(slug, level)
    own = [one for one in origins if one.dataset == dataset]
    return any(one.extract for one in own or origins)


def _build(
    indicator: Indicator,
    figure: SideFigure,
    sentences: Sequence[str],
    points: Sequence[SideFigure],
    compared: SideFigure | None,
    level: str,
) -> KeyFigure:
    unit = get_catalogue().units[indicator.unit]
    dated = [one for one in points if one.year is not None and one.figure.absence not in _NO_GAP]
    drawing = draw_sparkline(
        [_Dated(one.year or 0, one.figure) for one in dated],
        label=typeset(indicator.short_label),
        unit=unit.symbol,
        decimals=indicator.decimals,
        described=False,
    )
    source = build_source(indicator, figure.dataset, [figure.year], level) if figure.year else None
    told = tuple(typeset(f"{capitalise(one)}.") for one in sentences if one)
    return KeyFigure(indicator, figure, told, drawing, source, compared)


@dataclass(frozen=True, slots=True)
class _Dated:
    year: int
    figure: Figure


def _until(column: SideColumn, slug: str, year: int | None) -> list[SideFigure]:
    """All its figures, up to the year asked when there is one."""
    return [one for one in column.list_figures(slug) if year is None or (one.year or 0) <= year]


def _find_latest(points: Sequence[SideFigure]) -> SideFigure | None:
    valued = (one for one in reversed(points) if one.value is not None)
    return next(valued, points[-1] if points else None)


def _find_near(column: SideColumn, slug: str, figure: SideFigure) -> SideFigure | None:
    """The figure of the same year, else the last one before it."""
    if figure.value is None or figure.year is None:
        return None
    same = column.find_year(slug, figure.year)
    if same.value is not None:
        return same
    found = _find_latest(_until(column, slug, figure.year))
    return found if found and found.value is not None else None


def _write_beside(
    indicator: Indicator, figure: SideFigure, compared: SideFigure | None, reading: PanelReading
) -> str:
    """« 2,1 points de plus que la région Bretagne (12,3 %) », « 33 % de la région Bretagne »."""
    words = reading.zone_figures.wider_words
    if words is None or compared is None or compared.value is None or figure.value is None:
        return ""
    unit = get_catalogue().units[indicator.unit]
    if not unit.grows_with_size:
        return write_comparison_with(
            figure.value,
            compared.value,
            words,
            build_measure(indicator),
            year=figure.year,
            reference_year=compared.year,
        )
    adds_up = indicator.aggregate == "sum" and compared.year == figure.year
    if not adds_up or compared.value <= 0 or figure.value < 0:
        return ""
    return f"{format_percent(100 * figure.value / compared.value)} du total {words.of}"


def _write_past(indicator: Indicator, points: Sequence[SideFigure]) -> str:
    """« en hausse de 4,2 % depuis 2017 »: since the last break of the series."""
    known = [one for one in points if one.value is not None]
    breaks = [rank for rank, one in enumerate(known) if one.status is Status.BREAK]
    since = known[breaks[-1] :] if breaks else known
    if len(since) < 2 or indicator.is_categorical:
        return ""
    first, last = since[0], since[-1]
    if first.value is None or last.value is None or first.year is None or last.year is None:
        return ""
    measure = build_measure(indicator)
    told = write_evolution(first.value, last.value, measure, since=first.year, until=last.year)
    return f"{told}{_CURRENT_EUROS}" if told and measure.dimension == "money" else told


def write_headline(one: KeyFigure) -> str:
    """« Population municipale : 1 118 600 habitants en 2023, en hausse de 7,2 % depuis 2013. »"""
    unit = get_catalogue().units[one.indicator.unit]
    value = one.figure.value
    noun = unit.plural if value is None else plural(value, unit.singular, unit.plural)
    text = one.cell.text if unit.symbol else f"{one.cell.text} {noun}"
    state = word_status(one.figure.status)
    told = [
        f"{one.indicator.label} : {text} en {one.figure.year}{state}",
        *(_uncapitalise(s) for s in one.sentences),
    ]
    return typeset(f"{', '.join(told)}.")


def _uncapitalise(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _draw(one: KeyFigure, reading: PanelReading) -> Markup:
    own = reading.zone.territory
    href = explore_path(one.indicator.slug, zone=reading.zone.key) if own else ""
    return draw_key_figure(
        typeset(one.indicator.short_label),
        one.cell,
        href=href or indicator_path(one.indicator.slug),
        sentences=one.sentences,
        sparkline=str(one.sparkline),
        source=one.source.producer if one.source else "",
    )


def _tabulate(found: Sequence[KeyFigure], panel: KeyFigures, reading: PanelReading) -> Table:
    words = reading.zone_figures.wider_words
    own, beside = reading.zone.name, words.bare if words else "ensemble"
    if panel.of == "members":
        members = NOUNS[reading.choose_level(panel)][1]
        own, beside = typeset(f"Médiane des {members}"), typeset(f"médiane des {members} de France")
    catalogue = get_catalogue()
    rows = [
        (
            typeset(one.indicator.label),
            catalogue.units[one.indicator.unit].symbol or catalogue.units[one.indicator.unit].plural,
            one.figure.year,
            one.figure.value,
            word_figure_state(one.figure.figure),
            one.compared.value if one.compared else None,
            one.compared.year if one.compared else None,
        )
        for one in found
    ]
    return Table(
        "Chiffres clés",
        typeset(f"Chiffres clés {reading.zone.of_name}"),
        (
            Column("indicateur", "Indicateur"),
            Column("unite", "Unité"),
            Column("annee", "Année", "year"),
            Column("valeur", own, "number"),
            Column("statut", "Statut"),
            Column("comparaison", capitalise(beside), "number"),
            Column("annee_comparaison", "Année de comparaison", "year"),
        ),
        rows,
        [NumberFormat(one.indicator.decimals, catalogue.units[one.indicator.unit].symbol) for one in found],
    )
