"""The page of one indicator: what it means, how it is made, what it says, how much of it there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.utils.timezone import localdate

from portal.kernel.french import format_date, format_period
from portal.references.addresses import method_path, term_path
from portal.stats.addresses import dataset_path, explore_path, indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import SourceInfo, list_indicator_sources, list_years
from portal.stats.queries.coverage import Extent, count_categories, list_extents
from portal.stats.queries.formulas import build_formula
from portal.stats.queries.freshness import compute_next_expected
from portal.stats.queries.history import ReleaseInfo, list_releases
from portal.stats.queries.reading import list_methods, list_terms
from portal.stats.queries.versions import get_version_key
from portal.ui.exports.citations import Citation, write_citation
from portal.ui.frozen import build_frozen_address
from portal.ui.words import LEVELS, REFRESHES, word_levels, word_month
from portal.web.indicators.amounts import build_coverage_table, build_spread_table
from portal.web.indicators.groups import build_group_tables
from portal.web.indicators.library import list_shelves
from portal.web.indicators.places import build_place_table
from portal.web.indicators.trends import find_trend

_AGGREGATES: Final = {
    "sum": "Au-dessus de la commune, les valeurs des communes s’additionnent.",
    "recompute": "Au-dessus de la commune, les composantes s’additionnent et le calcul est refait : "
    "on ne fait jamais la moyenne des communes.",
    "unanimous": "Au-dessus de la commune, il n’est donné que si toutes les communes ont la même valeur.",
    "none": "Il n’est donné qu’aux niveaux que la source publie : le portail ne l’additionne pas.",
}
_BETTER: Final = {
    "higher": "Une valeur élevée est en général jugée favorable.",
    "lower": "Une valeur basse est en général jugée favorable.",
    "neither": "Ni une valeur haute ni une valeur basse n’est en soi une bonne nouvelle.",
}
_RELEASES_SHOWN: Final = 10
FORMATS: Final = (
    ("csv", "CSV"),
    ("excel", "CSV pour Excel en français"),
    ("parquet", "Parquet"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset behind the figures. ``next_update`` is « juin 2027 », or empty.

    ``extract`` says which part of it is at hand, without a final point; empty when all of it is.
    """

    title: str
    path: str
    producer: str
    licence: str
    page: str
    refresh: str
    next_update: str
    caveats: tuple[str, ...]
    extract: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that has this indicator."""

    dataset: str
    number: int
    path: str
    published_on: str
    is_online: bool
    is_withdrawn: bool


def present_indicator(indicator: Indicator, order: str) -> dict[str, Any]:
    """All that the template shows."""
    catalogue = get_catalogue()
    sources = list_indicator_sources(indicator.slug)
    extents = list_extents(indicator.slug)
    path, api = indicator_path(indicator.slug), f"/api/v1/indicators/{indicator.slug}"
    return {
        "indicator": indicator,
        "unit": catalogue.units[indicator.unit].plural,
        "path": path,
        "explore": list_explored(indicator.slug, extents),
        "theme": catalogue.themes[indicator.theme].label,
        "theme_path": f"/indicateurs?theme={write_segment(indicator.theme)}",
        "facts": list(_list_facts(indicator, extents)),
        "formula": [
            (part.text, indicator_path(part.indicator) if part.indicator else "")
            for part in build_formula(indicator)
        ],
        "uses": _list_uses(indicator),
        "aggregate": _AGGREGATES[indicator.aggregate] if len(indicator.levels) > 1 else "",
        "better": "" if indicator.is_categorical else _BETTER[indicator.better_when],
        "secret": _write_secret(indicator),
        "terms": [(one.term, term_path(one.slug)) for one in list_terms(indicator)],
        "methods": [(one.title, method_path(one.slug)) for one in list_methods(indicator)],
        "sources": [_build_source(source) for source in sources],
        "places": build_place_table(indicator, order),
        "spreads": build_spread_table(indicator),
        "groups": build_group_tables(indicator),
        "trend": find_trend(indicator),
        "categories": count_categories(indicator.slug),
        "coverage": build_coverage_table(indicator.slug, extents),
        "publications": list(_list_publications(indicator, sources))[:_RELEASES_SHOWN],
        "kinds": [(extent.kind, LEVELS[extent.kind]) for extent in extents],
        "years": _list_years(indicator, extents),
        "formats": FORMATS,
        "api": api,
        "values_api": _build_values_address(api, extents),
        "shelves": list_shelves(indicator.theme),
        "citation": write_citation(build_citation(indicator)),
        "structured": _build_structured(indicator, path, api, sources, extents),
    }


def list_explored(slug: str, extents: Sequence[Extent]) -> list[tuple[str, str]]:
    """Ways of looking at it in the explorer, none while nothing is online: labels and addresses."""
    if not any(one.kind != "france" for one in extents):
        return []
    return [
        ("Voir la carte", explore_path(slug)),
        ("Le classement", explore_path(slug, view="classement")),
        ("L’évolution", explore_path(slug, view="evolution")),
    ]


def _list_years(indicator: Indicator, extents: Sequence[Extent]) -> list[int]:
    """Years of at least one level, the latest first."""
    found = {year for extent in extents for year in list_years(indicator.slug, extent.kind)}
    return sorted(found, reverse=True)


def _list_facts(indicator: Indicator, extents: Sequence[Extent]) -> Iterator[tuple[str, str]]:
    unit = get_catalogue().units[indicator.unit]
    if unit.plural or unit.symbol:
        yield "Unité", unit.plural or unit.symbol
    yield "Niveaux", word_levels(indicator.levels)
    if extents:
        first = min(extent.first_year for extent in extents)
        yield "Années", format_period(first, max(extent.last_year for extent in extents))


def _list_uses(indicator: Indicator) -> list[tuple[str, str]]:
    """Indicators computed from this one, as (label, path)."""
    return [
        (other.label, indicator_path(other.slug))
        for other in get_catalogue().list_public_indicators()
        if any(operand.indicator == indicator.slug for operand in other.compute.operands)
    ]


def _write_secret(indicator: Indicator) -> str:
    if indicator.disclosure is None:
        return ""
    counted = get_catalogue().indicators[indicator.disclosure.of].label
    return (
        f"Sous {indicator.disclosure.minimum_units} unités ({counted}), la valeur est couverte par le secret "
        "statistique, ainsi que celles qui permettraient de la retrouver par différence."
    )


def _build_source(source: SourceInfo) -> Source:
    entry = get_catalogue().datasets[source.dataset]
    published_on = localdate(source.published_at) if source.published_at else None
    return Source(
        title=source.title,
        path=dataset_path(source.dataset),
        producer=source.producer,
        licence=source.licence,
        page=source.page,
        refresh=REFRESHES[entry.refresh],
        next_update=_write_next(entry.refresh, entry.expected_months, published_on),
        caveats=entry.caveats,
        extract=source.extract.rstrip("."),
    )


def _write_next(refresh: str, months: Sequence[int], published_on: date | None) -> str:
    expected = compute_next_expected(refresh, months, published_on) if published_on else None
    return word_month(expected) if expected else ""


def _list_publications(indicator: Indicator, sources: Sequence[SourceInfo]) -> Iterator[Publication]:
    """Releases that have the indicator, the latest first. One SQL query a dataset."""
    found = [release for source in sources for release in list_releases(source.dataset)]
    titles = {source.dataset: source.title for source in sources}
    having = [release for release in found if indicator.slug in release.indicators] or found
    for release in sorted(having, key=_date_release, reverse=True):
        yield Publication(
            dataset=titles[release.dataset],
            number=release.number,
            path=f"{dataset_path(release.dataset)}/versions/{release.number}",
            published_on=format_date(localdate(release.published_at)) if release.published_at else "",
            is_online=release.is_online,
            is_withdrawn=release.is_withdrawn,
        )


def _date_release(release: ReleaseInfo) -> tuple[float, int]:
    return (release.published_at.timestamp() if release.published_at else 0.0, release.number)


def _build_values_address(api: str, extents: Sequence[Extent]) -> str:
    """An address of the API that answers: the widest level that has members."""
    kinds = [extent.kind for extent in extents if extent.kind != "france"]
    return f"{api}/values?{urlencode({'kind': kinds[-1]})}" if kinds else ""


def build_citation(indicator: Indicator) -> Citation:
    """Dated by the data, so that everyone cites the same thing; each producer once, by its acronym."""
    catalogue, sources = get_catalogue(), list_indicator_sources(indicator.slug)
    producers = (catalogue.producers[catalogue.datasets[one.dataset].producer] for one in sources)
    published = [source.published_at for source in sources if source.published_at]
    titles = (f"{source.title}, version n° {source.number}" for source in sources)
    return Citation(
        title=indicator.label,
        authors=tuple(dict.fromkeys(producer.acronym for producer in producers)),
        publisher=settings.SITE_NAME,
        dated=localdate(max(published)) if published else None,
        version=get_version_key(),
        address=build_frozen_address(indicator_path(indicator.slug)),
        note=" ; ".join(titles),
        licence=" ; ".join(dict.fromkeys(source.licence for source in sources)),
    )


def _build_structured(
    indicator: Indicator, path: str, api: str, sources: Sequence[SourceInfo], extents: Sequence[Extent]
) -> dict[str, Any]:
    """schema.org Dataset (standards.md, D-04)."""
    catalogue = get_catalogue()
    texts = (indicator.question, indicator.method, *indicator.caveats)
    values = f"{settings.SITE_URL}{api}/values?year=all&format="
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": indicator.label,
        "description": " ".join(
            [f"{indicator.label}, {word_levels(indicator.levels)}.", *(text for text in texts if text)]
        )[:5000],
        "url": settings.SITE_URL + path,
        "identifier": indicator.slug,
        "isAccessibleForFree": True,
        "inLanguage": "fr",
        "spatialCoverage": "France",
        "license": list(dict.fromkeys(_find_licence(source) for source in sources)),
        "creator": [
            {"@type": "Organization", "name": name}
            for name in dict.fromkeys(source.producer for source in sources)
        ],
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": indicator.label,
            "unitText": catalogue.units[indicator.unit].symbol,
        },
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": values + name}
            for name, kind in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"))
        ],
    }
    if extents:
        years = [min(one.first_year for one in extents), max(one.last_year for one in extents)]
        found["temporalCoverage"] = f"{years[0]}/{years[1]}"
    published = [source.published_at for source in sources if source.published_at]
    if published:
        found["dateModified"] = localdate(max(published)).isoformat()
    return found


def _find_licence(source: SourceInfo) -> str:
    catalogue = get_catalogue()
    return catalogue.licences[catalogue.datasets[source.dataset].licence].page
