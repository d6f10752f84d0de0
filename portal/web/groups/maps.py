"""The map of a group: its members, those far away each in their inset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name
from portal.territories.addresses import path_of
from portal.territories.queries.outlines import trace_outlines
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.composing import Drawn, compose
from portal.ui.maps.frame import draw_map

DRAWN_AT_MOST: Final = 300
"""Beyond, the page would weigh more than all the others of a visit."""


def draw_members(members: Sequence[Relative], title: str) -> Markup:
    """The members, or nothing when there are too many of them or no outline."""
    if len(members) > DRAWN_AT_MOST:
        return Markup("")
    drawn = Drawn(
        lambda rank: fix_name(members[rank].name),
        lambda rank: path_of(members[rank].kind, members[rank].code, members[rank].slug),
        linked=range(len(members)),
    )
    shapes, insets = compose(trace_outlines([member.id for member in members]), None, drawn)
    named = [one if one.label else replace(one, label="Outre-mer") for one in insets]
    return draw_map(shapes, map_id="carte", title=title, insets=named)
