"""What the search box proposes while one types: titles, producers and subjects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import tantivy

from portal.library.queries.producers import get_organizations
from portal.library.search import schema as columns
from portal.library.search.asked import LONGEST_QUESTION
from portal.library.search.questions import join
from portal.library.search.serving import Served, drop_unreadable, get_served
from portal.library.search.words import MOST_WORDS, STOP_WORDS, split_words
from portal.references.shelf import get_references

SHORTEST: Final = 2
"""Letters below which nothing is proposed."""

_ENDINGS: Final = 30
"""Words that the last one may be the beginning of: the most frequent."""
_MOST_NAMES: Final = 3
_KEY: Final = "names"


@dataclass(frozen=True, slots=True)
class Title:
    """A document by its title."""

    id: int
    title: str
    slug: str

    @property
    def path(self) -> str:
        """Its address, from the root."""
        return f"/bibliotheque/{self.id}-{self.slug}"


@dataclass(frozen=True, slots=True)
class Suggestions:
    """``producers`` and ``subjects`` are slugs; titles are the most worthy first."""

    titles: tuple[Title, ...] = ()
    producers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def suggest_documents(q: str, limit: int = 5) -> Suggestions:
    """Titles that hold every word, the last one being typed; producers and subjects one of whose names begins
    so. Never raises; titles are empty while there is no index."""
    words, served = split_words(q[:LONGEST_QUESTION])[:MOST_WORDS], get_served()
    if served is None or len("".join(words)) < SHORTEST:
        return Suggestions()
    try:
        names = _get_names(served)
        titles = tuple(_find_titles(served, words, limit)) if limit > 0 else ()
    except BaseException as error:  # a panic of the engine is no Exception
        drop_unreadable(error)
        return Suggestions()
    return Suggestions(titles, tuple(names.producers.find(words)), tuple(names.subjects.find(words)))


def _find_titles(served: Served, words: list[str], limit: int) -> Iterator[Title]:
    *whole, last = words
    parts = [
        tantivy.Query.term_query(served.schema, columns.TITLE_WORDS, word)
        for word in whole
        if word not in STOP_WORDS
    ]
    endings = served.searcher.terms_with_prefix(columns.TITLE_WORDS, last, limit=_ENDINGS)
    if not endings:
        return
    terms = [term for term, _ in endings]
    parts.append(tantivy.Query.term_set_query(served.schema, columns.TITLE_WORDS, terms))
    found = served.searcher.search(
        join(tantivy.Occur.Must, parts), limit, count=False, order_by_field=columns.WORTH
    )
    addresses = [address for _, address in found.hits]
    numbers = served.searcher.fast_field_values(columns.ID, addresses)
    for number, address in zip(numbers, addresses, strict=True):
        label = str(served.searcher.doc(address).get_first(columns.LABEL) or "")
        title, _, slug = label.rpartition(columns.SEPARATOR)
        yield Title(int(number or 0), title, slug)


class _Names:
    """Names by the first letters of each of their words."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self.rows: list[tuple[str, list[str]]] = []
        self.starts: dict[str, list[int]] = defaultdict(list)
        for slug, name in names:
            words = split_words(name)
            for start in dict.fromkeys(word[:SHORTEST] for word in words):
                self.starts[start].append(len(self.rows))
            self.rows.append((slug, words))

    def find(self, words: list[str]) -> Iterator[str]:
        """Slugs of the first names that have, for each word, one that begins so."""
        longest = max(words, key=len)
        rows = (self.rows[number] for number in self.starts.get(longest[:SHORTEST], ()))
        found = (slug for slug, own in rows if all(any(one.startswith(w) for one in own) for w in words))
        return islice(found, _MOST_NAMES)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    producers: _Names
    subjects: _Names


def _get_names(served: Served) -> _Vocabulary:
    """Names of producers and subjects, read once for each state of the index."""
    found = served.memory.get(_KEY)
    if not isinstance(found, _Vocabulary):
        references = get_references()
        known = [(slug, f"{one.name} {one.acronym}") for slug, one in references.producers.items()]
        others = [(slug, one.name) for slug, one in get_organizations().items()]
        subjects = [(one.slug, one.label) for one in references.list_subjects()]
        found = served.memory[_KEY] = _Vocabulary(_Names([*known, *others]), _Names(subjects))
    return found
