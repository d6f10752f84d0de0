"""What the home page says: an editor's words around live figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from portal.cms.blocks import write_rich_text
from portal.cms.models import HomePage
from portal.kernel.french import fix_name, format_count, sort_key
from portal.library.briefs import Brief, build_briefs
from portal.library.queries.documents import list_cards
from portal.library.search.asked import Asked
from portal.library.search.engine import search_documents
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, SourceInfo, get_sheet, list_indicator_sources, list_sources
from portal.territories.addresses import path_of
from portal.territories.queries.outlines import list_outline_rows
from portal.territories.queries.surroundings import Relative, list_member_positions, list_relatives
from portal.territories.queries.universe import get_universe
from portal.ui.cells import Cell, write_cell
from portal.ui.maps.frame import Inset, Shape, draw_map
from portal.web.home.topics import list_topics

_HEADLINE: Final = "Comprendre et comparer les collectivités locales, chiffres en main"
_KEY_FIGURES: Final = 4
_RELEASES: Final = 5
_DOCUMENTS: Final = 5
_MAINLAND: Final = "metropole"

EXAMPLES: Final = (
    ("commune", "35238"),
    ("epci", "200054807"),
    ("departement", "974"),
    ("region", "76"),
)
"""One territory of each kind, as kind and code."""


@dataclass(frozen=True, slots=True)
class NationalFigure:
    label: str
    cell: Cell
    source: str


@dataclass(frozen=True, slots=True)
class Load:
    """One dataset online: what, whose, since when."""

    title: str
    producer: str
    page: str
    published_at: datetime


def present_home() -> dict[str, Any]:
    """Everything the template places."""
    page = HomePage.objects.live().first()
    regions = list_relatives("region", list_member_positions("france", "FR", "region"))
    return {
        "headline": page.headline if page else _HEADLINE,
        "introduction": write_rich_text(page.introduction) if page else "",
        "notice": write_rich_text(page.notice) if page else "",
        "examples": list_examples(),
        "figures": list_national_figures(),
        "topics": list_topics(count_territories()),
        "map": draw_regions(regions),
        "regions": [_link(region) for region in sorted(regions, key=lambda one: sort_key(one.name))],
        "loads": list_loads(),
        "documents": list_latest(),
    }


def list_latest() -> tuple[Brief, ...]:
    """The documents published last."""
    return build_briefs(list_cards(search_documents(Asked(limit=_DOCUMENTS), facets=()).ids))


def _link(place: Relative) -> tuple[str, str]:
    return fix_name(place.name), path_of(place.kind, place.code, place.slug)


def list_examples() -> list[tuple[str, str]]:
    """Names and paths of a few territories, those of them that exist in the data loaded."""
    universe = get_universe()
    found = [(kind, universe.position(kind, code)) for kind, code in EXAMPLES]
    relatives = [list_relatives(kind, [position]) for kind, position in found if position is not None]
    return [_link(place) for places in relatives for place in places]


def list_national_figures() -> list[NationalFigure]:
    """The first key figures of France that have a value."""
    sheet = get_sheet("france", "FR")
    chosen = (sheet.series.get(one.slug) for one in get_catalogue().list_key_figures("france"))
    figures = [_write_figure(series) for series in chosen if series is not None]
    return [figure for figure in figures if figure.cell.text][:_KEY_FIGURES]


def _write_figure(series: Series) -> NationalFigure:
    indicator, point = series.indicator, series.latest
    cell = write_cell(
        point.figure if point else None,
        symbol=get_catalogue().units[indicator.unit].symbol,
        decimals=indicator.decimals,
        year=point.year if point else None,
    )
    sources = list_indicator_sources(indicator.slug)
    return NationalFigure(indicator.short_label, cell, _join_producers(sources))


def _join_producers(sources: list[SourceInfo]) -> str:
    catalogue = get_catalogue()
    producers = (catalogue.producers[catalogue.datasets[one.dataset].producer] for one in sources)
    return ", ".join(dict.fromkeys(producer.acronym for producer in producers))


def count_territories() -> list[str]:
    """« 34 875 communes »…: what France counts, its collectivités d'outre-mer apart."""
    universe = get_universe()
    nouns = {
        "commune": ("commune", "communes"),
        "epci": ("intercommunalité", "intercommunalités"),
        "departement": ("département", "départements"),
        "region": ("région", "régions"),
    }
    counts = {kind: len(universe.members_of("france", "FR", kind)) for kind in nouns}
    return [format_count(count, *nouns[kind]) for kind, count in counts.items() if count]


def list_loads() -> list[Load]:
    """The datasets published last."""
    dated = [source for source in list_sources() if source.published_at]
    ordered = sorted(dated, key=lambda source: (source.published_at, source.title), reverse=True)
    return [
        Load(source.title, source.producer, dataset_path(source.dataset), source.published_at)
        for source in ordered[:_RELEASES]
        if source.published_at
    ]


def draw_regions(regions: list[Relative]) -> Markup:
    """The régions as links; those overseas in insets."""
    rows = {row.id: row for row in list_outline_rows([region.id for region in regions])}
    mainland: list[Shape] = []
    insets: list[Inset] = []
    for region in regions:
        row = rows.get(region.id)
        if row is None:
            continue
        name, path = _link(region)
        shape = Shape(row.path, (row.x0, row.y0, row.x1, row.y1), name, path)
        if row.zone == _MAINLAND:
            mainland.append(shape)
        else:
            insets.append(Inset(name, (shape,)))
    return draw_map(mainland, map_id="carte-regions", title="Carte des régions de France", insets=insets)
