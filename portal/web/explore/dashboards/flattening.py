"""A whole dashboard as one long table, for programs: one row a panel, territory, indicator and year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from portal.kernel.figures import Absence
from portal.kernel.french import typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.panels import Changes, Evolution, KeyFigures
from portal.stats.queries import find_category
from portal.stats.queries.exploring import ZoneColumn, read_zone_column
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports.tables import Column, Table, Value
from portal.ui.words import word_absence
from portal.web.explore.changing import find_years
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.panels.key_figures import list_key_figures
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading, name_member
from portal.web.explore.dashboards.shown import ShownDashboard, ShownPanel
from portal.web.explore.reading import Explored

_COLUMNS: Final = (
    Column("panneau", "Panneau", "number", 0),
    Column("titre", "Titre du panneau"),
    Column("niveau", "Niveau"),
    Column("code", "Code", "code"),
    Column("territoire", "Territoire"),
    Column("indicateur", "Identifiant"),
    Column("libelle", "Indicateur"),
    Column("unite", "Unité"),
    Column("annee", "Année", "year"),
    Column("valeur", "Valeur", "number"),
    Column("absence", "Raison de l’absence"),
    Column("statut", "Statut"),
    Column("origine", "Origine"),
    Column("source", "Jeu de données"),
)
_Row = tuple[Value, ...]


def build_long_table(asked: DashboardAsked, shown: ShownDashboard) -> Table:
    """Panels in their order, as they are numbered in a workbook; those without a figure have no row."""
    reading = PanelReading(asked)
    rows: list[_Row] = []
    for number, panel in number_panels(shown):
        head = (number, panel.title)
        rows += [(*head, *row) for row in _list_rows(panel, reading)]
    return Table(typeset(shown.dashboard.label)[:31], shown.title, _COLUMNS, rows)


def number_panels(shown: ShownDashboard) -> Iterator[tuple[int, ShownPanel]]:
    """Those that have figures, from 1."""
    yield from enumerate((one for one in shown.held if one.tabulate), start=1)


def _list_rows(shown: ShownPanel, reading: PanelReading) -> Iterator[_Row]:
    panel = shown.panel
    level = reading.choose_level(panel)
    if isinstance(panel, KeyFigures):
        for one in list_key_figures(panel, reading):
            yield _write_zone(
                reading, one.indicator, one.figure, of_members="" if panel.of == "zone" else level
            )
        return
    for slug in panel.slugs:
        try:
            explored = reading.explore(slug, level)
        except NothingToShow:
            continue
        if isinstance(panel, Evolution):
            yield from _list_zone_years(explored, reading)
        elif isinstance(panel, Changes):
            yield from _list_two_years(explored, panel.years)
        elif explored.column is not None:
            yield from _list_members(explored, explored.column)


def _list_two_years(explored: Explored, span: int) -> Iterator[_Row]:
    for year in find_years(explored.by_year, explored.year, span) or ():
        column = read_zone_column(explored.indicator.slug, explored.level, explored.positions, year)
        if column is not None:
            yield from _list_members(explored, column)


def _list_zone_years(explored: Explored, reading: PanelReading) -> Iterator[_Row]:
    """The years of the zone; where it has no figure of its own, those of its members."""
    own = [one for one in reading.zone_figures.own.list_figures(explored.indicator.slug) if one.year]
    if any(one.value is not None for one in own):
        yield from (_write_zone(reading, explored.indicator, one) for one in own)
        return
    for year in explored.by_year.years:
        column = read_zone_column(explored.indicator.slug, explored.level, explored.positions, year)
        if column is not None:
            yield from _list_members(explored, column)


def _list_members(explored: Explored, column: ZoneColumn) -> Iterator[_Row]:
    indicator = explored.indicator
    about = _describe(indicator)
    labels = {
        float(one): _name_value(indicator, float(one)) for one in set(column.values[column.known].tolist())
    }
    for place in range(len(column)):
        member, figure = explored.get_member(place), column.figure(place)
        is_known = figure.value is not None
        yield (
            explored.level, member.code, name_member(member), *about, column.year,
            labels[float(figure.value)] if figure.value is not None else None,
            "" if is_known else word_absence(figure.absence).label,
            word_figure_state(figure), word_origin(figure.origin) if is_known else "", column.dataset,
        )  # fmt: skip


def _write_zone(
    reading: PanelReading, indicator: Indicator, one: SideFigure, *, of_members: str = ""
) -> _Row:
    """A figure of the zone; ``of_members``: the level whose median it is."""
    zone = reading.zone
    name = f"{zone.name} (médiane)" if of_members else zone.name
    is_known = one.value is not None
    return (
        of_members or zone.kind, zone.code, name, *_describe(indicator), one.year, one.value,
        "" if is_known else word_absence(one.absence or Absence.NOT_AVAILABLE).label,
        word_figure_state(one.figure), word_origin(one.origin) if is_known else "", one.dataset,
    )  # fmt: skip


def _describe(indicator: Indicator) -> tuple[str, str, str]:
    unit = get_catalogue().units[indicator.unit]
    return indicator.slug, typeset(indicator.label), unit.symbol or unit.plural


def _name_value(indicator: Indicator, value: float) -> Value:
    """The number itself, or the label of its category."""
    if not indicator.is_categorical:
        return value
    found = find_category(indicator.slug, value)
    return found.label if found else str(value)
