"""The list of all members of one kind of a territory, their map and their file."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404

from portal.kernel.french import fix_name, format_count, of_place, typeset
from portal.stats.addresses import explore_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures, list_member_figures
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import list_member_positions, list_relatives
from portal.ui.exports.responses import Format
from portal.ui.exports.tables import ReadMe, Table
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.lists.asked import (
    Asked,
    choose_columns,
    find_order,
    group_by_theme,
    keep_filled,
    list_known,
)
from portal.web.factsheets.lists.drawing import DRAWN, ListMap, draw_list
from portal.web.factsheets.lists.files import build_list_table, build_readme
from portal.web.factsheets.lists.table import Listed, build_table, keep_asked, sort_members
from portal.web.factsheets.wording import MEMBER_NOUNS


class MemberList(NamedTuple):
    """``every`` in the order of the list, ``listed`` those that the filter keeps."""

    every: Listed
    listed: Listed


def read_members(territory: Territory, asked: Asked) -> MemberList:
    """The members with the figures of the columns asked. Raises ImpossibleList."""
    positions = list_member_positions(territory.kind, territory.code, asked.kind)
    members = list_relatives(asked.kind, positions)
    slugs = [one.slug for one in choose_columns(asked)]
    read = list_member_figures(asked.kind, [member.position for member in members], slugs)
    figures = keep_filled(asked, read)
    order = find_order(asked, [one.indicator for one in figures])
    every = sort_members(members, figures, order)
    if not asked.text:
        return MemberList(every, every)
    kept = {one.id for one in keep_asked(every.members, asked.text)}
    ranks = [rank for rank, member in enumerate(every.members) if member.id in kept]
    return MemberList(every, _take(every, ranks))


def _take(listed: Listed, ranks: list[int]) -> Listed:
    return Listed(
        tuple(listed.members[rank] for rank in ranks),
        tuple(
            MemberFigures(one.indicator, one.year, tuple(one.figures[rank] for rank in ranks), one.dataset)
            for one in listed.figures
        ),
        listed.order,
    )


def present_members(territory: Territory, asked: Asked) -> dict[str, Any]:
    """Everything the template places. Raises ImpossibleList, and Http404 beyond the last page."""
    found = read_members(territory, asked)
    sheet_path = path_of(territory.kind, territory.code, territory.slug)
    path = f"{sheet_path}/{SEGMENTS[asked.kind]}"
    can_draw = (territory.kind, asked.kind) in DRAWN
    name = fix_name(territory.name)
    table = build_table(
        found.listed,
        asked,
        path=path,
        total=len(found.every.members),
        whole=None if asked.text else (name, territory.kind, territory.code),
        can_draw=can_draw,
    )
    if asked.page > table.pages:
        raise Http404(f"page {asked.page} of {table.pages}")
    singular, plural = MEMBER_NOUNS[asked.kind]
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    drawn = _draw(found.every, asked, of_name) if can_draw and asked.map else None
    known = list_known(asked.kind)
    query = asked.write_query()
    return {
        "asked": asked,
        "table": table,
        "map": drawn,
        "can_draw": can_draw,
        "themes": [(slug, label) for slug, label, _ in group_by_theme(known)],
        "drawable": [
            (label, [one for one in found_ if not one.is_categorical])
            for _, label, found_ in group_by_theme(known)
        ]
        if can_draw
        else [],
        "explore": find_explored(territory, asked),
        "title": typeset(
            f"{'Les ' if table.total > 1 else ''}{format_count(table.total, singular, plural)} {of_name}"
        ),
        "singular": singular,
        "plural": plural,
        "path": path,
        "page_path": lambda number: path + asked.write_query(page=number),
        "sheet_path": sheet_path,
        "trail": list_trail(territory),
        "name": name,
        "of_name": of_name,
        "files": [
            ("Ce tableau", f"{path}.xlsx{query}", "XLSX"),
            ("Ce tableau", f"{path}.ods{query}", "ODS"),
            ("Tous les indicateurs", f"{path}.csv", "CSV"),
            ("Les mêmes, pour Excel en français", f"{path}.csv?format=excel", "CSV"),
        ],
    }


def find_explored(territory: Territory, asked: Asked) -> str:
    """The map of the page in the explorer, where years, zones and indicators change."""
    zone = "" if territory.kind == "france" else f"{territory.kind}:{territory.code}"
    return explore_path(asked.map, zone=zone, level=asked.kind) if asked.map else ""


def _draw(every: Listed, asked: Asked, of_name: str) -> ListMap:
    [figures] = [one for one in every.figures if one.indicator.slug == asked.map]
    return draw_list(every.members, figures, where=of_name, nouns=MEMBER_NOUNS[asked.kind])


def build_member_file(territory: Territory, asked: Asked, wanted: Format) -> tuple[Table, ReadMe]:
    """The table asked as a file. A CSV for which no column was chosen has every indicator of the level.

    Raises ImpossibleList.
    """
    found = read_members(territory, asked)
    members, figures = found.listed.members, list(found.listed.figures)
    if wanted in {"csv", "excel"} and not asked.has_columns:
        slugs = [one.slug for one in get_catalogue().list_public_indicators() if asked.kind in one.levels]
        every = list_member_figures(asked.kind, [member.position for member in members], slugs)
        figures = [one for one in every if one.year is not None]
    plural = MEMBER_NOUNS[asked.kind][1]
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    title = f"{plural[0].upper()}{plural[1:]} {of_name}"
    path = f"{path_of(territory.kind, territory.code, territory.slug)}/{SEGMENTS[asked.kind]}"
    sentences = (
        f"{format_count(len(members), *MEMBER_NOUNS[asked.kind])} {of_name}, dans leur périmètre actuel.",
        *((f"Filtre : « {asked.text} ».",) if asked.text else ()),
    )
    table = build_list_table(members, figures, name=plural.capitalize(), title=typeset(title))
    return table, build_readme(title, path + asked.write_query(), figures, sentences)
