"""Finding forms: exact, by beginning, by words, and in spite of typos.

Each finder takes the index, the words of a question and the forms it may look at (``None`` = all)
and gives pairs of a degree and a form. Degrees, smaller is better; ``engine`` orders the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log10
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from portal.territories.search.index import (
    SHORT_FORM,
    Index,
    Ints,
    Mask,
    find_range,
    list_trigrams,
    shorten,
)
from portal.territories.search.normalise import SMALL_WORDS, Words, sound_out

EXACT: Final = 0.0
WITHOUT_SMALL_WORDS: Final = 1.0
"""Same words but small ones that the question leaves out."""
BEGINNING: Final = 2.0
OTHER_SMALL_WORDS: Final = 3.0
"""Same words but small ones that the question adds or changes."""
ALL_WORDS: Final = 4.0
APPROXIMATE: Final = 6.0

Found = tuple[float, int]

WIDEST: Final = 40
"""Forms kept of one range: more than any page shows."""
CANDIDATES: Final = 90
_SMALLEST_INNER_WORD: Final = 3
_SHORTEST_MISSPELT: Final = 4


def find_exact(index: Index, asked: Words, allowed: Mask | None) -> Iterator[Found]:
    """The form itself, its spelling in one word, and forms with the same words but small ones."""
    first, _ = find_range(index.full, asked.full)
    if first < len(index.full) and index.full[first] == asked.full:
        yield EXACT, first
    key = hash(asked.joined)
    at = int(np.searchsorted(index.joined_hashes, key))
    while at < len(index.joined_hashes) and index.joined_hashes[at] == key:
        yield EXACT, int(index.joined_forms[at])
        at += 1
    first, last = find_range(index.core_sorted, asked.core)
    while first < last and index.core_sorted[first] == asked.core:
        form = int(index.core_order[first])
        yield (WITHOUT_SMALL_WORDS if _is_shorter(asked, index.full[form]) else OTHER_SMALL_WORDS), form
        first += 1


def _is_shorter(asked: Words, full: str) -> bool:
    """Whether the question is the form with some small words left out."""
    rest = iter(full.split(" "))
    return all(word in rest for word in asked.words)


def find_beginnings(index: Index, asked: Words, allowed: Mask | None) -> Iterator[Found]:
    """Forms that begin with the question, with or without its small words; biggest first."""
    first, last = find_range(index.full, asked.full)
    whole = np.arange(first, last, dtype=np.int32)
    yield from ((BEGINNING, form) for form in _take_biggest(index, whole, allowed))
    if not asked.words or asked.words[-1] in SMALL_WORDS:
        return
    first, last = find_range(index.core_sorted, asked.core)
    yield from (
        (BEGINNING + 0.2, form) for form in _take_biggest(index, index.core_order[first:last], allowed)
    )


def find_all_words(index: Index, asked: Words, allowed: Mask | None) -> Iterator[Found]:
    """Forms that hold every word of the question in any order, the last one maybe unfinished."""
    *finished, last = asked.core.split(" ")
    if len(last) < (_SMALLEST_INNER_WORD if not finished else 1):
        return
    kept = index.word_postings.of(*find_range(index.words, last))
    for word in finished:
        at, _ = find_range(index.words, word)
        if at == len(index.words) or index.words[at] != word:
            return
        mark = np.zeros(len(index.full), dtype=bool)
        mark[index.word_postings.of(at, at + 1)] = True
        kept = kept[mark[kept]]
    yield from ((ALL_WORDS, form) for form in _take_biggest(index, kept, allowed))


def _take_biggest(index: Index, forms: Ints, allowed: Mask | None) -> list[int]:
    if allowed is not None:
        forms = forms[allowed[forms]]
    if len(forms) > WIDEST:
        forms = forms[np.argpartition(-index.weight[forms], WIDEST)[:WIDEST]]
    return [int(form) for form in forms]


def count_forgiven(letters: int) -> int:
    """How many typos a word of so many letters may hold and still be understood."""
    if letters < _SHORTEST_MISSPELT:
        return 0
    if letters < 7:
        return 1
    return 2 if letters < 14 else 3


def find_approximate(
    index: Index, asked: Words, allowed: Mask | None, *, nearest_only: bool = False
) -> list[Found]:
    """Numbers of typos, and forms that far from the question or whose beginning is; best first.

    ``nearest_only`` looks at short names at one typo, five times faster.
    """
    text, joined = asked.compact, asked.joined
    forgiven, most = count_forgiven(len(text)), count_forgiven(len(joined))
    if not forgiven or not index.full:
        return []
    forms = _list_short_candidates(index, text)
    if not nearest_only:
        forms = np.unique(np.concatenate([forms, *_list_candidates(index, text, allowed)]))
    if allowed is not None:
        forms = forms[allowed[forms]]
    measure = _Measure(text, joined, forgiven=forgiven, most=most)
    found = []
    for form in forms.tolist():
        typos = measure.count_typos(index.full[form], index.core[form].replace(" ", ""))
        if typos <= (1 if nearest_only else most + 0.5):
            found.append((typos, form))
    found.sort(key=lambda pair: rate_approximate(pair[0], float(index.weight[pair[1]])))
    return found[:WIDEST]


class _Measure:
    """Distance of names to one question."""

    __slots__ = ("forgiven", "joined", "most", "sound", "text")

    def __init__(self, text: str, joined: str, *, forgiven: int, most: int) -> None:
        self.text, self.joined, self.forgiven, self.most = text, joined, forgiven, most
        self.sound = sound_out(text)

    def count_typos(self, full: str, compact: str) -> float:
        """Fewest typos between the question and a name, however compared.

        Without the small words; with them; by ear; and, since the question may be unfinished,
        with the beginning of a longer name. What is a looser comparison costs a fraction more.
        """
        forgiven, most, joined = self.forgiven, self.most, self.joined
        typos = float(OSA.distance(self.text, compact, score_cutoff=forgiven + 2))
        if typos <= 1:
            return typos
        if typos <= forgiven + 2:
            heard = OSA.distance(self.sound, sound_out(compact), score_cutoff=forgiven)
            typos = min(typos, 0.4 + heard)
        name = full.replace(" ", "")
        typos = min(typos, 0.3 + OSA.distance(joined, name, score_cutoff=most))
        length = len(joined)
        if typos > 1 and len(name) > length:
            # As many letters of the name, one less or one more.
            for cut in (length - 1, length, length + 1):
                begun = OSA.distance(joined, name[:cut], score_cutoff=most)
                typos = min(typos, 0.5 + begun)
        return typos


def rate_approximate(typos: float, population: float) -> float:
    """Degree of a form at so many typos.

    It grows by one a typo and shrinks by a quarter each time the population is ten times bigger,
    so that « monpelier » is Montpellier rather than a village one typo nearer.
    """
    return APPROXIMATE + typos + 2.0 - 0.25 * log10(population + 10.0)


def _list_candidates(index: Index, text: str, allowed: Mask | None) -> list[Ints]:
    """Forms worth measuring: those that share most trigrams, as a whole or with their beginning."""
    numbers, _ = list_trigrams([text])
    numbers = np.unique(numbers)
    runs = [index.trigrams.of(int(number), int(number) + 1) for number in numbers]
    shared = np.bincount(np.concatenate(runs), minlength=len(index.full))
    least = 1 if len(numbers) < 6 else 2
    near = np.flatnonzero(shared >= max(least, shared.max() // 3)).astype(np.int32)
    if allowed is not None:
        near = near[allowed[near]]
    alike = shared[near] / (len(numbers) + index.trigram_count[near])
    chosen = _cut(near, alike + 0.004 * np.log10(index.weight[near] + 10.0), CANDIDATES)
    begun = _cut(near, shared[near] + 0.2 * np.log10(index.weight[near] + 10.0), CANDIDATES // 3)
    return [chosen, begun]


def _cut(forms: Ints, score: npt.NDArray[np.floating], count: int) -> Ints:
    if len(forms) <= count:
        return forms
    return forms[np.argpartition(-score, count)[:count]]


def _list_short_candidates(index: Index, text: str) -> Ints:
    keys = np.array(sorted(shorten(text, SHORT_FORM + 1)), dtype=np.int64)
    firsts = np.searchsorted(index.shortened_hashes, keys, side="left")
    lasts = np.searchsorted(index.shortened_hashes, keys, side="right")
    runs = [index.shortened_forms[a:b] for a, b in zip(firsts, lasts, strict=True) if a < b]
    return np.concatenate(runs) if runs else np.empty(0, dtype=np.int32)
