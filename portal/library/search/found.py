"""What the library answers."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from portal.library.search.asked import Facet


class IndexState(enum.StrEnum):
    """``BUILDING``: there is no index yet, one is being built. ``BROKEN``: it cannot be read, and is being
    built again. Answers of these two are empty for want of an index, not of documents."""

    READY = "ready"
    BUILDING = "building"
    BROKEN = "broken"


class Match(enum.StrEnum):
    """How the words of the question were taken.

    ``ALL``: every document has them all. ``MOST``: none had them all, these have most of them. ``NO_WORD``:
    the question holds no word that can be looked for (« de la », « ?! »), and nothing was found for that.
    """

    ALL = "all"
    MOST = "most"
    NO_WORD = "no_word"


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a facet and the number of documents that choosing it would find."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Relief:
    """A narrowing without which something would be found: a facet, or None for the dates."""

    facet: Facet | None
    count: int


_NOTHING: Final[Mapping[Facet, tuple[Count, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question.

    ``ids`` are those of the page asked for; ``total`` counts all. ``facets``: counts of each facet leave
    out its own choice; by count, then value; what is chosen is always among them, were it 0; years are
    from the latest. ``more``: facets of which only the most frequent values are given. ``proposal``: the
    question with its misspelt words mended, or "". ``reliefs``: when nothing was found, what could be
    given up, the most fruitful first.
    """

    total: int
    ids: tuple[int, ...]
    facets: Mapping[Facet, tuple[Count, ...]] = field(default_factory=lambda: _NOTHING)
    match: Match = Match.ALL
    proposal: str = ""
    reliefs: tuple[Relief, ...] = ()
    more: frozenset[Facet] = frozenset()
    state: IndexState = IndexState.READY

    def count(self, facet: Facet, value: str) -> int:
        """Documents that a value would find; 0 when it is not among those given."""
        return next((one.count for one in self.facets.get(facet, ()) if one.value == value), 0)
