"""The page of a territory: asks for everything it needs, and hands plain words to the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from django.conf import settings
from django.utils.timezone import localtime
from markupsafe import Markup, escape

from portal.cms.messages import list_messages
from portal.kernel.figures import Origin
from portal.kernel.french import NO_BREAK_SPACE, fix_name, format_date, of_place, typeset
from portal.stats.addresses import dataset_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo
from portal.stats.queries.boards import Board, BoardPlan
from portal.stats.queries.similar import list_similar
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Territory
from portal.territories.queries.places import find_successors
from portal.territories.queries.surroundings import Relative, Surroundings, get_surroundings, list_relatives
from portal.ui.frozen import build_frozen_address, keep_version
from portal.ui.key_figures import draw_key_figure
from portal.ui.links import join_links
from portal.web.factsheets import history, identity, maps, members
from portal.web.factsheets.areas import write_area
from portal.web.factsheets.comparators import (
    Comparator,
    ComparedFigures,
    link_comparators,
    read_figures,
    tell_group,
)
from portal.web.factsheets.figures import find_origins
from portal.web.factsheets.gathered import write_gathering
from portal.web.factsheets.institutions.page import SEGMENT, is_told
from portal.web.factsheets.key_figures import list_key_figures
from portal.web.factsheets.lead import find_extent, write_lead
from portal.web.factsheets.library import list_shelves
from portal.web.factsheets.open_data import draw_card
from portal.web.factsheets.row_words import INDICATORS_SEGMENT
from portal.web.factsheets.succession import explain_succession
from portal.web.factsheets.themes import build_overview
from portal.web.factsheets.tiles import Tile, build_tiles
from portal.web.factsheets.twins import list_twins
from portal.web.factsheets.wording import (
    LISTS_OF,
    MEMBER_NOUNS,
    MEMBERS_OF,
    NEIGHBOUR_TITLES,
    name_type,
)

_SIMILAR_SHOWN: Final = 8


def present_sheet(territory: Territory, comparator: Comparator | None, *, since: str) -> dict[str, Any]:
    """Everything the template places. ``since`` is the past code the reader came from, or empty."""
    drawn = maps.DRAWN_MEMBERS.get(territory.kind)
    around = get_surroundings(
        territory,
        [kind for kind in MEMBERS_OF[territory.kind] if kind != drawn],
        largest=_count_shown(territory),
        whole_kinds=[drawn] if drawn else [],
    )
    figures = read_figures(territory.kind, territory.code, comparator)
    path = path_of(territory.kind, territory.code, territory.slug)
    similar = _link_similar(territory)
    return {
        **_present_identity(territory, around, figures, path, since),
        **_present_figures(figures, path, fix_name(territory.name)),
        "comparators": link_comparators(territory, comparator, path, has_similar=bool(similar)),
        "compared_note": tell_group(comparator, territory) if comparator else "",
        "compared": comparator.words if comparator else None,
        "query": comparator.query if comparator else "",
        "map": maps.present_map(territory, around),
        "library": list_shelves(territory, around.parents, _write_of(territory)),
        "institutions": f"{path}/{SEGMENT}" if is_told(territory) else "",
        "gathering": write_gathering(territory, around.member_counts.get("commune", 0)),
        "tables": _build_tables(territory, around),
        "more_lists": [
            (SEGMENTS[kind], MEMBER_NOUNS[kind][1])
            for kind in LISTS_OF[territory.kind]
            if kind not in MEMBERS_OF[territory.kind]
        ],
        "neighbours": join_links(map(identity.link_to, around.neighbours), ", "),
        "neighbours_title": NEIGHBOUR_TITLES.get(territory.kind, "Territoires voisins"),
        "similar": similar,
        "parts": [(row.code, *identity.link_to(row)) for row in around.parts],
        "parts_title": _title_parts(around),
    }


def _write_of(territory: Territory) -> str:
    return of_place(fix_name(territory.name), territory.article_kind, territory.kind)


def _present_identity(
    territory: Territory, around: Surroundings, figures: ComparedFigures, path: str, since: str
) -> dict[str, Any]:
    """Who it is: names, codes, what became of it, the first sentences and figures."""
    key_figures = list_key_figures(figures.sheet, figures.comparisons)
    words = figures.comparator.words if figures.comparator else None
    area = write_area(territory, figures.sheet)
    card = identity.build_identity(
        territory, around.parents, around.seat, area=area, twins=list_twins(territory)
    )
    lines = history.build_history(territory, around.events)
    arrival = _explain_arrival(territory, since, around)
    banner = history.find_banner(lines)
    return {
        "territory": territory,
        "identity": card,
        "facts": draw_card(card, territory),
        "path": path,
        "reference": f"{territory.kind}:{territory.code}",
        "lead": write_lead(territory, around.parents, key_figures, words, find_extent(territory, around)),
        "tiles": _draw_tiles(build_tiles(key_figures, words, territory.kind), path),
        "arrival": arrival,
        "is_arrival_told": banner is not None and format_date(banner.on) in arrival,
        "messages": list_messages(territory.kind, territory.code),
        "banner": banner,
        "is_rebuilt": banner is not None and _is_rebuilt(figures.board, banner.on.year),
        "history": lines,
        "structured": _build_structured(territory, card, around, path),
    }


def _draw_tiles(tiles: Sequence[Tile], path: str) -> Markup:
    drawn = (
        draw_key_figure(
            one.label,
            one.cell,
            href=f"{path}/{INDICATORS_SEGMENT}/{one.segment}",
            sentences=one.sentences,
            rank=one.rank,
            sparkline=one.sparkline,
            source=one.source,
        )
        for one in tiles
    )
    return Markup("").join(drawn)


def _present_figures(figures: ComparedFigures, path: str, name: str) -> dict[str, Any]:
    """Rows by theme, where they come from, the files that hold them."""
    board, query = figures.board, figures.query
    sources = list_used_sources(board)
    return {
        "explanations": list(_list_explanations(board, path)),
        "files": _link_files(path, query),
        "citation": _write_citation(name, path + query, sources),
        "themes": build_overview(figures, path, figures.query),
        "sources": _write_sources(sources),
    }


def _link_similar(territory: Territory) -> Markup:
    found = list_similar(territory.kind, territory.code, limit=_SIMILAR_SHOWN)
    rows = list_relatives(territory.kind, [one.position for one in found])
    return join_links(map(identity.link_to, rows), ", ")


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


@lru_cache(maxsize=8)
def _find_summed(plan: BoardPlan) -> np.ndarray:
    """Of each cell: whether its indicator adds up."""
    return np.array([plan.indicators[number].aggregate == "sum" for number in plan.owners.tolist()], bool)


def _is_rebuilt(board: Board, year: int) -> bool:
    """Whether a figure of a commune older than its merger is a sum of those of the former communes."""
    if board.plan.kind != "commune":
        return False
    is_sum = (board.cells.flags >> 4 == Origin.AGGREGATED) & board.is_present & (board.plan.years <= year)
    return bool((is_sum & _find_summed(board.plan)).any())


def _explain_arrival(territory: Territory, since: str, around: Surroundings) -> str:
    """Why a reader who asked for a past code is here."""
    if not since or not since.isalnum() or len(since) > 12:
        return ""
    for one in find_successors(territory.kind, since):
        if one.territory.pk == territory.pk:
            return explain_succession(one, around.events)
    return ""


def list_used_sources(board: Board) -> list[SourceInfo]:
    """The datasets behind the latest figures, without repetition."""
    cells = [cell for cell in board.latest if cell >= 0]
    found = (source for cell in cells for source in find_origins(board.plan, cell).sources)
    return list({source.dataset: source for source in found}.values())


def _write_sources(sources: list[SourceInfo]) -> Markup:
    """By producer and licence, so that each is said once: « Insee, Licence Ouverte 2.0 : Populations… »."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source in sources:
        link = (typeset(source.title), dataset_path(source.dataset))
        found.setdefault((source.producer, source.licence), []).append(link)
    written = (
        f"{escape(typeset(producer))}, {escape(licence)}{NO_BREAK_SPACE}: {join_links(links, ', ')}."
        for (producer, licence), links in found.items()
    )
    return Markup(" ".join(written))  # noqa: S704 - escaped above


