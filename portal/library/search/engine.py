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
from portal.library.search.found import Found, Match, Relief
from portal.library.search.narrowing import Narrowings, build_narrowings, narrow, without
from portal.library.search.proposing import propose
from portal.library.search.questions import Question, add_order, build_all, build_most, read_question
from portal.library.search.serving import Served, drop_served, get_served, get_state

_SPARE: Final = 64
"""Answers read beyond a page, so that those of equal score are put in one order."""

_NUMBER: Final = (1 << columns.NUMBER_BITS) - 1
UNREADABLE: Final = (ValueError, OSError)
"""What the index raises when its files are not what they should be."""


def search_documents(asked: Asked, *, facets: Collection[Facet] = tuple(Facet)) -> Found:
    """Documents that answer, a page of them, and counts of these facets (none: faster)."""
    served = get_served()
    if served is None:
        return Found(0, (), state=get_state())
    try:
        return _Search(served, asked).answer(facets)
    except UNREADABLE as error:
        drop_served(error)
        return Found(0, (), state=get_state())


@dataclass(frozen=True)
class _Search:
    """One question before one index."""

    served: Served
    asked: Asked

    @cached_property
    def question(self) -> Question:
        return read_question(self.asked.q)

    @cached_property
    def narrowings(self) -> Narrowings:
        return build_narrowings(self.served.schema, self.asked)

    def answer(self, facets: Collection[Facet]) -> Found:
        schema, searcher = self.served.schema, self.served.searcher
        words, match = build_all(schema, self.question), Match.ALL
        total = count(searcher, narrow(words, self.narrowings))
        if self.question.has_no_word:
            match = Match.NO_WORD
        elif not total and self.question.size > 1 and not self._has_any(words):
            most = build_most(schema, self.question)
            found = count(searcher, narrow(most, self.narrowings))
            if found or self._has_any(most):
                words, match, total = most, Match.MOST, found
        counted = count_facets(searcher, schema, self.asked, (words, self.narrowings), facets)
        return self._build(words, match, total, counted)

    def _has_any(self, words: tantivy.Query) -> bool:
        return bool(count(self.served.searcher, words))

    def _build(self, words: tantivy.Query, match: Match, total: int, counted: Counted) -> Found:
        is_puzzling = match is not Match.NO_WORD and (not total or match is Match.MOST)
        return Found(
            total=total,
            ids=self._list_page(words, total),
            facets=counted.facets,
            match=match,
            proposal=propose(self.served, self.question, always=is_puzzling),
            reliefs=() if total else self._list_reliefs(words),
            more=counted.more,
        )

    def _list_page(self, words: tantivy.Query, total: int) -> tuple[int, ...]:
        first = max(self.asked.first, 0)
        last = min(first + min(max(self.asked.limit, 0), LARGEST_PAGE), DEEPEST, total)
        if first >= last:
            return ()
        query = narrow(words, self.narrowings)
        if self.asked.order is Order.TITLE:
            return self._list_by(query, columns.BY_TITLE, tantivy.Order.Asc, first, last)
        if self.asked.order is Order.DATE or self.question.is_empty:
            return self._list_by(query, columns.BY_DATE, tantivy.Order.Desc, first, last)
        ordered = add_order(self.served.schema, self.question, words)
        return self._list_by_score(narrow(ordered, self.narrowings), first, last)

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

    def _list_reliefs(self, words: tantivy.Query) -> tuple[Relief, ...]:
        found = (
            Relief(what, count(self.served.searcher, narrow(words, without(self.narrowings, what))))
            for what in self.narrowings
        )
        return tuple(sorted((one for one in found if one.count), key=lambda one: -one.count))


def read_ids(served: Served, addresses: Iterable[tantivy.DocAddress]) -> tuple[int, ...]:
    """Numbers of the documents at these places of the index, in their order."""
    values = served.searcher.fast_field_values(columns.ID, list(addresses))
    return tuple(int(value) for value in values if value is not None)
