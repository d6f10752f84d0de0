"""What a reader asks of the library: words, choices, dates, an order and a page."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

LONGEST_QUESTION: Final = 400
"""Characters of a question that are read."""

DEEPEST: Final = 10_000
"""Documents of one question that can be reached by its pages."""

LARGEST_PAGE: Final = 1_000

MOST_CHOSEN: Final = 100
"""Values of one facet that are looked at: whoever reads an address refuses more."""


class Facet(enum.StrEnum):
    """What documents are sorted by. Its value is its code; ``parameter`` is its word in addresses."""

    KIND = "kind"
    SUBJECT = "subject"
    LEVEL = "level"
    TERRITORY = "territory"
    PRODUCER = "producer"
    YEAR = "year"
    SOURCE = "source"
    LICENCE = "licence"
    FORMAT = "format"
    LINK = "link"

    @property
    def parameter(self) -> str:
        """« type », « theme »…"""
        return _PARAMETERS[self]


_PARAMETERS: Final = {
    Facet.KIND: "type",
    Facet.SUBJECT: "theme",
    Facet.LEVEL: "collectivite",
    Facet.TERRITORY: "territoire",
    Facet.PRODUCER: "producteur",
    Facet.YEAR: "annee",
    Facet.SOURCE: "source",
    Facet.LICENCE: "licence",
    Facet.FORMAT: "format",
    Facet.LINK: "etat",
}


class Order(enum.StrEnum):
    """Order of the answers. Without words, ``RELEVANCE`` is the latest first, as ``DATE`` is."""

    RELEVANCE = "pertinence"
    DATE = "date"
    TITLE = "titre"


class LinkState(enum.StrEnum):
    """What is known of the address of a document: values of ``Facet.LINK``."""

    ALIVE = "ok"
    DOUBTFUL = "a-verifier"
    DEAD = "mort"
    UNKNOWN = "inconnu"


_NOTHING: Final[Mapping[Facet, frozenset[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. Values chosen within a facet add up, facets narrow each other.

    ``chosen`` holds codes: « publication », « commune:35238 », slugs, « 2024 », values of ``LinkState``; a
    value that no document has finds nothing. ``since`` and ``until`` bound the publication date, both
    included; documents without a date are then left out. ``first`` is the number of answers to skip.
    Whatever is asked is answered: bounds are brought back within ``DEEPEST`` and ``LARGEST_PAGE``.
    """

    q: str = ""
    chosen: Mapping[Facet, frozenset[str]] = field(default_factory=lambda: _NOTHING)
    since: date | None = None
    until: date | None = None
    order: Order = Order.RELEVANCE
    first: int = 0
    limit: int = 20

    def list_chosen(self) -> dict[Facet, frozenset[str]]:
        """Facets where something is chosen, by the first hundred values of each."""
        return {
            facet: values if len(values) <= MOST_CHOSEN else frozenset(sorted(values)[:MOST_CHOSEN])
            for facet, values in self.chosen.items()
            if values
        }

    def without(self, facet: Facet) -> Asked:
        """The same question with nothing chosen in a facet."""
        return replace(self, chosen={one: values for one, values in self.chosen.items() if one != facet})

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words narrows it."""
        return bool(self.list_chosen() or self.since or self.until)
