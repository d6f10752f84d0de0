"""A comparison in words: columns are territories, rows are indicators under their theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.figures import Absence, Figure
from portal.kernel.french import fix_name, format_number
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Sheet, TerritoryRef, find_category, get_sheets
from portal.territories.addresses import path_of
from portal.territories.models import Kind, Territory
from portal.territories.search.engine import search_territories
from portal.ui.cells import Cell, word_figure_state, write_cell
from portal.ui.exports import csv
from portal.web.comparison.asked import MOST, Key, Selection, build_address


@dataclass(frozen=True, slots=True)
class Column:
    """One territory. ``earlier`` and ``later`` move it by one place; empty at the ends."""

    name: str
    kind: str
    code: str
    path: str
    removal: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    label: str
    cells: tuple[Cell, ...]
    years: str
    """Said when the values are not all of the same year; else empty."""


@dataclass(frozen=True, slots=True)
class ComparedTheme:
    label: str
    slug: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A territory found by the search of the page, and the address that adds it."""

    label: str
    details: str
    address: str


def build_columns(selection: Selection) -> list[Column]:
    keys = selection.keys
    return [
        Column(
            name=fix_name(one.name),
            kind=Kind(one.kind).label,
            code=one.code,
            path=path_of(one.kind, one.code, one.slug),
            removal=build_address(key for key in keys if key != keys[rank]),
            earlier=build_address(_swap(keys, rank, rank - 1)) if rank else "",
            later=build_address(_swap(keys, rank, rank + 1)) if rank + 1 < len(keys) else "",
        )
        for rank, one in enumerate(selection.territories)
    ]


def _swap(keys: Sequence[Key], one: int, other: int) -> list[Key]:
    moved = list(keys)
    moved[one], moved[other] = moved[other], moved[one]
    return moved


def ask_sheets(selection: Selection) -> list[Sheet]:
    """The figures of the territories, in their order."""
    return get_sheets([TerritoryRef(kind, code) for kind, code in selection.keys])


def list_shown_indicators(sheets: Sequence[Sheet]) -> list[Indicator]:
    """Indicators that at least one of the territories has, in the catalogue's order."""
    return [
        one
        for one in get_catalogue().list_public_indicators()
        if any(one.slug in sheet.series and sheet.series[one.slug].latest for sheet in sheets)
    ]


def build_themes(sheets: Sequence[Sheet]) -> list[ComparedTheme]:
    """The rows of the comparison, by theme."""
    catalogue = get_catalogue()
    themes: dict[str, list[ComparedRow]] = {}
    for indicator in list_shown_indicators(sheets):
        themes.setdefault(indicator.theme, []).append(_build_row(indicator, sheets))
    return [
        ComparedTheme(catalogue.themes[slug].label, slug.replace("_", "-"), tuple(rows))
        for slug, rows in themes.items()
    ]


def _build_row(indicator: Indicator, sheets: Sequence[Sheet]) -> ComparedRow:
    cells = tuple(_write(indicator, sheet) for sheet in sheets)
    years = sorted({cell.year for cell in cells if cell.year is not None and not cell.absence})
    different = "Années différentes" if len(years) > 1 else ""
    return ComparedRow(indicator.label, cells, different)


def _write(indicator: Indicator, sheet: Sheet) -> Cell:
    figure, year = find_latest(indicator, sheet)
    return write_cell(
        figure,
        symbol=get_catalogue().units[indicator.unit].symbol,
        decimals=indicator.decimals,
        year=year,
        category=find_category_label(indicator, figure),
    )


def find_latest(indicator: Indicator, sheet: Sheet) -> tuple[Figure, int | None]:
    """The latest figure and its year. What has no meaning at a level is not applicable there."""
    series = sheet.series.get(indicator.slug)
    point = series.latest if series else None
    if point is not None:
        return point.figure, point.year
    missing = Absence.NOT_AVAILABLE if sheet.kind in indicator.levels else Absence.NOT_APPLICABLE
    return Figure(None, missing), None


def find_category_label(indicator: Indicator, figure: Figure) -> str | None:
    """The label of a value that belongs to a nomenclature; None for numbers and absences."""
    if not indicator.is_categorical or figure.value is None:
        return None
    found = find_category(indicator.slug, figure.value)
    return found.label if found else format_number(figure.value)


def list_choices(q: str, selection: Selection) -> list[Choice]:
    """What the search of the page found, ready to be added."""
    kinds = {"commune", "epci", "departement", "region", "france"}
    keys = selection.keys
    hits = search_territories(q, kinds=kinds, limit=MOST + len(keys))
    return [
        Choice(fix_name(hit.label), Kind(hit.kind).label, build_address([*keys, (hit.kind, hit.code)]))
        for hit in hits
        if (hit.kind, hit.code) not in keys
    ][:MOST]


def list_file_rows(
    territories: Sequence[Territory], sheets: Sequence[Sheet], dialect: csv.Dialect
) -> Iterator[Sequence[csv.Cell]]:
    """Header, then a row per indicator: value, year and state of each territory, in their order."""
    catalogue = get_catalogue()
    header: list[csv.Cell] = ["theme", "indicateur", "libelle", "unite"]
    for one in territories:
        header += _head_columns(one, dialect)
    yield header
    for indicator in list_shown_indicators(sheets):
        row: list[csv.Cell] = [
            catalogue.themes[indicator.theme].label,
            indicator.slug,
            indicator.label,
            catalogue.units[indicator.unit].symbol,
        ]
        for sheet in sheets:
            figure, year = find_latest(indicator, sheet)
            label = find_category_label(indicator, figure)
            row += [figure.value if label is None else label, year, word_figure_state(figure)]
        yield row


def _head_columns(territory: Territory, dialect: csv.Dialect) -> list[csv.Cell]:
    """« commune_35238_rennes », « …_annee », « …_statut »; in words for Excel."""
    if dialect == "excel":
        name = f"{fix_name(territory.name)} ({territory.code})"
        return [name, f"{name} – année", f"{name} – statut"]
    slug = territory.slug.replace("-", "_")
    name = f"{territory.kind}_{territory.code.lower()}_{slug}"
    return [name, f"{name}_annee", f"{name}_statut"]
