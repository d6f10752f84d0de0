"""The map of a sheet: which shapes, which links, and the same thing in words."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from portal.kernel.french import fix_name, format_count, of_place
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.outlines import OutlineRow, list_outline_rows
from portal.territories.queries.surroundings import Relative, Surroundings
from portal.ui.maps.frame import Inset, Shape, draw_map
from portal.web.factsheets.wording import MEMBER_NOUNS

MAINLAND = "metropole"

DRAWN_MEMBERS: dict[str, str] = {
    "epci": "commune",
    "ept": "commune",
    "departement": "epci",
    "region": "departement",
    "france": "region",
}
"""Kind → the kind of members its map draws."""


def build_map(territory: Territory, around: Surroundings) -> Markup:
    """A commune among those of its EPCI and its neighbours; another territory and its members."""
    if territory.kind == "commune":
        return _draw_commune(territory, around)
    kind = DRAWN_MEMBERS[territory.kind]
    members = around.members.get(kind, ())
    words = f"{format_count(len(members), *MEMBER_NOUNS[kind])}"
    return _draw(members, title=f"Carte : {fix_name(territory.name)}, {words}", frame=territory)


def write_caption(territory: Territory, around: Surroundings) -> str:
    """What the map shows, in one line under it."""
    if territory.kind == "commune":
        epci = around.parents.get("epci")
        return (
            f"Les communes {of_place(epci.name, epci.article_kind, 'epci')} et celles qui l’entourent"
            if epci
            else "Communes voisines"
        )
    kind = DRAWN_MEMBERS[territory.kind]
    return f"{format_count(len(around.members.get(kind, ())), *MEMBER_NOUNS[kind])}"


def _draw_commune(territory: Territory, around: Surroundings) -> Markup:
    near = {row.id: row for row in (*around.siblings, *around.neighbours)}
    siblings = {row.id for row in around.siblings}
    touching = {row.id for row in around.neighbours}  # links only there: a map is no list
    name, epci = fix_name(territory.name), around.parents.get("epci")
    within = f" dans {fix_name(epci.name)}" if epci else " et ses voisines"
    rows = {row.id: row for row in list_outline_rows([territory.pk, *near])}
    if territory.pk not in rows:
        return Markup("")
    here = rows[territory.pk]
    shapes = [_shape(here, name, highlighted=True)]
    shapes += [
        _shape(
            rows[pk],
            fix_name(row.name) if pk in touching else "",  # only links are named
            href=_path(row) if pk in touching else "",
            context=pk not in siblings,
        )
        for pk, row in near.items()
        if pk in rows and rows[pk].zone == here.zone
    ]
    return draw_map(shapes, map_id="carte", title=f"Carte : {name}{within}")


def _draw(members: Sequence[Relative], *, title: str, frame: Territory) -> Markup:
    rows = {row.id: row for row in list_outline_rows([member.id for member in members])}
    zones: dict[str, list[Shape]] = {}
    for member in members:
        if member.id in rows:
            row = rows[member.id]
            zones.setdefault(row.zone, []).append(_shape(row, fix_name(member.name), href=_path(member)))
    main = MAINLAND if MAINLAND in zones else next(iter(zones), "")
    insets = [Inset(shapes[0].label, tuple(shapes)) for zone, shapes in sorted(zones.items()) if zone != main]
    return draw_map(zones.get(main, []), map_id="carte", title=title, insets=insets)


def _shape(
    row: OutlineRow, label: str, *, href: str = "", highlighted: bool = False, context: bool = False
) -> Shape:
    return Shape(
        row.path, (row.x0, row.y0, row.x1, row.y1), label, href,
        is_highlighted=highlighted, is_context=context,
    )  # fmt: skip


def _path(row: Relative) -> str:
    return path_of(row.kind, row.code, row.slug)
