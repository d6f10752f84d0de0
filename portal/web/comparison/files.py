"""A comparison as a table of plain values: every indicator asked, the columns in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.figures import Absence, Status
from portal.kernel.french import fix_name, typeset
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.references import Reference, name_members, name_stat
from portal.stats.queries.side_by_side import SideFigure
from portal.territories.models import GROUP_KIND
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.tables import Column, NumberFormat, Table, Value
from portal.ui.words import ABSENCES, STATUSES
from portal.web.comparison.asked import Selection
from portal.web.comparison.columns import list_names
from portal.web.comparison.words import find_manner, write_value

VALUED: Final = "valeur"
_MEMBERS: Final = "territoires"

_FIXED: Final = (
    Column("theme", "Thème"),
    Column("indicateur", "Identifiant"),
    Column("libelle", "Indicateur"),
    Column("unite", "Unité"),
)
_YEAR: Final = Column("annee", "Année", "year")


def build_table(selection: Selection, indicators: Sequence[Indicator], figures: SideBySide) -> Table:
    """One row an indicator, or an indicator and a year in a retrospective. A missing value is None, and its
    state says why. Indicators that none of the columns has are left out, unless they were asked by name."""
    is_dated = selection.years > 0
    columns = [*_FIXED, _YEAR] if is_dated else list(_FIXED)
    for one in selection.columns:
        columns += _list_columns(selection, one, is_dated=is_dated)
    rows: list[Sequence[Value]] = []
    formats: list[NumberFormat | None] = []
    for indicator in indicators:
        found = _list_rows(selection, indicator, figures)
        rows += found
        formats += [_find_format(indicator)] * len(found)
    title = f"{' · '.join(list_names(selection))}, côte à côte"
    return Table("Comparaison", typeset(title), tuple(columns), rows, formats)


def _list_rows(selection: Selection, indicator: Indicator, figures: SideBySide) -> list[list[Value]]:
    catalogue = get_catalogue()
    head: list[Value] = [
        catalogue.themes[indicator.theme].label,
        indicator.slug,
        indicator.label,
        catalogue.units[indicator.unit].symbol,
    ]
    if selection.years:
        return [
            [*head, year, *_write_cells(selection, indicator, row, is_dated=True)]
            for year, row in figures.find_years(indicator.slug, selection.years)
        ]
    row = figures.find_row(indicator.slug)
    if not selection.indicators and all(one.year is None for one in row):
        return []
    return [[*head, *_write_cells(selection, indicator, row, is_dated=False)]]


def _write_cells(
    selection: Selection, indicator: Indicator, row: Sequence[SideFigure], *, is_dated: bool
) -> list[Value]:
    is_categorical = indicator.is_categorical
    cells: list[Value] = []
    for one, figure in zip(selection.columns, row, strict=True):
        value: Value = figure.value
        if is_categorical and value is not None:
            value = write_value(indicator, find_manner(indicator), figure)
        cells.append(value)
        if not is_dated:
            cells.append(figure.year)
        cells.append(word_state(figure))
        if one.stat:
            cells.append(figure.members or None)
    return cells


def word_state(figure: SideFigure) -> str:
    """« valeur », « provisoire », « secret statistique »…"""
    if figure.absence is not Absence.NONE:
        return ABSENCES[figure.absence].label
    return VALUED if figure.status is Status.NORMAL else STATUSES[figure.status].label


def _find_format(indicator: Indicator) -> NumberFormat | None:
    if indicator.is_categorical:
        return None
    return NumberFormat(indicator.decimals, get_catalogue().units[indicator.unit].symbol)


def _list_columns(selection: Selection, one: Reference, *, is_dated: bool) -> list[Column]:
    """« commune_35238_rennes », « …_annee », « …_statut »; for people « Rennes (35238) – année »."""
    key, label = _name_key(selection, one), _name_label(selection, one)
    columns = [Column(key, label, "number")]
    if not is_dated:
        columns.append(Column(f"{key}_annee", f"{label} – année", "year"))
    columns.append(Column(f"{key}_statut", f"{label} – statut"))
    if one.stat:
        columns.append(Column(f"{key}_{_MEMBERS}", f"{label} – nombre de territoires", "number", 0))
    return columns


def _name_key(selection: Selection, one: Reference) -> str:
    if one.stat:
        word = one.text.partition(":")[0]
        return f"{word}_{one.kind}_{one.grouping}_{one.code}".replace("-", "_").lower()
    tail = selection.groups[one.code].slug if one.kind == GROUP_KIND else selection.places[one.place].slug
    return f"{one.kind}_{one.code}_{tail}".replace("-", "_").lower()


def _name_label(selection: Selection, one: Reference) -> str:
    if one.stat:
        return f"{name_stat(one)} {name_members(one, selection.places.get(one.place))}"
    if one.kind == GROUP_KIND:
        return f"{selection.groups[one.code].name} (groupe {one.code})"
    name = fix_name(selection.places[one.place].name)
    return name if one.kind == "france" else f"{name} ({one.code})"


def name_file(selection: Selection) -> str:
    """« open-collectivites_comparaison_35238_44109.csv »."""
    parts = [write_segment(one.code) for one in selection.columns]
    return build_file_name("open-collectivites", "comparaison", *parts)
