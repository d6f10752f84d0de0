"""Choices and dates of a question, as queries that keep documents and change no score."""

from __future__ import annotations

from collections.abc import Collection

import tantivy

from portal.library.search.asked import Asked, Facet
from portal.library.search.questions import join
from portal.library.search.schema import DAY, LONGEST_VALUE

Narrowings = dict[Facet | None, tantivy.Query]
"""A facet, or None for the dates → what it keeps."""


def build_narrowings(schema: tantivy.Schema, asked: Asked) -> Narrowings:
    """One query for each facet where something is chosen, and one for the dates."""
    found: Narrowings = {
        facet: keep_values(schema, facet.value, values) for facet, values in asked.list_chosen().items()
    }
    if asked.since is not None or asked.until is not None:
        lower = asked.since.toordinal() if asked.since else 1
        upper = asked.until.toordinal() if asked.until else None
        days = tantivy.Query.range_query(schema, DAY, tantivy.FieldType.Unsigned, lower, upper)
        found[None] = tantivy.Query.const_score_query(days, 0.0)
    return found


def clean_value(value: str) -> str:
    """A value as columns hold it: cut, and without what cannot be written in UTF-8."""
    return value[:LONGEST_VALUE].encode("utf-8", "replace").decode()


def keep_values(schema: tantivy.Schema, column: str, values: Collection[str]) -> tantivy.Query:
    """Documents that have one of these values."""
    terms = [tantivy.Query.term_query(schema, column, clean_value(value)) for value in sorted(values)]
    return tantivy.Query.const_score_query(join(tantivy.Occur.Should, terms), 0.0)


def narrow(query: tantivy.Query, narrowings: Narrowings) -> tantivy.Query:
    """The query within every narrowing."""
    return join(tantivy.Occur.Must, [query, *narrowings.values()]) if narrowings else query


def without(narrowings: Narrowings, what: Facet | None) -> Narrowings:
    """All of them but one."""
    return {one: query for one, query in narrowings.items() if one is not what}
