"""The page of a territory: asks for everything it needs, and hands plain words to the template."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.timezone import localtime

from portal.cms.messages import list_messages
from portal.kernel.figures import Origin
from portal.kernel.french import fix_name, format_date, format_with_unit, of_place
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Sheet, SourceInfo, get_sheet
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Territory
from portal.territories.queries.places import find_successors
from portal.territories.queries.surroundings import (
    Relative,
    Surroundings,
    get_surroundings,
    list_member_positions,
    list_relatives,
)
from portal.web.factsheets import history, identity, maps, members
from portal.web.factsheets.areas import write_area
from portal.web.factsheets.figures import list_series_sources
from portal.web.factsheets.lead import find_extent, write_lead
from portal.web.factsheets.succession import explain_succession
from portal.web.factsheets.themes import build_overview, list_themes
from portal.web.factsheets.tiles import build_tiles
from portal.web.factsheets.wording import (
    LISTS_OF,
    MEMBER_NOUNS,
    MEMBERS_OF,
    NEIGHBOUR_TITLES,
    list_compared,
    list_groups,
    name_type,
)


def present_sheet(territory: Territory, *, since: str) -> dict[str, Any]:
    """Everything the template places. ``since`` is the past code the reader came from, or empty."""
    drawn = maps.DRAWN_MEMBERS.get(territory.kind)
    around = get_surroundings(
        territory,
        [kind for kind in MEMBERS_OF[territory.kind] if kind != drawn],
        largest=_count_shown(territory),
        whole_kinds=[drawn] if drawn else [],
    )
    sheet = get_sheet(territory.kind, territory.code, list_groups(territory))
    sources = list_used_sources(sheet)
    area = write_area(territory, sheet)
    card = identity.build_identity(territory, around.parents, around.seat, area=area)
    groups = list_compared(territory)
    lines = history.build_history(territory, around.events)
    arrival = _explain_arrival(territory, since, around)
    banner = history.find_banner(lines)
    path = path_of(territory.kind, territory.code, territory.slug)
    extent = find_extent(territory, around)
    lead = write_lead(territory, around.parents, _write_population(sheet), extent, area=area)
    return {
        "territory": territory,
        "identity": card,
        "path": path,
        "reference": f"{territory.kind}:{territory.code}",
        "lead": lead,
        "arrival": arrival,
        "is_arrival_told": banner is not None and format_date(banner.on) in arrival,
        "messages": list_messages(territory.kind, territory.code),
        "banner": banner,
        "is_rebuilt": banner is not None and _is_rebuilt(territory, sheet, banner.on.year),
        "map": maps.build_map(territory, around),
        "map_caption": maps.write_caption(territory, around),
        "tiles": build_tiles(sheet, groups),
        "themes": build_overview(sheet, list_themes(sheet), groups),
        "tables": _build_tables(territory, around),
        "more_lists": [
            (SEGMENTS[kind], MEMBER_NOUNS[kind][1])
            for kind in LISTS_OF[territory.kind]
            if kind not in MEMBERS_OF[territory.kind]
        ],
        "neighbours": [identity.link_to(row) for row in around.neighbours],
        "neighbours_title": NEIGHBOUR_TITLES.get(territory.kind, "Territoires voisins"),
        "parts": [(row.code, fix_name(row.name)) for row in around.parts],
        "parts_title": _title_parts(around),
        "history": lines,
        "sources": _group_sources(sources),
        "dataset_path": dataset_path,
        "citation": _write_citation(card.name, path, sources),
        "structured": _build_structured(territory, card, around, path),
    }


def present_member_page(territory: Territory, kind: str, order: str, page: int) -> dict[str, Any]:
    """One page of the list of all members of one kind. Raises Http404 beyond the last one."""
    rows = list_relatives(kind, list_member_positions(territory.kind, territory.code, kind))
    table = members.build_member_table(kind, rows, order=order, page=page)
    if page > table.pages:
        raise Http404(f"page {page} of {table.pages}")
    path = path_of(territory.kind, territory.code, territory.slug)
    return {
        "table": table,
        "page": page,
        "page_path": lambda number: f"{path}/{table.segment}?tri={order}&page={number}",
        "name": fix_name(territory.name),
        "of_name": of_place(territory.name, territory.article_kind, territory.kind),
        "sheet_path": path,
    }


def _count_shown(territory: Territory) -> int:
    return members.SHOWN_ON_SHEET.get(len(MEMBERS_OF[territory.kind]), 0)


def _build_tables(territory: Territory, around: Surroundings) -> list[members.MemberTable]:
    """The first members of each kind; ``total`` counts them all."""
    tables = []
    for kind in MEMBERS_OF[territory.kind]:
        order = members.find_order(kind, None) or members.NAME_ORDER
        shown = around.members.get(kind, ())[: _count_shown(territory)]
        if shown:
            table = members.build_member_table(kind, shown, order=order)
            tables.append(table.with_total(around.member_counts[kind]))
    return tables


def _is_rebuilt(territory: Territory, sheet: Sheet, year: int) -> bool:
    """Whether a figure of a commune older than its merger is a sum of those of the former communes."""
    return territory.kind == "commune" and any(
        point.figure.origin == Origin.AGGREGATED and point.figure.value is not None and point.year <= year
        for series in sheet.series.values()
        for point in series.points
        if series.indicator.aggregate == "sum"
    )


def _write_population(sheet: Sheet) -> str:
    """« 227 830 habitants en 2023 », « aucun habitant en 2023 »: the first key figure if it counts people."""
    catalogue = get_catalogue()
    for indicator in catalogue.list_key_figures(sheet.kind)[:1]:
        series, unit = sheet.series.get(indicator.slug), catalogue.units[indicator.unit]
        point = series.latest if series else None
        if point and point.figure.value is not None and unit.dimension == "count":
            if not point.figure.value:
                return f"aucun {unit.singular} en {point.year}"
            noun = unit.singular if point.figure.value < 2 else unit.plural
            return f"{format_with_unit(point.figure.value, noun)} en {point.year}"
    return ""


def _explain_arrival(territory: Territory, since: str, around: Surroundings) -> str:
    """Why a reader who asked for a past code is here."""
    if not since or not since.isalnum() or len(since) > 12:
        return ""
    for one in find_successors(territory.kind, since):
        if one.territory.pk == territory.pk:
            return explain_succession(one, around.events)
    return ""


def list_used_sources(sheet: Sheet) -> list[SourceInfo]:
    """The datasets behind the figures shown, without repetition."""
    found = (list_series_sources(series) for series in sheet.series.values())
    return list({source.dataset: source for sources in found for source in sources}.values())


def _group_sources(sources: list[SourceInfo]) -> list[tuple[str, str, list[SourceInfo]]]:
    """By producer and licence, so that each is said once."""
    found: dict[tuple[str, str], list[SourceInfo]] = {}
    for source in sources:
        found.setdefault((source.producer, source.licence), []).append(source)
    return [(producer, licence, members) for (producer, licence), members in found.items()]


def _write_citation(name: str, path: str, sources: list[SourceInfo]) -> str:
    """Dated by the data rather than by the day, so that everyone cites the same thing."""
    published = [source.published_at for source in sources if source.published_at]
    dated = f", données au {format_date(localtime(max(published)).date())}" if published else ""
    return f"{settings.SITE_NAME}, « {name} »{dated}, {settings.SITE_URL}{path}"


def _title_parts(around: Surroundings) -> str:
    if not around.parts:
        return ""
    kinds = {row.kind for row in around.parts}
    if kinds == {"arrondissement_municipal"}:
        return "Arrondissements municipaux"
    return "Communes déléguées et associées"


def _build_structured(
    territory: Territory, card: identity.Identity, around: Surroundings, path: str
) -> dict[str, Any]:
    """schema.org: the place, its identifiers and what contains it."""
    structured: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Country" if territory.kind == "france" else "AdministrativeArea",
        "name": card.name,
        "url": settings.SITE_URL + path,
        "additionalType": name_type(territory),
        "identifier": territory.code,
    }
    if territory.latitude is not None and territory.longitude is not None:
        structured["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": round(territory.latitude, 5),
            "longitude": round(territory.longitude, 5),
        }
    nearest: Relative | None = around.parents.get("departement") or around.parents.get("region")
    if nearest is not None:
        structured["containedInPlace"] = {
            "@type": "AdministrativeArea",
            "name": fix_name(nearest.name),
            "url": settings.SITE_URL + identity.link_to(nearest)[1],
        }
    return structured
