"""What a reader typed becomes queries of the index. Nothing of it is an operator but quotation marks.

Every word is looked for in the title, in what describes the document and in its text; the title counts three
times, the text a quarter. A reader who puts words between quotation marks (« … », "…", “…”) wants them side
by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

from portal.library.search.asked import LONGEST_QUESTION
from portal.library.search.schema import BODY, HEAD, TITLE
from portal.library.search.words import MOST_WORDS, Word, read_words

_BOOSTS: Final = ((TITLE, 3.0), (HEAD, 1.0), (BODY, 0.25))
_SIDE_BY_SIDE: Final = 2.0
"""Worth of a title that holds the words in their order, beside their own worth."""

_QUOTED: Final = re.compile(r"«([^«»]*)»|“([^“”]*)”|\"([^\"]*)\"")

Phrase = tuple[tuple[int, str], ...]
"""Stems with their places: « compte _ gestion » keeps the place of what is not looked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood. ``words`` are outside quotation marks, once each; ``phrases`` inside.

    ``is_empty``: nothing was typed; ``has_no_word``: something was, that holds no word to look for.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]

    @property
    def is_empty(self) -> bool:
        return not self.text

    @property
    def has_no_word(self) -> bool:
        return bool(self.text) and not self.words and not self.phrases

    @property
    def size(self) -> int:
        """How many things must be found."""
        return len(self.words) + len(self.phrases)


def read_question(q: str) -> Question:
    """Understand any text: never raises, reads the first 400 characters and 16 words."""
    text = q[:LONGEST_QUESTION].strip()
    quoted = ["".join(groups) for groups in _QUOTED.findall(text)]
    rest = read_words(_QUOTED.sub(" ", text))
    phrases = [phrase for one in quoted if (phrase := _read_phrase(one))]
    # A single word between quotation marks is a word.
    single = [word for one in quoted if len(_read_phrase(one)) == 1 for word in read_words(one)]
    words = {word.stem: word for word in (*rest, *single) if word.stem}
    several = tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1))
    return Question(text, tuple(words.values())[:MOST_WORDS], several[:MOST_WORDS])


def _read_phrase(text: str) -> Phrase:
    placed = tuple(
        (place, word.stem) for place, word in enumerate(read_words(text)[:MOST_WORDS]) if word.stem
    )
    return tuple((place - placed[0][0], stem) for place, stem in placed)


def build_all(schema: tantivy.Schema, question: Question) -> tantivy.Query:
    """Documents that have every word and phrase; all documents when nothing was typed."""
    if question.is_empty:
        return tantivy.Query.all_query()
    if question.has_no_word:
        return tantivy.Query.empty_query()
    return join(tantivy.Occur.Must, _list_parts(schema, question))


def build_most(schema: tantivy.Schema, question: Question) -> tantivy.Query:
    """Documents that have most of the words: two in three, one in two when there are two."""
    parts = [(tantivy.Occur.Should, part) for part in _list_parts(schema, question)]
    return tantivy.Query.boolean_query(parts, minimum_number_should_match=count_most(len(parts)))


def count_most(size: int) -> int:
    """How many of ``size`` words are most of them: 1 of 2, 2 of 3, 3 of 4, 4 of 5 and 6."""
    return max(1, -(-2 * size // 3)) if size > 2 else 1


def add_order(schema: tantivy.Schema, question: Question, query: tantivy.Query) -> tantivy.Query:
    """The same documents, those whose title has the words in their order worth more."""
    stems = [word.stem for word in question.words]
    if not 2 <= len(stems) <= MOST_WORDS or question.phrases:
        return query
    ordered = tantivy.Query.phrase_query(schema, TITLE, list(stems), slop=len(stems))
    bonus = tantivy.Query.boost_query(ordered, _SIDE_BY_SIDE)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Should, bonus)])


def _list_parts(schema: tantivy.Schema, question: Question) -> list[tantivy.Query]:
    words = [_build_word(schema, word.stem) for word in question.words]
    return [*words, *(_build_phrase(schema, phrase) for phrase in question.phrases)]


def _build_word(schema: tantivy.Schema, stem: str) -> tantivy.Query:
    return _spread(tantivy.Query.term_query(schema, name, stem) for name, _ in _BOOSTS)


def _build_phrase(schema: tantivy.Schema, phrase: Phrase) -> tantivy.Query:
    words: list[str | tuple[int, str]] = list(phrase)
    return _spread(tantivy.Query.phrase_query(schema, name, words) for name, _ in _BOOSTS)


def _spread(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """One query a column, each worth what its column is."""
    boosted = [
        tantivy.Query.boost_query(query, boost) for query, (_, boost) in zip(queries, _BOOSTS, strict=True)
    ]
    return join(tantivy.Occur.Should, boosted)


def join(occur: tantivy.Occur, queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Several queries as one; the query itself when there is one."""
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(occur, query) for query in queries])
