"""The words of sheets that depend on the kind of territory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import format_number, sort_key
from portal.territories.models import Territory
from portal.territories.strates import load_strates


@dataclass(frozen=True, slots=True)
class GroupWords:
    """How one group of comparison is named.

    ``median`` and ``rank`` head columns; ``members`` follows « la médiane des » and « sur N ».
    """

    grouping: str
    median: str
    rank: str
    members: str


_SAME_SIZE: Final = ("Médiane, même taille", "Rang, même taille")

COMPARED_WITH: Final[dict[str, tuple[GroupWords, ...]]] = {
    "commune": (
        GroupWords(
            "departement", "Médiane du département", "Rang dans le département", "communes du département"
        ),
        GroupWords("strate", *_SAME_SIZE, "communes de même taille"),
    ),
    "epci": (
        GroupWords(
            "departement",
            "Médiane du département",
            "Rang dans le département",
            "intercommunalités du département",
        ),
        GroupWords("strate", "Médiane, même groupe", "Rang, même groupe", "intercommunalités comparables"),
    ),
    "departement": (
        GroupWords("france", "Médiane de France", "Rang en France", "départements de France"),
        GroupWords("strate", *_SAME_SIZE, "départements de même taille"),
    ),
    "region": (
        GroupWords("france", "Médiane de France", "Rang en France", "régions de France"),
        GroupWords("strate", "Médiane, même groupe", "Rang, même groupe", "régions du même groupe"),
    ),
    "france": (),
    "ept": (),
}
"""Kind → the groups a territory is compared with, the first one giving its rank."""

EPCI_TYPES: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole à statut particulier",
}
FUNDINGS: Final = {
    "FPU": "fiscalité professionnelle unique",
    "FA": "fiscalité additionnelle",
    "FPZ": "fiscalité professionnelle de zone",
}
WITHOUT_COUNCIL: Final = frozenset(
    {("departement", code) for code in ("2A", "2B", "67", "68", "75", "972", "973")} | {("region", "06")}
)
"""No president to look for: another authority (Corse, Alsace, Ville de Paris, Martinique, Guyane,
Département-Région de Mayotte) sits for them."""
SEATS: Final = {4: "préfecture de région", 3: "préfecture", 2: "sous-préfecture"}

KIND_LABELS: Final = {
    "commune": "Commune",
    "epci": "Intercommunalité",
    "ept": "Établissement public territorial",
    "departement": "Département",
    "region": "Région",
    "france": "Pays",
}

_LEVELS: Final = {"ept": "epci"}
"""Kind without a level of its own in the catalogue → the level whose choices its pages follow."""


def find_level(kind: str) -> str:
    """The level of the catalogue that the pages of a kind follow: its key figures, its order."""
    return _LEVELS.get(kind, kind)


MEMBER_NOUNS: Final = {
    "commune": ("commune", "communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "ept": ("établissement public territorial", "établissements publics territoriaux"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "arrondissement_municipal": ("arrondissement", "arrondissements"),
    "commune_deleguee": ("commune déléguée ou associée", "communes déléguées ou associées"),
}
"""Kind → singular and plural, for counts and headings."""

MEMBERS_OF: Final[dict[str, tuple[str, ...]]] = {
    "commune": (),
    "epci": ("commune",),
    "ept": ("commune",),
    "departement": ("epci", "commune"),
    "region": ("departement", "epci"),
    "france": ("region", "departement"),
}
"""Kind → the kinds whose first members its sheet shows, in order."""

LISTS_OF: Final[dict[str, tuple[str, ...]]] = {
    **MEMBERS_OF,
    "region": ("departement", "epci", "commune"),
    "france": ("region", "departement", "epci"),
}
"""Kind → the kinds of members that have a page and a file of their own."""


NEIGHBOUR_TITLES: Final = {
    "commune": "Communes voisines",
    "epci": "Intercommunalités voisines",
    "ept": "Établissements publics territoriaux voisins",
    "departement": "Départements voisins",
    "region": "Régions voisines",
}


_ELIDED: Final = frozenset("aehiouy")
"""Initials before which « de » is elided; no theme begins with an aspirated h."""

_OVERSEAS_TYPES: Final = {
    "984": "Territoire d’outre-mer",
    "988": "Collectivité sui generis",
    "989": "Possession française",
}
"""Those that article 74 of the Constitution does not make collectivités d’outre-mer."""
_OVERSEAS_PARTS: Final = {
    "977": "Collectivité d’outre-mer",
    "978": "Collectivité d’outre-mer",
    "984": "District",
    "986": "Circonscription territoriale",
    "988": "Commune de Nouvelle-Calédonie",
    "989": "Possession française",
}
"""What the COG lists among communes where there are none, or none of a collectivité d’outre-mer."""


def name_type(territory: Territory) -> str:
    """« Commune », « Communauté de communes », « Métropole », « Département »…"""
    if territory.kind == "epci":
        return EPCI_TYPES.get(territory.type, "Intercommunalité")
    if territory.kind == "commune" and territory.type == "com":
        return _OVERSEAS_PARTS.get(territory.departement_code, "Commune d’une collectivité d’outre-mer")
    if territory.kind == "departement" and territory.type == "com":
        return _OVERSEAS_TYPES.get(territory.code, "Collectivité d’outre-mer")
    return KIND_LABELS[territory.kind]


def name_strate(territory: Territory) -> str:
    """« De 500 à 1 999 habitants », « Métropoles »; empty when the kind has none."""
    scale = load_strates().get(territory.kind)
    strates = scale.strates if scale else ()
    return next((strate.label for strate in strates if strate.key == territory.strate), "")


def list_compared(territory: Territory) -> tuple[GroupWords, ...]:
    """The groups it is compared with: none for an overseas collectivité, which is no département."""
    if territory.kind == "departement" and territory.type == "com":
        return ()
    return COMPARED_WITH.get(territory.kind, ())


def list_groups(territory: Territory) -> dict[str, str]:
    """Grouping → code of the group of this territory, for the groups it is compared with."""
    codes = {
        "france": "FR",
        "region": territory.region_code,
        "departement": territory.departement_code,
        "strate": territory.strate,
    }
    return {
        words.grouping: codes[words.grouping] for words in list_compared(territory) if codes[words.grouping]
    }


@lru_cache(maxsize=2048)
def name_indicators(count: int, theme: str) -> str:
    """« les 27 indicateurs de niveau de vie », « l’indicateur d’habitat »."""
    lowered = theme[:1].lower() + theme[1:]
    of_theme = f"d’{lowered}" if sort_key(theme)[:1] in _ELIDED else f"de {lowered}"
    return f"{f'les {format_number(count)} indicateurs' if count > 1 else 'l’indicateur'} {of_theme}"
