"""Documents on the theme of an indicator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.cms.versions import get_documents_version
from portal.kernel.french import typeset
from portal.library.addresses import library_path
from portal.library.briefs import Brief, build_briefs
from portal.library.queries.documents import list_cards
from portal.library.search.asked import Asked, Facet
from portal.library.search.engine import search_documents
from portal.references.shelf import get_references

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """The latest documents of a subject; ``more`` is the address of all of them."""

    heading: str
    documents: tuple[Brief, ...]
    more: str


def list_shelves(theme: str) -> tuple[Shelf, ...]:
    """The subjects that cover a theme and have documents."""
    return _list_shelves(theme, get_documents_version())


@lru_cache(maxsize=64)
def _list_shelves(theme: str, version: str) -> tuple[Shelf, ...]:
    """The same for every indicator of the theme, until a document changes."""
    subjects = [one for one in get_references().list_subjects() if theme in one.themes]
    asked = {one: Asked(chosen={Facet.SUBJECT: frozenset({one.slug})}, limit=_SHOWN) for one in subjects}
    ids = {one: search_documents(question, facets=()).ids for one, question in asked.items()}
    cards = {card.id: card for card in list_cards([pk for found in ids.values() for pk in found])}
    return tuple(
        Shelf(
            typeset(one.label),
            build_briefs(cards[pk] for pk in found if pk in cards),
            library_path(theme=one.slug),
        )
        for one, found in ids.items()
        if found
    )


def forget_shelves() -> None:
    """Forget what was kept: for tests."""
    _list_shelves.cache_clear()
