"""``/explorer/zones``: a name typed, the places of that name, the zones each is or is part of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from portal.kernel.french import fix_name
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.search.answers import Hit
from portal.territories.search.engine import search_territories
from portal.web.explore.asked import read_here
from portal.web.explore.choosing.back import Back, read_back
from portal.web.explore.choosing.offer import ZONES_PATH, ZoneLink, list_zones_of

FOUND_AT_MOST: Final = 12
_LONGEST: Final = 120
_KINDS: Final = ("commune", "epci", "ept", "departement", "region")
_WHAT: Final = {
    "commune": "Commune",
    "epci": "Intercommunalité",
    "ept": "Établissement public territorial",
    "departement": "Département",
    "region": "Région",
}
_AS_A_ZONE: Final = {
    "epci": "ses communes",
    "ept": "ses communes",
    "departement": "ses communes",
    "region": "ses intercommunalités",
}
"""What a place is divided into when it is the zone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place found: what it is, and where it leads. For the hub, one link; for a map, its zones."""

    label: str
    details: str
    links: tuple[ZoneLink, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, or a place already chosen; the page to go back to."""

    q: str
    place: Relative | None
    back: Back


def read_asked(sent: QueryDict) -> Asked:
    """What an address asks. Raises Impossible for a place or a page that cannot be."""
    q = " ".join(sent.get("q", "").replace("\0", " ").split())[:_LONGEST].strip()
    return Asked(q, read_here(sent.get("t", "")), read_back(sent.get("retour", "")))


def present_zones(asked: Asked) -> dict[str, Any]:
    """All that the template places."""
    places = [_build_place(asked.place, "", asked.back)] if asked.place else list(_find_places(asked))
    return {
        "q": asked.q,
        "back": asked.back,
        "chosen": fix_name(asked.place.name) if asked.place else "",
        "places": places,
        "adding": asked.back.adding if asked.back.is_hub else "",
        "path": ZONES_PATH,
        "france": asked.back.address,
    }


def _find_places(asked: Asked) -> Iterator[Place]:
    directory = get_directory()
    for hit in search_territories(asked.q, kinds=_KINDS, limit=FOUND_AT_MOST) if asked.q else ():
        found = directory.by_code.get((hit.kind, hit.code))
        if found is not None:
            yield _build_place(found, _write_details(hit), asked.back)


def _write_details(hit: Hit) -> str:
    parts = [_WHAT[hit.kind], fix_name(hit.departement_name) if hit.kind == "commune" else ""]
    return ", ".join(part for part in parts if part)


def _build_place(place: Relative, details: str, back: Back) -> Place:
    label = fix_name(place.name)
    if back.is_hub:
        links: tuple[ZoneLink, ...] = (ZoneLink(label, back.build(here=f"{place.kind}:{place.code}")),)
    else:
        links = tuple(_name_zones(place, list(list_zones_of(place, back))))
    return Place(label, details or _WHAT.get(place.kind, ""), links)


def _name_zones(place: Relative, links: list[ZoneLink]) -> Iterator[ZoneLink]:
    """« Rennes Métropole : ses communes » for the place itself, the name for what it is part of."""
    for rank, link in enumerate(links):
        divided = _AS_A_ZONE.get(place.kind) if rank == 0 else None
        yield ZoneLink(f"{link.label} : {divided}", link.path) if divided else link
