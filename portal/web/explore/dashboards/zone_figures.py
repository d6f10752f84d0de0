"""The figures of a zone itself, and of what it is compared with, read with one SQL query.

A territory is compared with the one around it (its région for a département), a set of territories with
France; what members have, with the middle of all those of France.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.stats.queries import aggregate_perimeter
from portal.stats.queries.references import Reference
from portal.stats.queries.side_by_side import SeriesColumn, SideColumn, read_columns
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import FRANCE_CODE, get_universe
from portal.territories.queries.zones import Zone
from portal.ui.sentences.comparison import Reference as Words
from portal.ui.sentences.comparison import name_place

_FRANCE: Final = Reference("france", FRANCE_CODE)
_WIDER: Final = {"epci": ("departement",), "departement": ("region",), "region": ()}
"""Kind of a zone → the groupings that it is compared with, before France."""


@dataclass(frozen=True, eq=False)
class ZoneFigures:
    """``own`` are those of the zone, ``wider`` those of what it is compared with, named by ``wider_words``;
    both None for France. ``middle`` are the medians of all the members of France of the zone's level."""

    own: SideColumn
    wider: SideColumn | None
    wider_words: Words | None
    middle: SideColumn


def read_zone_figures(zone: Zone, level: str, slugs: Sequence[str]) -> ZoneFigures:
    """The figures of these indicators. One SQL query, and what it takes to add up a set of territories."""
    wider = _find_wider(zone)
    middle = Reference(level, FRANCE_CODE, "france", "median")
    references = [
        *([Reference(*zone.territory)] if zone.territory else []),
        *([wider] if wider else []),
        middle,
    ]
    columns = read_columns(references, slugs)
    own = columns[0] if zone.territory else _add_up(zone, level, slugs)
    return ZoneFigures(own, columns[-2] if wider else None, _name(wider) if wider else None, columns[-1])


def _find_wider(zone: Zone) -> Reference | None:
    if zone.kind == "france":
        return None
    for grouping in _WIDER.get(zone.kind, ()):
        code = get_universe().group_of(zone.kind, zone.code, grouping)
        if code:
            return Reference(grouping, code)
    return _FRANCE


def _name(reference: Reference) -> Words:
    if reference.kind == "france":
        return Words("que la France", "de la France", "à la France", "la France")
    found = get_directory().by_code[reference.kind, reference.code]
    return name_place(found.name, found.article_kind, found.kind)


def _add_up(zone: Zone, level: str, slugs: Sequence[str]) -> SideColumn:
    """Of a set of territories: theirs taken together."""
    if not zone.member_positions:
        return SeriesColumn(level, {})
    sheet = aggregate_perimeter(zone.member_positions, slugs, kind=level)
    return SeriesColumn(level, sheet.series, sheet.refusals)
