"""Who the territory is: names, codes, place, seat, town hall, elected head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ObjectDoesNotExist

from portal.kernel.french import (
    NO_BREAK_SPACE,
    fix_name,
    format_date,
    of_place,
    typeset,
)
from portal.territories.addresses import path_of
from portal.territories.models import Contact, Head, Territory
from portal.territories.queries.surroundings import Relative, list_parents
from portal.web.factsheets.hours import write_opening_hours
from portal.web.factsheets.wording import FUNDINGS, SEATS, WITHOUT_COUNCIL, name_strate, name_type

_NAME_WORD: Final = re.compile(r"[^\W\d_]+")
_PARTICLES: Final = {"DE": "de", "DU": "du", "DES": "des", "D": "d"}
_SIZED: Final = frozenset({"commune", "departement"})
"""Kinds whose strates are sizes."""
DIRECTORY: Final = "https://annuaire-entreprises.data.gouv.fr/entreprise/"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the identity card: text, or a link."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class TownHall:
    """How to reach the authority; empty parts are unknown."""

    address: tuple[str, ...]
    phone: str
    phone_href: str
    email: str
    website: str
    website_label: str
    hours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """« Maire », « Camille Exemple », « élection à cette fonction : 22 mars 2026 » (empty when unknown).

    ``elected`` says the office and not the person: whoever was elected again has the new date.
    """

    title: str
    name: str
    elected: str


@dataclass(frozen=True, slots=True)
class Identity:
    """``of_name`` is « de Rennes », « du Mans »; ``trail`` the parents from France down, as links."""

    name: str
    of_name: str
    type: str
    facts: tuple[Fact, ...]
    trail: tuple[tuple[str, str], ...]
    head: HeadLine | None
    town_hall: TownHall | None
    badges: tuple[str, ...] = field(default=())


def build_identity(
    territory: Territory,
    parents: Mapping[str, Relative],
    seat: Relative | None,
    *,
    area: str = "",
    twins: Sequence[tuple[str, str]] = (),
) -> Identity:
    """The identity card. ``parents`` by kind; ``seat`` is the chef-lieu of a département or région;
    ``area`` is « 50,4 km² » or empty; ``twins`` are names and paths (``twins.list_twins``)."""
    return Identity(
        name=fix_name(territory.name),
        of_name=of_place(territory.name, territory.article_kind, territory.kind),
        type=name_type(territory),
        facts=tuple(_list_facts(territory, parents, seat, area, twins)),
        trail=tuple(_build_trail(territory, parents)),
        head=_find_head(territory),
        town_hall=_find_town_hall(territory),
        badges=tuple(_list_badges(territory)),
    )


def link_to(territory: Territory | Relative) -> tuple[str, str]:
    """Name and path of a territory."""
    return fix_name(territory.name), path_of(territory.kind, territory.code, territory.slug)


def _list_facts(
    territory: Territory,
    parents: Mapping[str, Relative],
    seat: Relative | None,
    area: str,
    twins: Sequence[tuple[str, str]],
) -> list[Fact]:
    facts = [Fact(*entry) for entry in _list_places(parents)]
    facts += [Fact("Voir aussi", *link) for link in twins]
    if seat is not None:
        facts.append(Fact("Chef-lieu", *link_to(seat)))
    if territory.funding in FUNDINGS:
        facts.append(Fact("Financement", FUNDINGS[territory.funding].capitalize()))
    if area:
        facts.append(Fact("Superficie", area))
    facts += _list_codes(territory)
    strate = name_strate(territory)
    if strate:
        facts.append(Fact("Taille" if territory.kind in _SIZED else "Catégorie", typeset(strate)))
    return facts


def _list_places(parents: Mapping[str, Relative]) -> list[tuple[str, str, str]]:
    labels = {
        "epci": "Intercommunalité",
        "ept": "Établissement public territorial",
        "departement": "Département",
        "region": "Région",
    }
    if "departement" in parents and parents["departement"].type == "com":
        labels["departement"] = "Collectivité"
    return [(labels[kind], *link_to(parents[kind])) for kind in labels if kind in parents]


def _list_codes(territory: Territory) -> list[Fact]:
    facts = []
    if territory.postal_codes:
        label = "Code postal" if len(territory.postal_codes) == 1 else "Codes postaux"
        facts.append(Fact(label, _write_postal_codes(territory.postal_codes)))
    if territory.kind in {"commune", "departement", "region"}:
        facts.append(Fact("Code Insee", territory.code))
    if territory.siren:
        facts.append(Fact("Siren", territory.siren, DIRECTORY + territory.siren))
    return facts


def _write_postal_codes(codes: list[str]) -> str:
    """All of them up to four; « 75001 à 75020 (21 codes) » beyond."""
    if len(codes) <= 4:
        return ", ".join(codes)
    ordered = sorted(codes)
    return f"{ordered[0]} à {ordered[-1]} ({len(codes)} codes)"


def _build_trail(territory: Territory, parents: Mapping[str, Relative]) -> list[tuple[str, str]]:
    """France, région, département, intercommunalité: those above this one."""
    if territory.kind == "france":
        return []
    above = [link_to(parents[kind]) for kind in ("region", "departement", "epci") if kind in parents]
    return [("France", path_of("france", "FR")), *above]


def list_trail(territory: Territory) -> list[tuple[str, str]]:
    """What leads to a page under the sheet: the territories above this one, then its sheet."""
    return [*_build_trail(territory, list_parents(territory)), link_to(territory)]


def _list_badges(territory: Territory) -> list[str]:
    badges = [name_type(territory)]
    if territory.kind == "commune" and territory.seat_rank in SEATS:
        badges.append(SEATS[territory.seat_rank].capitalize())
    return badges


def _find_head(territory: Territory) -> HeadLine | None:
    try:
        head: Head = territory.head
    except ObjectDoesNotExist:
        return None if territory.kind == "france" else _find_silence(territory)
    elected = f"élection à cette fonction{NO_BREAK_SPACE}: {format_date(head.since)}" if head.since else ""
    return HeadLine(head.title, f"{head.first_name} {_write_last_name(head.last_name)}", elected)


def _find_silence(territory: Territory) -> HeadLine | None:
    """What to say of a head that the source does not name; nothing where there is no such office."""
    if territory.type == "com" or (territory.kind, territory.code) in WITHOUT_COUNCIL:
        return None
    if territory.kind == "commune":
        return HeadLine("Maire", "Non renseigné dans la source", "")
    return HeadLine("Présidence", "Non renseignée dans la source", "")


def _write_last_name(name: str) -> str:
    """« APPÉRÉ » → « Appéré », « DE LA TOUR-D'AUVERGNE » → « de La Tour-d’Auvergne »; others as given."""
    if not name.isupper():
        return fix_name(name)
    words = _NAME_WORD.sub(lambda match: _PARTICLES.get(match.group(), match.group().capitalize()), name)
    return fix_name(words)


def _find_town_hall(territory: Territory) -> TownHall | None:
    try:
        contact: Contact = territory.contact
    except ObjectDoesNotExist:
        return None
    website = contact.website if contact.website.startswith(("https://", "http://")) else ""
    return TownHall(
        address=tuple(line.strip() for line in contact.address.splitlines() if line.strip()),
        phone=contact.phone,
        phone_href="".join(character for character in contact.phone if character in "+0123456789"),
        email=contact.email,
        website=website,
        website_label=website.partition("://")[2].removeprefix("www.").rstrip("/"),
        hours=tuple(write_opening_hours(contact.opening_hours)),
    )
