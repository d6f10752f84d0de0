"""Documents about a territory, then about those it is part of, then of use to all of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.cms.versions import get_documents_version
from portal.library.addresses import library_path
from portal.library.briefs import Brief, build_briefs
from portal.library.queries.documents import list_cards
from portal.library.search.related import list_about, list_useful
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative

_OWN: Final = 4
_AROUND: Final = 3
_USEFUL: Final = 3
_PARENTS: Final = ("epci", "ept", "departement", "region")

_LEVELS: Final = {"ept": "epci"}
"""Kinds of territories that documents name otherwise; those of no level have nothing made for them."""
_USEFUL_WORDS: Final = {
    "commune": "Utiles à toutes les communes",
    "epci": "Utiles à toutes les intercommunalités",
    "departement": "Utiles à tous les départements",
    "region": "Utiles à toutes les régions",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some documents under a heading; ``more`` is the address of all of them, empty without any."""

    heading: str
    documents: tuple[Brief, ...]
    more: str = ""


def list_shelves(territory: Territory, parents: Mapping[str, Relative], of_name: str) -> list[Shelf]:
    """Shelves that are not empty: one statement, none when no document names these territories."""
    own = f"{territory.kind}:{territory.code}"
    around = [f"{kind}:{parents[kind].code}" for kind in _PARENTS if kind in parents]
    cards = list_cards(list_about([own, *around], _OWN + _AROUND))
    about = [card for card in cards if own in card.territories]
    beside = [card for card in cards if own not in card.territories]
    level = _LEVELS.get(territory.kind, territory.kind)
    shelves = [
        Shelf(f"Au sujet {of_name}", build_briefs(about[:_OWN]), library_path(territoire=own)),
        Shelf(
            "Au sujet de son intercommunalité, de son département ou de sa région"
            if territory.kind == "commune"
            else "Au sujet des territoires qui l’entourent",
            build_briefs(beside[:_AROUND]),
        ),
    ]
    if level in _USEFUL_WORDS:
        shelves.append(_list_useful(level, get_documents_version()))
    return [shelf for shelf in shelves if shelf.documents]


@lru_cache(maxsize=8)
def _list_useful(level: str, version: str) -> Shelf:
    """The same for every territory of a level, until a document changes."""
    briefs = build_briefs(list_cards(list_useful(level, _USEFUL)))
    return Shelf(_USEFUL_WORDS[level], briefs, library_path(collectivite=level))


def forget_shelves() -> None:
    """Forget what was kept: for tests."""
    _list_useful.cache_clear()
