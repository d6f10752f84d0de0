"""The figures of a page as a file: every indicator it tells, every year, with what it takes to read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.explanation import Explanation
from portal.stats.queries import Series, Sheet
from portal.stats.queries.definitions import describe
from portal.territories.models import Territory
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports import readme
from portal.ui.exports.tables import Column, Definition, NumberFormat, ReadMe, Table, Value
from portal.web.factsheets.figures import list_point_sources
from portal.web.factsheets.finances.page import Explained, explain

_COLUMNS: Final = (
    Column("type_de_territoire", "Type de territoire"),
    Column("code", "Code", "code"),
    Column("nom", "Nom"),
    Column("indicateur", "Indicateur (code)"),
    Column("libelle", "Indicateur"),
    Column("annee", "Année", "year"),
    Column("valeur", "Valeur", "number"),
    Column("unite", "Unité"),
    Column("statut", "Statut"),
    Column("origine", "Origine"),
    Column("source", "Source"),
)


def build_files(
    page: Explanation, territory: Territory, sheet: Sheet, path: str
) -> tuple[list[Table], ReadMe]:
    """One table of figures, and the sheet that explains it. ``path`` is that of the page."""
    explained = explain(page, territory, sheet)
    series = [sheet.series[slug] for slug in explained.used if slug in sheet.series]
    rows, formats = [], []
    for one in series:
        for row in _list_rows(territory, one):
            rows.append(row)
            formats.append(_find_format(one))
    name = fix_name(territory.name)
    table = Table("Chiffres", f"{page.title} : {name}, chiffres de la page", _COLUMNS, rows, formats)
    return [table], _build_readme(page, name, explained, series, path)


def _list_rows(territory: Territory, series: Series) -> Iterator[Sequence[Value]]:
    indicator = series.indicator
    symbol = get_catalogue().units[indicator.unit].symbol
    for point in series.points:
        sources = list_point_sources(indicator.slug, point)
        yield (
            territory.kind,
            territory.code,
            fix_name(territory.name),
            indicator.slug,
            indicator.label,
            point.year,
            point.figure.value,
            symbol,
            word_figure_state(point.figure),
            word_origin(point.figure.origin),
            " ; ".join(dict.fromkeys(f"{source.producer}, {source.title}" for source in sources)),
        )


def _find_format(series: Series) -> NumberFormat:
    indicator = series.indicator
    return NumberFormat(indicator.decimals, get_catalogue().units[indicator.unit].symbol)


def _build_readme(
    page: Explanation, name: str, explained: Explained, series: Sequence[Series], path: str
) -> ReadMe:
    return readme.build_readme(
        f"{page.title} : {name}",
        path,
        origins=explained.sources,
        definitions=[_define(one) for one in series],
        sentences=(page.summary, *(f"{one.title} : {one.reason}" for one in explained.left_out)),
    )


def _define(series: Series) -> Definition:
    indicator, points = series.indicator, series.points
    origins = list_point_sources(indicator.slug, points[-1]) if points else ()
    return readme.define(describe(indicator), origins, [point.year for point in points])
