"""Zones of the explorer: any set of territories that an address can name.

``france`` · ``region:53`` · ``departement:35`` · ``epci:243500139`` · ``ept:200057966`` ·
``voisins:commune:35238`` · ``group:x7k2`` · ``liste:commune:35238,35047``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import add_article, at_place, fix_name, format_number, of_place, typeset
from portal.territories.addresses import FRANCE_PATH, path_of
from portal.territories.models import GROUP_KIND
from portal.territories.queries.groups import MEMBER_KINDS, GroupCard, build_card, find_group
from portal.territories.queries.places import find_successors
from portal.territories.queries.surroundings import Relative, get_directory, list_member_positions
from portal.territories.queries.universe import FRANCE_CODE, get_universe

Positions = NDArray[np.int32]

FRANCE: Final = "france"
NEIGHBOURS: Final = "voisins"
LIST: Final = "liste"

LISTED_AT_MOST: Final = 400
LONGEST: Final = 6000
"""Of a zone in an address: proxies and browsers cut longer addresses."""

_LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "france": ("region", "departement", "epci", "commune"),
    "region": ("departement", "epci", "commune"),
    "departement": ("epci", "commune"),
    "epci": ("commune",),
    "ept": ("commune",),
}
"""Kind of a zone → the kinds of its members, widest first."""

_OPENS_WITH: Final = {"france": "departement", "region": "epci", "departement": "commune"}

_CODE: Final = re.compile(r"[0-9A-Za-z]{1,12}")
_FEMININE: Final = frozenset({"commune", "epci", "region"})


class UnknownZoneError(LookupError):
    """No such zone: the message says in French what was found and what is expected."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A set of territories. ``key`` is its name in addresses.

    ``kind`` is france, region, departement, epci, ept, voisins, group or liste; ``code`` that of its
    territory or group, empty for a list. ``name`` as a title (« Ille-et-Vilaine »), ``subject`` as a subject
    (« l’Ille-et-Vilaine »), ``of_name`` after a noun (« d’Ille-et-Vilaine »), ``in_name`` as a place
    (« en Ille-et-Vilaine »). ``path`` leads to its page, empty when it has none. ``levels`` are the kinds
    of its members, widest first, ``opens_with`` the one to show first. ``notices`` tell what is not as it
    was asked. ``member_positions`` are those of neighbours, a group or a list.
    """

    key: str
    kind: str
    code: str
    name: str
    subject: str
    of_name: str
    in_name: str
    path: str
    levels: tuple[str, ...]
    opens_with: str
    notices: tuple[str, ...] = ()
    member_positions: tuple[int, ...] = ()

    @property
    def territory(self) -> tuple[str, str] | None:
        """Kind and code of the territory that the zone is; None for other sets."""
        return (self.kind, self.code) if self.kind in _LEVELS else None


def find_zone(key: str) -> Zone:
    """The zone of this name; the whole of France for an empty one. Raises UnknownZoneError.

    No query but for a saved group and for a code that is no longer one of today's.
    """
    if len(key) > LONGEST:
        raise UnknownZoneError("Cette zone est trop longue : enregistrez la liste comme un groupe.")
    kind, _, rest = key.partition(":")
    if key in ("", FRANCE, f"{FRANCE}:{FRANCE_CODE}"):
        return _build_france()
    if kind == NEIGHBOURS:
        return _build_neighbours(*rest.partition(":")[::2])
    if kind == GROUP_KIND:
        return _build_group(rest)
    if kind == LIST:
        return _build_list(*rest.partition(":")[::2])
    if kind not in _LEVELS:
        raise UnknownZoneError(
            f"La zone « {key[:40]} » n’a pas la forme attendue : « france », « departement:35 », "
            "« epci:243500139 », « voisins:commune:35238 », « group:… » ou « liste:commune:35238,35047 »."
        )
    return _build_territory(kind, rest)


def list_zone_positions(zone: Zone, level: str) -> Positions:
    """Positions of the members of a zone at one of its levels, increasing.

    An EPCI is a member of every département and région where it has a commune, as in the lists of sheets.
    Raises ValueError for a level that is none of the zone's.
    """
    if level not in zone.levels:
        raise ValueError(f"level {level!r} of zone {zone.key}: expected one of {', '.join(zone.levels)}")
    if zone.kind not in _LEVELS:
        return np.sort(np.array(zone.member_positions, np.int32))
    if zone.kind == FRANCE:
        return get_universe().members_of(FRANCE, FRANCE_CODE, level)
    if level == "epci":
        return np.sort(np.array(list_member_positions(zone.kind, zone.code, level), np.int32))
    return get_universe().members_of(zone.kind, zone.code, level)


def _build_france() -> Zone:
    levels = _LEVELS[FRANCE]
    return Zone(
        FRANCE, FRANCE, FRANCE_CODE, "France", "la France", "de France", "en France", FRANCE_PATH, levels,
        _OPENS_WITH[FRANCE],
    )  # fmt: skip


def find_today(kind: str, code: str) -> tuple[Relative, tuple[str, ...]]:
    """Today's territory of a code, and what to say when the code was that of another one.

    Raises UnknownZoneError.
    """
    wanted = code.upper()
    directory = get_directory()
    found = directory.by_code.get((kind, wanted))
    if found is not None:
        return found, ()
    if not _CODE.fullmatch(wanted):
        raise UnknownZoneError(f"« {code[:40]} » n’a pas la forme d’un code de territoire.")
    heirs = [one.territory for one in find_successors(kind, wanted)]
    heir = directory.by_code.get((kind, heirs[0].code)) if len(heirs) == 1 else None
    if heir is None:
        raise UnknownZoneError(
            f"Aucun territoire d’aujourd’hui n’a le code « {wanted} » à ce niveau ({kind}) : "
            "cherchez la zone par son nom."
        )
    return heir, (f"Le code {wanted} est aujourd’hui celui d’un autre territoire : {fix_name(heir.name)}.",)


def _build_territory(kind: str, code: str) -> Zone:
    found, notices = find_today(kind, code)
    named = (found.name, found.article_kind, kind)
    return Zone(
        f"{kind}:{found.code}",
        kind,
        found.code,
        fix_name(found.name),
        add_article(*named),
        of_place(*named),
        at_place(*named),
        path_of(kind, found.code, found.slug),
        _LEVELS[kind],
        _OPENS_WITH.get(kind, "commune"),
        notices,
    )


def _build_neighbours(kind: str, code: str) -> Zone:
    """A territory and those that touch it."""
    if kind not in MEMBER_KINDS:
        raise UnknownZoneError(
            f"« voisins:{kind[:20]} » n’est pas connu : attendu « voisins:commune:35238 », ou les voisins "
            f"d’un territoire d’une autre nature ({', '.join(MEMBER_KINDS)})."
        )
    found, notices = find_today(kind, code)
    around = get_directory().neighbours.get(found.id, ())
    word = "voisines" if kind in _FEMININE else "voisins"
    subject = add_article(found.name, found.article_kind, kind)
    return Zone(
        f"{NEIGHBOURS}:{kind}:{found.code}",
        NEIGHBOURS,
        found.code,
        f"{fix_name(found.name)} et ses {word}",
        f"{subject} et ses {word}",
        f"{of_place(found.name, found.article_kind, kind)} et de ses {word}",
        f"{at_place(found.name, found.article_kind, kind)} et chez ses {word}",
        path_of(kind, found.code, found.slug),
        (kind,),
        kind,
        notices,
        (found.position, *(one.position for one in around if one.kind == kind)),
    )


def _build_group(public_id: str) -> Zone:
    card = find_group(public_id)
    if card is None:
        raise UnknownZoneError(f"Aucun groupe n’est enregistré sous l’identifiant « {public_id[:40]} ».")
    name = fix_name(card.name) or "groupe sans nom"
    words = (name, f"le groupe « {name} »", f"du groupe « {name} »", f"dans le groupe « {name} »")
    return _build_chosen(f"{GROUP_KIND}:{card.id}", GROUP_KIND, card, words, card.path)


def _build_list(kind: str, text: str) -> Zone:
    if kind not in MEMBER_KINDS:
        raise UnknownZoneError(
            f"« liste:{kind[:20]} » n’est pas connu : attendu « liste:commune:35238,35047 », ou une liste "
            f"d’une autre nature ({', '.join(MEMBER_KINDS)})."
        )
    codes = list(dict.fromkeys(code.strip().upper() for code in text.split(",") if code.strip()))
    if not codes or len(codes) > LISTED_AT_MOST:
        raise UnknownZoneError(
            f"Une liste réunit de 1 à {LISTED_AT_MOST} codes, séparés par des virgules ; "
            f"celle-ci en a {format_number(len(codes))}."
        )
    if wrong := [code for code in codes if not _CODE.fullmatch(code)]:
        raise UnknownZoneError(f"« {wrong[0][:40]} » n’a pas la forme d’un code de territoire.")
    card = build_card(kind, codes)
    if not card.positions:
        raise UnknownZoneError("Aucun code de cette liste n’est celui d’un territoire d’aujourd’hui.")
    words = ("Ma sélection", "cette sélection", "de cette sélection", "dans cette sélection")
    return _build_chosen(f"{LIST}:{kind}:{','.join(card.codes)}", LIST, card, words, "")


def _build_chosen(key: str, kind: str, card: GroupCard, words: tuple[str, str, str, str], path: str) -> Zone:
    name, subject, of_name, in_name = (typeset(one) for one in words)
    return Zone(
        key, kind, card.id, name, subject, of_name, in_name, path, (card.member_kind,), card.member_kind,
        card.notices, card.positions,
    )  # fmt: skip
