"""How many documents each value of each facet would find.

A facet is counted on what every other one keeps. Columns hold every value of a document as one string: one
cheap pass counts how many documents have each string, and the strings are taken apart here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import tantivy

from portal.library.search import schema as columns
from portal.library.search.asked import Asked, Facet
from portal.library.search.found import Count
from portal.library.search.narrowing import Narrowings, clean_value, narrow, without

MOST_VALUES: Final = 200
"""Values given of a facet, what is chosen aside."""

_EVERY_STRING: Final = 65_000
NEAR_UP_TO: Final = 50_000
"""Documents up to which EPCI and communes are counted: beyond, a reader chooses a département first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of each facet that was asked, and the facets of which some values were left out."""

    facets: Mapping[Facet, tuple[Count, ...]]
    more: frozenset[Facet]


def count_facets(
    searcher: tantivy.Searcher,
    asked: Asked,
    parts: tuple[tantivy.Query, Narrowings],
    facets: Collection[Facet],
) -> Counted:
    """Counts of these facets; ``parts`` are the words and the narrowings of the question."""
    words, narrowings = parts
    free = [facet for facet in facets if facet not in narrowings]
    counters = _count(searcher, narrow(words, narrowings), free)
    for facet in facets:
        if facet in narrowings:
            counters |= _count(searcher, narrow(words, without(narrowings, facet)), [facet])
    chosen = asked.list_chosen()
    found, more = {}, set()
    for facet in facets:
        counter, own = counters[facet], chosen.get(facet, frozenset())
        absent = dict.fromkeys(own - counter.keys(), 0)
        if absent and facet is Facet.TERRITORY:
            query = narrow(words, without(narrowings, facet))
            absent |= _ask_near(searcher, query, len(absent), include=sorted(map(clean_value, absent)))
        counter.update(absent)
        found[facet] = _rank(facet, counter, own)
        if len(counter) > len(found[facet]):
            more.add(facet)
    return Counted(found, frozenset(more))


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Documents of a query."""
    return int(searcher.aggregate(query, {"n": {"value_count": {"field": columns.ID}}})["n"]["value"])


def _count(
    searcher: tantivy.Searcher, query: tantivy.Query, facets: Collection[Facet]
) -> dict[Facet, Counter[str]]:
    if not facets:
        return {}
    asked: dict[str, Any] = {facet.value: _ask_strings(columns.name_set(facet)) for facet in facets}
    asked["n"] = {"value_count": {"field": columns.ID}}
    answer = searcher.aggregate(query, asked)
    counters = {facet: _take_apart(answer[facet.value]["buckets"]) for facet in facets}
    if Facet.TERRITORY in counters and answer["n"]["value"] <= NEAR_UP_TO:
        counters[Facet.TERRITORY].update(_ask_near(searcher, query, MOST_VALUES))
    return counters


def _ask_near(
    searcher: tantivy.Searcher, query: tantivy.Query, size: int, **only: list[str]
) -> dict[str, int]:
    """The most frequent territories smaller than a département, or some of them."""
    asked = _ask_strings(columns.NEAR, size)
    buckets = searcher.aggregate(query, {"near": {"terms": {**asked["terms"], **only}}})["near"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def _ask_strings(column: str, size: int = _EVERY_STRING) -> dict[str, Any]:
    # Every segment gives all it has, so that sums are exact.
    return {"terms": {"field": column, "size": size, "segment_size": _EVERY_STRING}}


def _take_apart(buckets: list[dict[str, Any]]) -> Counter[str]:
    counter: Counter[str] = Counter()
    for bucket in buckets:
        for value in bucket["key"].split(columns.SEPARATOR):
            counter[value] += bucket["doc_count"]
    return counter


def _rank(facet: Facet, counter: Counter[str], chosen: frozenset[str]) -> tuple[Count, ...]:
    """The most frequent values and those chosen; years from the latest."""
    ranked = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
    kept = [one for place, one in enumerate(ranked) if place < MOST_VALUES or one[0] in chosen]
    if facet is Facet.YEAR:
        kept.sort(reverse=True)
    return tuple(Count(value, found) for value, found in kept)
