"""Levels of authorities that a document is of use to."""

from __future__ import annotations

import re
from typing import Final

from portal.kernel.levels import LEVELS
from portal.library.describing.rules import Rules
from portal.library.harvested import Harvested
from portal.library.naming import fold

_LEVELS: Final = {
    "commune": re.compile(
        r"\b(?:communes?|communa(?:l|le|les|ux)|municipalites?|municipa(?:l|le|les|ux)|villes?)\b"
    ),
    "epci": re.compile(
        r"\b(?:epci|intercommunalites?|intercommuna(?:l|le|les|ux)|groupements? a fiscalite propre"
        r"|metropoles?|communautes? (?:de communes|d agglomeration|urbaines?))\b"
    ),
    "departement": re.compile(r"\b(?:departements?|departementa(?:l|le|les|ux))\b"),
    "region": re.compile(r"\b(?:regions?|regiona(?:l|le|les|ux))\b"),
}
_ALL: Final = re.compile(
    r"\b(?:collectivites? (?:territoriales?|locales?)|administrations publiques locales|finances locales"
    r"|fonction publique territoriale)\b"
)
_INSTITUTIONS: Final = re.compile(
    r"\b(?:chambre|direction|agence|delegation|observatoire|comite|prefecture)s? (?:inter)?"
    r"(?:regiona|departementa)(?:l|le|les|ux)\b"
)
"""Services of the State and others: what they write is not about régions nor départements for that."""
_COMMUNITIES: Final = re.compile(r"\bcommunautes? de communes\b")


def find_levels(harvested: Harvested, rules: Rules) -> tuple[str, ...]:
    """Levels of the lookups, or told by their codes; else those that the title or keywords name; else those
    of the source.

    « Collectivités locales » are all four. A communauté de communes is no commune.
    """
    told = [*harvested.themes, *harvested.keywords, *harvested.spatial]
    found = [level for word in told for level in rules.level_words.get(fold(word), ())]
    found += [word for word in harvested.themes if word in LEVELS]
    if found:
        return tuple(dict.fromkeys(found))
    head = _INSTITUTIONS.sub(" ", fold(" | ".join((harvested.title, *harvested.keywords))))
    head = _COMMUNITIES.sub("epci", head)
    named = [level for level, pattern in _LEVELS.items() if pattern.search(head)]
    if not named and _ALL.search(head):
        named = list(_LEVELS)
    return tuple(named) or rules.levels
