"""A document in a line or two, as every page that names some writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import typeset
from portal.library.kinds import DocumentKind
from portal.library.queries.documents import Card
from portal.library.queries.producers import name_producer
from portal.library.words import UNDATED, name_foreign, word_kind, word_moment

_NAMED: Final = 3
"""Producers of one document in a line."""


@dataclass(frozen=True, slots=True)
class Brief:
    """``details``: what it is, who made it, when: « Publication », « Insee », « mars 2024 ».
    ``language``: that of the title when it is not French (« en »)."""

    title: str
    path: str
    details: tuple[str, ...]
    language: str = ""


def build_brief(card: Card) -> Brief:
    """The line of one document."""
    moment = word_moment(card.published_on, card.published_precision)
    if not moment and card.kind != DocumentKind.PLATFORM:  # a platform has no date to be without
        moment = UNDATED
    producers = write_producers(card.producers, card.publisher_words)
    details = (word_kind(card.kind), producers, moment)
    known = tuple(one for one in details if one)
    return Brief(typeset(card.title), card.path, known, name_foreign(card.language))


def build_briefs(cards: Iterable[Card]) -> tuple[Brief, ...]:
    """The lines of several, in their order."""
    return tuple(map(build_brief, cards))


def write_producers(slugs: Sequence[str], words: str = "") -> str:
    """« DGCL, Insee »; what the source says when no producer is known; the last ones counted."""
    names = list(dict.fromkeys(_list_acronyms(slugs))) or ([typeset(words)] if words else [])
    left = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" et {left} autre{'s' if left > 1 else ''}" if left > 0 else "")


def _list_acronyms(slugs: Sequence[str]) -> Iterator[str]:
    for slug in slugs:
        yield typeset(name_producer(slug).acronym)
