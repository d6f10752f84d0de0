"""The territories that share a border with one: their figures beside its own, their map, their file."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404

from portal.kernel.french import add_article, fix_name, format_count, of_place, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures, list_member_figures
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import list_neighbour_positions, list_relatives
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
from portal.web.factsheets.lists.drawing import draw_list
from portal.web.factsheets.lists.files import build_list_table, build_readme
from portal.web.factsheets.lists.table import Listed, build_table, sort_members
from portal.web.factsheets.wording import MEMBER_NOUNS, NEIGHBOUR_TITLES

SEGMENT: Final = "voisins"


def read_neighbours(territory: Territory, asked: Asked) -> Listed:
    """The territory and its neighbours, in the order asked. Raises ImpossibleList."""
    positions = [territory.position, *list_neighbour_positions(territory)]
    members = list_relatives(territory.kind, positions)
    slugs = [one.slug for one in choose_columns(asked)]
    figures = keep_filled(
        asked, list_member_figures(territory.kind, [one.position for one in members], slugs)
    )
    order = find_order(asked, [one.indicator for one in figures])
    return sort_members(members, figures, order)


def present_neighbours(territory: Territory, asked: Asked) -> dict[str, Any]:
    """Everything the template places. Raises ImpossibleList, Http404 for a page beyond the first."""
    if asked.page > 1:
        raise Http404(f"page {asked.page} of 1")
    listed = read_neighbours(territory, asked)
    sheet_path = path_of(territory.kind, territory.code, territory.slug)
    path = f"{sheet_path}/{SEGMENT}"
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    count = len(listed.members) - 1
    nouns = MEMBER_NOUNS[territory.kind]
    table = build_table(listed, asked, path=path, total=count, here=territory.pk, can_draw=True)
    figures = _find_drawn(listed, asked)
    query = asked.write_query()
    return {
        "asked": asked,
        "table": table,
        "map": draw_list(listed.members, figures, where=f"autour {of_name}", nouns=nouns, here=territory.pk)
        if count and figures
        else None,
        "themes": [(slug, label) for slug, label, _ in group_by_theme(list_known(territory.kind))],
        "title": typeset(f"{NEIGHBOUR_TITLES.get(territory.kind, 'Territoires voisins')} {of_name}"),
        "count": count,
        "counted": format_count(count, *nouns),
        "plural": nouns[1],
        "path": path,
        "sheet_path": sheet_path,
        "trail": list_trail(territory),
        "name": fix_name(territory.name),
        "named": add_article(territory.name, territory.article_kind, territory.kind),
        "of_name": of_name,
        "files": [
            ("Ce tableau", f"{path}.xlsx{query}", "XLSX"),
            ("Ce tableau", f"{path}.ods{query}", "ODS"),
            ("Ce tableau", f"{path}.csv{query}", "CSV"),
        ],
    }


def _find_drawn(listed: Listed, asked: Asked) -> MemberFigures | None:
    """The column of the map: the one asked, else what maps open with, else any number."""
    numbers = [one for one in listed.figures if not one.indicator.is_categorical]
    wanted = [asked.map] if asked.map else [one.slug for one in get_catalogue().list_drawn(asked.kind)]
    best = [one for slug in wanted for one in numbers if one.indicator.slug == slug]
    return next(iter([*best, *numbers]), None)


def build_neighbour_file(territory: Territory, asked: Asked) -> tuple[Table, ReadMe]:
    """The table asked as a file. Raises ImpossibleList."""
    listed = read_neighbours(territory, asked)
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    title = f"{NEIGHBOUR_TITLES.get(territory.kind, 'Territoires voisins')} {of_name}"
    path = f"{path_of(territory.kind, territory.code, territory.slug)}/{SEGMENT}{asked.write_query()}"
    sentence = "Territoires de même nature qui ont une limite en commun avec lui, et lui-même."
    table = build_list_table(listed.members, listed.figures, name="Voisins", title=typeset(title))
    return table, build_readme(title, path, listed.figures, (sentence,))
