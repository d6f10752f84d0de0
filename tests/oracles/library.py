"""A search of documents in plain Python, slow and without an index: what the fast one must answer.

It knows words that have one form only, so that nothing of the analyser is repeated here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Row:
    """A document: its words, wherever they are, and its values by facet, ancestors included."""

    pk: int
    title: str
    words: frozenset[str]
    published: date | None
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Question:
    words: Sequence[str]
    chosen: Mapping[str, Collection[str]]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Answer:
    """``match`` is all or most; ``counts`` leave out their own facet, and hold what is chosen were it 0."""

    match: str
    ids: frozenset[int]
    by_date: tuple[int, ...]
    by_title: tuple[int, ...]
    counts: Mapping[str, Mapping[str, int]]


def answer(rows: Sequence[Row], question: Question, facets: Collection[str]) -> Answer:
    """Every document is looked at for every count."""
    match, wanted = "all", len(question.words)
    if wanted > 1 and not any(_count_words(row, question) == wanted for row in rows):
        most = 1 if wanted == 2 else -(-2 * wanted // 3)
        if any(_count_words(row, question) >= most for row in rows):
            match, wanted = "most", most
    having = [row for row in rows if _count_words(row, question) >= wanted]
    found = [row for row in having if _is_kept(row, question, but="")]
    counts = {}
    for facet in facets:
        counter = Counter(
            value
            for row in having
            if _is_kept(row, question, but=facet)
            for value in row.values.get(facet, ())
        )
        counts[facet] = {**dict.fromkeys(question.chosen.get(facet, ()), 0), **counter}
    return Answer(
        match,
        frozenset(row.pk for row in found),
        tuple(
            row.pk for row in sorted(found, key=lambda row: (row.published or date.min, row.pk), reverse=True)
        ),
        tuple(row.pk for row in sorted(found, key=lambda row: (row.title, row.pk))),
        counts,
    )


def _count_words(row: Row, question: Question) -> int:
    return len(row.words & set(question.words))


def _is_kept(row: Row, question: Question, *, but: str) -> bool:
    if question.since and (row.published is None or row.published < question.since):
        return False
    if question.until and (row.published is None or row.published > question.until):
        return False
    return all(
        facet == but or not values or row.values.get(facet, frozenset()) & set(values)
        for facet, values in question.chosen.items()
    )
