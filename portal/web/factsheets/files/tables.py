"""The figures of a territory as a table: one row per indicator and year, absences included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Comparison, Point, Series, find_category
from portal.territories.models import Territory
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports.tables import Column, NumberFormat, Table, Value
from portal.ui.sentences import SMALLEST_GROUP, Measure, word_gap
from portal.web.factsheets.comparators import Comparator
from portal.web.factsheets.figures import is_common, list_point_sources

_FIGURE: Final = (
    Column("type_de_territoire", "Type de territoire"),
    Column("code", "Code", "code"),
    Column("nom", "Nom"),
    Column("theme", "Thème"),
    Column("indicateur", "Indicateur (identifiant)"),
    Column("libelle", "Indicateur"),
    Column("annee", "Année", "year"),
    Column("valeur", "Valeur", "number"),
    Column("modalite", "Modalité"),
    Column("unite", "Unité"),
    Column("statut", "Statut"),
    Column("origine", "Origine"),
    Column("producteur", "Producteur"),
    Column("source", "Source"),
    Column("licence", "Licence"),
)
_COMPARISON: Final = (
    Column("groupe", "Groupe de comparaison"),
    Column("groupe_mediane", "Médiane du groupe", "number"),
    Column("groupe_effectif", "Territoires du groupe qui ont une valeur", "number", 0),
    Column("ecart", "Écart à la médiane", "number"),
    Column("ecart_en_mots", "Écart en mots"),
    Column("rang", "Rang dans le groupe", "number", 0),
    Column("ex_aequo", "Rang partagé"),
)
COLUMNS: Final = (*_FIGURE, *_COMPARISON)
"""The same for all sheets: a program that reads one reads them all."""


@dataclass(frozen=True)
class Compared:
    """The comparator of a page, and where the territory stands in it for its latest figures, by slug."""

    comparator: Comparator
    comparisons: Mapping[str, Comparison]


def list_sheet_table(territory: Territory, series: Iterable[Series], compared: Compared | None) -> Table:
    """All the figures of these series. Columns of comparison are filled for the latest year of each."""
    rows: list[Sequence[Value]] = []
    formats: list[NumberFormat | None] = []
    units = get_catalogue().units
    for one in series:
        shown = NumberFormat(one.indicator.decimals, units[one.indicator.unit].symbol)
        latest = one.latest
        for point in one.points:
            told = compared if latest is not None and point.year == latest.year else None
            rows.append([*_write_figure(territory, one, point), *_write_comparison(one, point, told)])
            formats.append(shown)
    name = fix_name(territory.name)
    return Table(
        "Chiffres", f"Tous les chiffres : {name}, par indicateur et par année", COLUMNS, rows, formats
    )


def _write_figure(territory: Territory, series: Series, point: Point) -> Iterator[Value]:
    catalogue, indicator = get_catalogue(), series.indicator
    sources = list_point_sources(indicator.slug, point)
    yield from (territory.kind, territory.code, fix_name(territory.name))
    yield from (catalogue.themes[indicator.theme].label, indicator.slug, indicator.label, point.year)
    yield None if indicator.is_categorical else point.figure.value
    yield find_label(indicator, point.figure.value)
    yield catalogue.units[indicator.unit].symbol
    yield from (word_figure_state(point.figure), word_origin(point.figure.origin))
    yield _join(source.producer for source in sources)
    yield _join(source.title for source in sources)
    yield _join(source.licence for source in sources)


def _write_comparison(series: Series, point: Point, compared: Compared | None) -> Sequence[Value]:
    """The cells of the comparison; empty for another year, a category, too small a group."""
    empty: list[Value] = [None] * len(_COMPARISON)
    if compared is None or series.indicator.is_categorical:
        return empty
    found = compared.comparisons.get(series.indicator.slug)
    if found is None or not found.summary.n:
        return empty
    value, size = point.figure.value, found.summary.n
    # The median of so few would tell what a secret hides, and says nothing.
    median = found.summary.median if size >= SMALLEST_GROUP else None
    is_ranked = found.rank is not None and not is_common(found)
    return [
        compared.comparator.words.heading,
        median,
        size,
        None if value is None or median is None else value - median,
        _word_gap(series.indicator, value, median),
        found.rank if is_ranked else None,
        ("oui" if found.is_tied else "non") if is_ranked else None,
    ]


def _word_gap(indicator: Indicator, value: float | None, median: float | None) -> str | None:
    if value is None or median is None:
        return None
    unit = get_catalogue().units[indicator.unit]
    return word_gap(value, median, Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference))


def find_label(indicator: Indicator, value: float | None) -> str:
    """The label of a value that belongs to a nomenclature; empty for numbers."""
    if value is None or not indicator.is_categorical:
        return ""
    found = find_category(indicator.slug, value)
    return found.label if found else ""


def _join(words: Iterable[str]) -> str:
    return " ; ".join(dict.fromkeys(words))
