"""Questions of readers, answered by the index of this node in a few milliseconds.

Nothing here raises for what a reader typed, nor for want of an index: ``Found.state`` says how it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import tantivy

from portal.library.search import schema as columns
from portal.library.search.asked import DEEPEST, LARGEST_PAGE, Asked, Facet, Order
from portal.library.search.counting import Counted, count, count_facets
from portal.library.search.found import Found, IndexState, Match, Relief
from portal.library.search.narrowing import Sieve, build_narrowings
from portal.library.search.proposing import propose
from portal.library.search.questions import (
    Question,
    add_score,
    build_all,
    build_most,
    read_question,
)
from portal.library.search.serving import Served, drop_unreadable, get_served, get_state

_SPARE: Final = 64
"""Answers read beyond a page, so that those of equal score are put in one order."""

_KEY: Final = "counts"
_MOST_KEPT: Final = 64
_Counts = tuple[Match, Counted]
_NUMBER: Final = (1 << columns.NUMBER_BITS) - 1


def search_documents(asked: Asked, *, facets: Collection[Facet] = tuple(Facet)) -> Found:
    """Documents that answer, a page of them, and counts of these facets (none: faster)."""
    served = get_served()
    if served is None:
        return Found(0, (), state=get_state())
    try:
        return _Search(served, asked).answer(facets)
    except BaseException as error:  # a panic of the engine is no Exception
        drop_unreadable(error)
        return Found(0, (), state=IndexState.BROKEN)


@dataclass(frozen=True)
class _Search:
    """One question before one index."""

    served: Served
    asked: Asked

    @cached_property
    def question(self) -> Question:
        return read_question(self.asked.q)

    @cached_property
    def narrowings(self) -> dict[Facet | None, tantivy.Query]:
        return build_narrowings(self.served, self.asked)

    def build_sieve(self, match: Match) -> Sieve:
        build = build_most if match is Match.MOST else build_all
        return Sieve(build(self.served, self.question), self.narrowings)

    def answer(self, facets: Collection[Facet]) -> Found:
        match, counted = self._count_once(facets)
        sieve, total = self.build_sieve(match), counted.total
        is_puzzling = match is not Match.NO_WORD and (not total or match is Match.MOST)
        return Found(
            total=total,
            ids=self._list_page(sieve, total),
            facets=counted.facets,
            match=match,
            proposal=propose(self.served, self.question, always=is_puzzling),
            reliefs=() if total else self._list_reliefs(sieve),
            more=counted.more,
        )

    def _count_once(self, facets: Collection[Facet]) -> _Counts:
        """Counts do not depend on the page nor the order: kept for the pages that follow."""
        kept: dict[object, _Counts] = self.served.memory.setdefault(_KEY, {})
        chosen = frozenset(self.asked.list_chosen().items())
        key = (self.question.text, chosen, self.asked.since, self.asked.until, frozenset(facets))
        found = kept.get(key)
        if found is None:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            found = kept[key] = self._count(facets)
        return found

    def _count(self, facets: Collection[Facet]) -> _Counts:
        """How the words are taken, and what that finds. Most of them are enough when nothing in the whole
        library has them all: a choice that leaves nothing is told to the reader instead."""
        if self.question.has_no_word:
            return Match.NO_WORD, self._count_as(Match.NO_WORD, facets)
        counted = self._count_as(Match.ALL, facets)
        if counted.total or self.question.size < 2 or self._has_any(Match.ALL):
            return Match.ALL, counted
        if not self._has_any(Match.MOST):
            return Match.ALL, counted
        return Match.MOST, self._count_as(Match.MOST, facets)

    def _count_as(self, match: Match, facets: Collection[Facet]) -> Counted:
        return count_facets(self.served.searcher, self.asked, self.build_sieve(match), facets)

    def _has_any(self, match: Match) -> bool:
        """Whether the words find anything in the whole library."""
        words = self.build_sieve(match).words
        return bool(self.served.searcher.search(words, 1, count=False).hits)

    def _list_page(self, sieve: Sieve, total: int) -> tuple[int, ...]:
        first = max(self.asked.first, 0)
        last = min(first + min(max(self.asked.limit, 0), LARGEST_PAGE), DEEPEST, total)
        if first >= last:
            return ()
        query = sieve.query
        if self.asked.order is Order.TITLE:
            return self._list_by(query, columns.BY_TITLE, tantivy.Order.Asc, first, last)
        if self.asked.order is Order.DATE or self.question.is_empty:
            return self._list_by(query, columns.BY_DATE, tantivy.Order.Desc, first, last)
        return self._list_by_score(add_score(self.served, self.question, query), first, last)

    def _list_by(
        self, query: tantivy.Query, column: str, order: tantivy.Order, first: int, last: int
    ) -> tuple[int, ...]:
        found = self.served.searcher.search(
            query, last - first, count=False, order_by_field=column, offset=first, order=order
        )
        return read_ids(self.served, (address for _, address in found.hits))

    def _list_by_score(self, query: tantivy.Query, first: int, last: int) -> tuple[int, ...]:
        hits = self.served.searcher.search(
            query, last + _SPARE, count=False, weight_by_field=columns.WORTH
        ).hits
        dates = self.served.searcher.fast_field_values(columns.BY_DATE, [address for _, address in hits])
        ranked = sorted(((-score, -int(date or 0)) for (score, _), date in zip(hits, dates, strict=True)))
        return tuple(-date & _NUMBER for _, date in ranked[first:last])

    def _list_reliefs(self, sieve: Sieve) -> tuple[Relief, ...]:
        found = [
            Relief(what, count(self.served.searcher, sieve.without(what).query)) for what in self.narrowings
        ]
        return tuple(sorted((one for one in found if one.count), key=lambda one: -one.count))


def read_ids(served: Served, addresses: Iterable[tantivy.DocAddress]) -> tuple[int, ...]:
    """Numbers of the documents at these places of the index, in their order."""
    values = served.searcher.fast_field_values(columns.ID, list(addresses))
    return tuple(int(value) for value in values if value is not None)