def _list_explanations(board: Board, path: str) -> Iterator[tuple[str, str, str]]:
    """Pages that explain some of these figures: label, address, summary."""
    for page in get_catalogue().explanations.values():
        numbers = [board.plan.numbers.get(slug, -1) for slug in page.needs]
        cells = [board.latest[number] for number in numbers if number >= 0]
        if board.plan.kind in page.levels and any(cell >= 0 and not board.absences[cell] for cell in cells):
            yield page.title, f"{path}/{write_segment(page.slug)}", page.summary


_FILES: Final = (
    ("CSV", ".csv", ""),
    ("CSV pour Excel en français", ".csv", "format=excel"),
    ("Excel (XLSX)", ".xlsx", ""),
    ("LibreOffice (ODS)", ".ods", ""),
    ("Parquet", ".parquet", ""),
)


def _link_files(path: str, query: str) -> Markup:
    """The files of the page, compared as it is, at its version of the data."""
    links = []
    for label, extension, asked in _FILES:
        joined = f"{query}{'&' if query else '?'}{asked}" if asked else query
        links.append((label, keep_version(f"{path}{extension}{joined}")))
    return join_links(links, ", ")


def _write_citation(name: str, address: str, sources: list[SourceInfo]) -> str:
    """Dated by the data rather than by the day, so that everyone cites the same thing."""
    published = [source.published_at for source in sources if source.published_at]
    dated = f", données au {format_date(localtime(max(published)).date())}" if published else ""
    quoted = f"«{NO_BREAK_SPACE}{name}{NO_BREAK_SPACE}»"
    return f"{settings.SITE_NAME}, {quoted}{dated}, {build_frozen_address(address)}"


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
