"""The zones that are one click away from the one shown, and the form that finds any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from portal.kernel.french import fix_name
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import NEIGHBOURS, Zone
from portal.web.explore.choosing.back import Back, read_back

ZONES_PATH: Final = "/explorer/zones"

_PARENTS: Final = {
    "commune": ("epci", "ept", "departement", "region"),
    "epci": ("departement", "region"),
    "ept": ("departement", "region"),
    "departement": ("region",),
}
_WITH_NEIGHBOURS: Final = frozenset({"commune", "epci", "departement", "region"})
_AROUND: Final = {"commune": "voisines", "epci": "voisines", "departement": "voisins", "region": "voisines"}


@dataclass(frozen=True, slots=True)
class ZoneLink:
    label: str
    path: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """``back`` is the page to come back to; ``links`` are ready zones; ``adding`` begins the address that the
    script completes with the place chosen."""

    zone: str
    back: str
    adding: str
    links: tuple[ZoneLink, ...]


def build_offer(zone: Zone, here: Relative | None, address: str) -> Offer:
    """For a page at ``address`` that shows ``zone``; ``here`` is the reader's place. No query."""
    back = read_back(address)
    mark = f"{here.kind}:{here.code}" if here else ""
    links = {one.path: one for one in _list_links(zone, here, back, mark)}
    return Offer(
        zone=zone.name,
        back=back.address,
        adding=begin_address(back),
        links=tuple(links.values()),
    )


def begin_address(back: Back) -> str:
    """The beginning of the address that the script completes with the place chosen."""
    return f"{ZONES_PATH}?{urlencode({'retour': back.address}, safe=':,/')}&t="


def _list_links(zone: Zone, here: Relative | None, back: Back, mark: str) -> Iterator[ZoneLink]:
    """Zones of the reader's place, then what surrounds the zone shown, then France."""
    if here is not None:
        yield from list_zones_of(here, back, zone.key)
    centre = _find_centre(zone)
    if centre is not None and centre != here:
        yield from list_zones_of(centre, back, zone.key, mark)
    yield ZoneLink("France", back.build(here=mark), zone.kind == "france")


def _find_centre(zone: Zone) -> Relative | None:
    """The territory that a zone is, or that its neighbours surround; none for France and for lists."""
    known = None if zone.kind == "france" else zone.territory
    if zone.kind == NEIGHBOURS:
        _, kind, code = zone.key.split(":")
        known = (kind, code)
    return get_directory().by_code.get(known) if known else None


def list_zones_of(place: Relative, back: Back, current: str = "", mark: str = "") -> Iterator[ZoneLink]:
    """A place as a zone, with its neighbours, and what it is part of. ``mark``: the place marked there,
    this one when empty."""
    marked = mark or f"{place.kind}:{place.code}"
    parents = list(_list_parents(place))
    shared = Counter(one.name for one in (place, *parents))

    def name_zone(one: Relative) -> str:
        """« Guadeloupe (région) » beside the département of the same name."""
        kind = f" ({NOUNS[one.kind][0]})" if shared[one.name] > 1 and one.kind in NOUNS else ""
        return f"{fix_name(one.name)}{kind}"

    name = name_zone(place)
    if place.kind != "commune":
        key = f"{place.kind}:{place.code}"
        yield ZoneLink(name, back.build(zone=key, here=marked), key == current)
    if place.kind in _WITH_NEIGHBOURS and get_directory().neighbours.get(place.id):
        key = f"voisins:{place.kind}:{place.code}"
        label = f"{name} et ses {_AROUND[place.kind]}"
        yield ZoneLink(label, back.build(zone=key, here=marked), key == current)
    for parent in parents:
        key = f"{parent.kind}:{parent.code}"
        yield ZoneLink(name_zone(parent), back.build(zone=key, here=marked), key == current)


def _list_parents(place: Relative) -> Iterator[Relative]:
    universe, directory = get_universe(), get_directory()
    for kind in _PARENTS.get(place.kind, ()):
        found = directory.by_code.get((kind, universe.group_of(place.kind, place.code, kind)))
        if found is not None:
            yield found
