"""Words that no document has, mended by the nearest that some have.

Spellings are whole words as titles, keywords and names of producers write them, with their accents; they are
compared without. The list is read from the index when a question first needs it, and kept with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.library.search.questions import Question
from portal.library.search.schema import BODY, HEAD, SPELLINGS
from portal.library.search.serving import Served
from portal.library.search.territories import is_name
from portal.library.search.words import Word, fold, stem_words

_SHORTEST: Final = 4
"""Letters below which a word is an acronym, and is not mended."""
_LONG: Final = 8
_MENDED: Final = 3
"""Words mended in one question."""
_CANDIDATES: Final = 8
_KEY: Final = "spellings"


@dataclass(frozen=True, slots=True)
class Spellings:
    """Words without accents by length, the way each is most often written, and how many documents do."""

    by_length: dict[int, list[str]]
    written: dict[str, str]
    counts: dict[str, int]


def propose(served: Served, question: Question, *, always: bool) -> str:
    """The question with its unknown words mended, or "" when there is nothing to mend or to propose.

    Unknown: in no document at all, and no name of a territory. With ``always``, words that one document
    alone has are doubted too.
    """
    text, mended = question.text, 0
    for word in question.words:
        if mended == _MENDED:
            break
        if not _is_doubtful(served, word, always=always):
            continue
        better = find_spelling(get_spellings(served), word.plain)
        if better and stem_words([fold(better)]) != [word.stem] and not is_name(word.plain):
            text, mended = _replace(text, word.surface, better), mended + 1
    return text if mended else ""


def _is_doubtful(served: Served, word: Word, *, always: bool) -> bool:
    if len(word.plain) < _SHORTEST or not word.plain.isalpha():
        return False
    rarest = 1 if always else 0
    return all(served.searcher.doc_freq(column, word.stem) <= rarest for column in (HEAD, BODY))


def _replace(text: str, surface: str, better: str) -> str:
    """The first such word of a text, whatever its capitals."""
    at = text.lower().find(surface)
    return text if at < 0 else text[:at] + better + text[at + len(surface) :]


def find_spelling(spellings: Spellings, plain: str) -> str:
    """The nearest word that is written: one error, two from eight letters on; the most frequent of equals.

    Two letters in the wrong order count as one error. "" when none is near.
    """
    allowed = 2 if len(plain) >= _LONG else 1
    best: tuple[int, int, str] | None = None
    for length in range(len(plain) - allowed, len(plain) + allowed + 1):
        near = process.extract(
            plain, spellings.by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed,
            limit=_CANDIDATES,
        )  # fmt: skip
        for candidate, distance, _ in near:
            rank = (int(distance), -spellings.counts[candidate], candidate)
            if candidate != plain and (best is None or rank < best):
                best = rank
    return spellings.written[best[2]] if best else ""


def get_spellings(served: Served) -> Spellings:
    """The spellings of an index, read once."""
    found = served.memory.get(_KEY)
    if not isinstance(found, Spellings):
        found = served.memory[_KEY] = build_spellings(served.searcher.terms_with_prefix(SPELLINGS, ""))
    return found


def build_spellings(terms: list[tuple[str, int]]) -> Spellings:
    """From (word as it is written, number of documents)."""
    by_length: dict[int, list[str]] = defaultdict(list)
    written: dict[str, str] = {}
    counts: dict[str, int] = {}
    for term, found in sorted(terms, key=lambda one: (-one[1], one[0])):
        plain = fold(term)
        if plain in written:
            counts[plain] += found
        elif len(plain) >= _SHORTEST - 1 and plain.isalpha():
            written[plain], counts[plain] = term, found
            by_length[len(plain)].append(plain)
    return Spellings(dict(by_length), written, counts)
