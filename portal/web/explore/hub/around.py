"""« Autour de chez moi »: the zones around a place, so that each entry opens where the reader lives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from portal.kernel.french import typeset
from portal.stats.addresses import explore_path
from portal.territories.addresses import SUB_ENTITY_KINDS, path_of
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import Zone, find_zone

_ZONES_OF: Final[dict[str, tuple[str, ...]]] = {
    "commune": ("departement", "region"),
    "epci": ("epci", "departement", "region"),
    "ept": ("ept", "departement", "region"),
    "departement": ("departement", "region"),
    "region": ("region",),
}
"""Kind of a place → kinds of the zones around it, nearest first; France is the last of all."""

_OPENS_WITH: Final = "departement"
_MAP: Final = "carte"


@dataclass(frozen=True, slots=True)
class Around:
    """A place and the zones around it, nearest first, France included."""

    place: Relative
    zones: tuple[Zone, ...]

    @property
    def key(self) -> str:
        """« commune:35238 », as addresses write it."""
        return f"{self.place.kind}:{self.place.code}"

    def widen(self) -> Around:
        """The same place, within France alone."""
        return replace(self, zones=self.zones[-1:])

    @property
    def name(self) -> str:
        return typeset(self.place.name)

    @property
    def path(self) -> str:
        """The page of the place."""
        return path_of(self.place.kind, self.place.code, self.place.slug)


def find_around(place: Relative | None) -> Around | None:
    """The zones of a place; a part of a commune is taken for its commune, and a place nobody surrounds
    (a syndicat) has none but France."""
    if place is None:
        return None
    found = _find_whole(place)
    universe = get_universe()
    keys = []
    for kind in _ZONES_OF.get(found.kind, ()):
        code = found.code if kind == found.kind else universe.group_of(found.kind, found.code, kind)
        keys += [f"{kind}:{code}"] if code and universe.position(kind, code) is not None else []
    return Around(found, tuple(find_zone(key) for key in (*keys, "")))


def _find_whole(place: Relative) -> Relative:
    if place.kind not in SUB_ENTITY_KINDS:
        return place
    directory = get_directory()
    parent = next((code for code, parts in directory.parts.items() if place in parts), "")
    return directory.by_code.get(("commune", parent), place)


def place_entry(
    slug: str,
    online: Collection[str],
    around: Around | None,
    *,
    level: str = "",
    zone: str = "",
    view: str = "",
) -> str:
    """The address of an indicator: near the reader when there is one, else where the question asks.

    ``online``: the levels at which it has figures. The level asked is kept where the zone has it.
    """
    shown = "" if view == _MAP else view
    if around is None:
        plain = level == _OPENS_WITH and not zone
        return explore_path(slug, zone=zone, level="" if plain else level, view=shown)
    for near in around.zones:
        levels = [one for one in near.levels if one in online]
        if levels:
            kept = level if level in levels and level != near.opens_with else ""
            is_france = near.kind == "france"
            return explore_path(
                slug, zone="" if is_france else near.key, level=kept, view=shown, here=around.key
            )
    return explore_path(slug, view=shown, here=around.key)
