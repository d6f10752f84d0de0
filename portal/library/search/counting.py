"""How many documents each value of each facet would find.

A facet is counted on what every other one keeps. Columns hold every value of a document as one string: one
cheap pass counts how many documents have each string, and the strings are taken apart here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import tantivy

from portal.library.search import schema as columns
from portal.library.search.asked import Asked, Facet
from portal.library.search.found import Count
from portal.library.search.narrowing import Sieve, clean_value

MOST_VALUES: Final = 200
"""Values given of a facet, what is chosen aside."""

_EVERY_STRING: Final = 65_000
_LARGE: Final = 200_000
"""Documents from which a pass takes milliseconds: below, handing it to a thread costs more than it saves."""
_PASSES: Final = 4

_TOTAL: Final = {"value_count": {"field": columns.ID}}
NEAR_UP_TO: Final = 20_000
"""Documents up to which EPCI and communes are counted: beyond, a reader chooses a département first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Documents found, counts of each facet asked for, and the facets of which some values are left out."""

    total: int
    facets: Mapping[Facet, tuple[Count, ...]]
    more: frozenset[Facet]


def count_facets(
    searcher: tantivy.Searcher, asked: Asked, sieve: Sieve, facets: Collection[Facet]
) -> Counted:
    """Counts of these facets."""
    free = [facet for facet in facets if facet not in sieve.narrowings]
    apart = [(sieve.without(facet), [facet]) for facet in facets if facet in sieve.narrowings]
    (total, counters), *others = _count_each(searcher, [(sieve, free), *apart])
    for _, one in others:
        counters |= one
    chosen = asked.list_chosen()
    found, more = {}, set()
    for facet in facets:
        counter, own = counters[facet], chosen.get(facet, frozenset())
        absent = dict.fromkeys(own - counter.keys(), 0)
        if absent and facet is Facet.TERRITORY:
            near = _ask_strings(columns.NEAR, len(absent), include=sorted(map(clean_value, absent)))
            answer = searcher.aggregate(sieve.without(facet).query, {"near": near})
            absent |= _take_apart(answer["near"]["buckets"])
        counter.update(absent)
        found[facet] = _rank(facet, counter, own)
        if len(counter) > len(found[facet]):
            more.add(facet)
    return Counted(total, found, frozenset(more))


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Documents of a query."""
    return int(searcher.aggregate(query, {"n": _TOTAL})["n"]["value"])


def _count_each(
    searcher: tantivy.Searcher, passes: Sequence[tuple[Sieve, list[Facet]]]
) -> list[tuple[int, dict[Facet, Counter[str]]]]:
    """Several passes over the index: side by side where each is long, for the engine lets go of Python."""
    if searcher.num_docs < _LARGE:
        return [_count(searcher, sieve, facets) for sieve, facets in passes]
    pool = _get_pool()
    near = [pool.submit(_count_near, searcher, sieve) for sieve, one in passes if Facet.TERRITORY in one]
    found = list(pool.map(lambda one: _count(searcher, *one, has_near=False), passes))
    for _, counters in found:
        if Facet.TERRITORY in counters:
            counters[Facet.TERRITORY] += near[0].result()
    return found


@lru_cache(maxsize=1)
def _get_pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_PASSES, thread_name_prefix="library-counts")


def _count(
    searcher: tantivy.Searcher, sieve: Sieve, facets: Collection[Facet], *, has_near: bool = True
) -> tuple[int, dict[Facet, Counter[str]]]:
    """Documents of a query, and how many have each value, small territories included where asked."""
    asked: dict[str, Any] = {facet.value: _ask_strings(columns.name_set(facet)) for facet in facets}
    near = _NEAR if has_near and Facet.TERRITORY in facets else {}
    answer = searcher.aggregate(sieve.query, {**asked, **near, "n": _TOTAL})
    total = int(answer["n"]["value"])
    counters = {facet: _take_apart(answer[facet.value]["buckets"]) for facet in facets}
    if near and total <= NEAR_UP_TO:
        counters[Facet.TERRITORY] += _take_apart(answer["near"]["buckets"])
    return total, counters


def _count_near(searcher: tantivy.Searcher, sieve: Sieve) -> Counter[str]:
    """Small territories of the documents of a query; none when it finds too many."""
    if count(searcher, sieve.query) > NEAR_UP_TO:
        return Counter()
    return _take_apart(searcher.aggregate(sieve.query, _NEAR)["near"]["buckets"])


def _ask_strings(column: str, size: int = _EVERY_STRING, **only: list[str]) -> dict[str, Any]:
    # Every segment gives all it has, so that sums are exact.
    return {"terms": {"field": column, "size": size, "segment_size": _EVERY_STRING, **only}}


_NEAR: Final = {"near": _ask_strings(columns.NEAR, MOST_VALUES)}


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
