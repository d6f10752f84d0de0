"""What a reader typed becomes queries of the index. Nothing of it is an operator but quotation marks.

Every word is looked for in what describes the document, its title included, and in its text, which counts a
quarter; a title that has it counts three times more. A reader who puts words between quotation marks
(« … », "…", “…”) wants them side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

from portal.library.search.asked import LONGEST_QUESTION
from portal.library.search.schema import BODY, HEAD, TITLE
from portal.library.search.serving import Served
from portal.library.search.words import MOST_WORDS, Word, read_words

_TITLE_BOOST: Final = 3.0
_BODY_BOOST: Final = 0.25
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


def build_all(served: Served, question: Question) -> tantivy.Query:
    """Documents that have every word and phrase; all documents when nothing was typed. Scores mean nothing:
    it is what keeps and counts."""
    if question.is_empty:
        return tantivy.Query.all_query()
    if question.has_no_word:
        return tantivy.Query.empty_query()
    return join(tantivy.Occur.Must, _list_parts(served, question))


def build_most(served: Served, question: Question) -> tantivy.Query:
    """Documents that have most of the words: two in three, one in two when there are two."""
    parts = [(tantivy.Occur.Should, part) for part in _list_parts(served, question)]
    return tantivy.Query.boolean_query(parts, minimum_number_should_match=count_most(len(parts)))


def count_most(size: int) -> int:
    """How many of ``size`` words are most of them: 1 of 2, 2 of 3, 3 of 4, 4 of 5 and 6."""
    return max(1, -(-2 * size // 3)) if size > 2 else 1


def add_score(served: Served, question: Question, query: tantivy.Query) -> tantivy.Query:
    """The same documents, worth more when titles have the words, and have them in their order."""
    should, schema = tantivy.Occur.Should, served.schema
    titles = [tantivy.Query.term_query(schema, TITLE, word.stem) for word in question.words]
    titles += [tantivy.Query.phrase_query(schema, TITLE, list(phrase)) for phrase in question.phrases]
    bonuses = [tantivy.Query.boost_query(title, _TITLE_BOOST) for title in titles]
    stems: list[str | tuple[int, str]] = [word.stem for word in question.words]
    if len(stems) > 1:
        ordered = tantivy.Query.phrase_query(schema, TITLE, stems, slop=len(stems))
        bonuses.append(tantivy.Query.boost_query(ordered, _SIDE_BY_SIDE))
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *((should, one) for one in bonuses)])


def _list_parts(served: Served, question: Question) -> list[tantivy.Query]:
    words = [_build_word(served, word.stem) for word in question.words]
    return [*words, *(_build_phrase(served.schema, phrase) for phrase in question.phrases)]


def _build_word(served: Served, stem: str) -> tantivy.Query:
    """What describes the document, which holds its title, or its text: a column without the word is left
    out, for most words are in no text."""
    head = tantivy.Query.term_query(served.schema, HEAD, stem)
    if not served.searcher.doc_freq(BODY, stem):
        return head
    body = tantivy.Query.term_query(served.schema, BODY, stem)
    return join(tantivy.Occur.Should, [head, tantivy.Query.boost_query(body, _BODY_BOOST)])


def _build_phrase(schema: tantivy.Schema, phrase: Phrase) -> tantivy.Query:
    words: list[str | tuple[int, str]] = list(phrase)
    head, body = (tantivy.Query.phrase_query(schema, column, words) for column in (HEAD, BODY))
    return join(tantivy.Occur.Should, [head, tantivy.Query.boost_query(body, _BODY_BOOST)])


def join(occur: tantivy.Occur, queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Several queries as one; the query itself when there is one."""
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(occur, query) for query in queries])
