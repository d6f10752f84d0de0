"""Files of a sheet: all its series, or the table of its members, as rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Point, Series, Sheet, find_category, list_member_figures
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports.csv import Cell, Code, Dialect
from portal.web.factsheets.figures import list_point_sources

_SHEET_HEADER: Final = (
    "type_de_territoire", "code", "nom", "theme", "indicateur", "libelle", "annee", "valeur",
    "modalite", "unite", "statut", "origine", "producteur", "source", "licence",
)  # fmt: skip


def list_sheet_rows(territory: Territory, sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """Header, then one row per indicator and year, absences included."""
    yield _SHEET_HEADER
    for series in sheet.series.values():
        for point in series.points:
            yield _write_point(territory, series, point)


def _write_point(territory: Territory, series: Series, point: Point) -> Sequence[Cell]:
    catalogue, indicator = get_catalogue(), series.indicator
    sources = list_point_sources(indicator.slug, point)
    return (
        territory.kind,
        Code(territory.code),
        fix_name(territory.name),
        catalogue.themes[indicator.theme].label,
        indicator.slug,
        indicator.label,
        point.year,
        _find_number(indicator, point.figure.value),
        _find_label(indicator, point.figure.value),
        catalogue.units[indicator.unit].symbol,
        word_figure_state(point.figure),
        word_origin(point.figure.origin),
        _join(source.producer for source in sources),
        _join(source.title for source in sources),
        _join(source.licence for source in sources),
    )


def _join(words: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(words))


def _find_number(indicator: Indicator, value: float | None) -> float | None:
    return None if indicator.is_categorical else value


def _find_label(indicator: Indicator, value: float | None) -> str:
    """The label of a value that belongs to a nomenclature; empty for numbers."""
    if value is None or not indicator.is_categorical:
        return ""
    found = find_category(indicator.slug, value)
    return found.label if found else ""


def list_member_rows(kind: str, members: Sequence[Relative], dialect: Dialect) -> Iterator[Sequence[Cell]]:
    """Header, then one row per member: every public indicator of its level with its state.

    The year of a column is in its name: « population_2023 », « population_2023_statut ».
    """
    catalogue = get_catalogue()
    slugs = [one.slug for one in catalogue.list_public_indicators() if kind in one.levels]
    columns = list_member_figures(kind, [member.position for member in members], slugs)
    columns = [column for column in columns if column.year is not None]
    header: list[Cell] = ["type_de_territoire", "code", "nom"]
    for column in columns:
        name = f"{column.indicator.slug}_{column.year}"
        label = f"{column.indicator.label} ({column.year})" if dialect == "excel" else name
        header += [label, f"{label} – statut" if dialect == "excel" else f"{name}_statut"]
    yield header
    for rank, member in enumerate(members):
        row: list[Cell] = [kind, Code(member.code), fix_name(member.name)]
        for column in columns:
            figure, indicator = column.figures[rank], column.indicator
            shown: Cell = _find_label(indicator, figure.value) if indicator.is_categorical else figure.value
            row += [shown, word_figure_state(figure)]
        yield row
