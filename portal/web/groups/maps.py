"""The map of a group: its members, those far away each in their inset."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name
from portal.territories.addresses import path_of
from portal.territories.queries.outlines import list_outline_rows
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.frame import Inset, Shape, draw_map

DRAWN_AT_MOST: Final = 300
"""Beyond, the page would weigh more than all the others of a visit."""

_MAINLAND: Final = "metropole"


def draw_members(members: Sequence[Relative], title: str) -> Markup:
    """The members, or nothing when there are too many of them or no outline."""
    if len(members) > DRAWN_AT_MOST:
        return Markup("")
    rows = {row.id: row for row in list_outline_rows([member.id for member in members])}
    zones: dict[str, list[Shape]] = {}
    for member in members:
        row = rows.get(member.id)
        if row is not None:
            box = (row.x0, row.y0, row.x1, row.y1)
            path = path_of(member.kind, member.code, member.slug)
            zones.setdefault(row.zone, []).append(Shape(row.path, box, fix_name(member.name), path))
    main = _MAINLAND if _MAINLAND in zones else next(iter(zones), "")
    insets = [
        Inset(shapes[0].label if len(shapes) == 1 else "Outre-mer", tuple(shapes))
        for zone, shapes in sorted(zones.items())
        if zone != main
    ]
    return draw_map(zones.get(main, []), map_id="carte", title=title, insets=insets)
