"""Choices and dates of a question, as queries that keep documents and change no score."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import tantivy

from portal.library.search.asked import Asked, Facet
from portal.library.search.questions import join
from portal.library.search.schema import DAY, LONGEST_VALUE
from portal.library.search.serving import Served


@dataclass(frozen=True)
class Sieve:
    """The words of a question and what narrows them: a facet, or None for the dates."""

    words: tantivy.Query
    narrowings: dict[Facet | None, tantivy.Query] = field(default_factory=dict)

    @property
    def query(self) -> tantivy.Query:
        """Documents that pass through all of it."""
        return join(tantivy.Occur.Must, [self.words, *self.narrowings.values()])

    def without(self, what: Facet | None) -> Sieve:
        """All of it but one narrowing."""
        left = {one: kept for one, kept in self.narrowings.items() if one is not what}
        return replace(self, narrowings=left)


def build_narrowings(served: Served, asked: Asked) -> dict[Facet | None, tantivy.Query]:
    """One query for each facet where something is chosen, and one for the dates."""
    found: dict[Facet | None, tantivy.Query] = {}
    for facet, values in asked.list_chosen().items():
        cleaned = sorted(map(clean_value, values))
        found[facet] = keep_values(served.schema, facet.value, cleaned)
    if asked.since is not None or asked.until is not None:
        lower = asked.since.toordinal() if asked.since else 1
        upper = asked.until.toordinal() if asked.until else None
        days = tantivy.Query.range_query(served.schema, DAY, tantivy.FieldType.Unsigned, lower, upper)
        found[None] = tantivy.Query.const_score_query(days, 0.0)
    return found


def clean_value(value: str) -> str:
    """A value as columns hold it: cut, and without what cannot be written in UTF-8."""
    return value[:LONGEST_VALUE].encode("utf-8", "replace").decode()


def keep_values(schema: tantivy.Schema, column: str, values: Collection[str]) -> tantivy.Query:
    """Documents that have one of these values."""
    terms = [tantivy.Query.term_query(schema, column, clean_value(value)) for value in values]
    return tantivy.Query.const_score_query(join(tantivy.Occur.Should, terms), 0.0)
