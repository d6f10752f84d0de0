"""Finding indicators by the words of people who do not know their names.

Words of labels, questions (those of ``catalogue/explorer`` too), themes and definitions, and what
``catalogue/terms`` says is another word for them. Accents, capitals and plurals do not count; words
may be unfinished or misspelt.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz.distance import OSA

from portal.kernel.french import sort_key
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.questions import Term

LONGEST: Final = 160
"""Characters of a question that are read."""

_MOST_WORDS: Final = 12
_SMALL: Final = frozenset((
    "a", "ai", "alors", "au", "aux", "avec", "avoir", "c", "ce", "ces", "cet", "cette", "ceux",
    "chaque", "chez", "combien", "comme", "comment", "d", "dans", "de", "depuis", "des", "donc", "dont",
    "du", "elle", "elles", "en", "entre", "est", "et", "etre", "eux", "fait", "faire", "il", "ils", "j",
    "je", "l", "la", "le", "les", "leur", "leurs", "lesquelles", "lesquels", "m", "ma", "me", "meme",
    "mes", "moins", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont", "ou", "oui", "par", "pas",
    "plus", "pour", "pourquoi", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui",
    "quoi", "s", "sa", "sans", "se", "ses", "si", "son", "sont", "sous", "sur", "t", "ta", "tres",
    "trop", "tu", "un", "une", "vers", "vos", "votre", "vous", "y",
))  # fmt: skip
"""Words that say nothing of what is looked for."""

_FIRST, _LABEL, _QUESTION, _THEME, _METHOD = 10, 8, 6, 5, 2
_AGAIN: Final = 1
"""More for each other place where a word stands."""
_SURE: Final = _METHOD + _AGAIN
_BY_EXAMPLE: Final = 1
"""Another word of the same idea is worth this much less; so is an unfinished word."""
_CHOSEN: Final = 1
"""More for an indicator that sheets or maps open with."""
_FAR: Final = 20
"""Less by one for so many places in the order of its theme."""
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_TRIMMED: Final = 5
_SHORTEST_MISSPELT: Final = 4
_SECOND_TYPO: Final = 8

Scores = dict[int, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """``slugs``: what answers, the best first. ``is_partial``: none has all the words, these have some.

    ``corrected``: the words that were looked for instead of those asked, empty when there were no typos.
    ``sure``: those of ``slugs`` that have each word, finished, in their label, question, theme or ideas.
    ``terms``: the ideas that the words name.
    """

    slugs: tuple[str, ...] = ()
    is_partial: bool = False
    corrected: str = ""
    sure: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class _Index:
    """``scores``: stem → rank of an indicator → weight. ``spellings``: stem → as the catalogue writes it."""

    slugs: tuple[str, ...]
    bonus: tuple[int, ...]
    scores: dict[str, Scores]
    stems: list[str]
    spellings: dict[str, str]
    ideas: dict[str, tuple[Term, ...]] = field(default_factory=dict)


_kept: list[tuple[Catalogue, _Index]] = []


def find_indicators(text: str) -> Finding:
    """Public indicators that answer. Costs no query; an empty finding for what has no word to look for."""
    catalogue = get_catalogue()
    if not _kept or _kept[0][0] is not catalogue:
        _kept[:] = [(catalogue, _build_index(catalogue))]
    index = _kept[0][1]
    words = [word for word in _split(text[:LONGEST]) if word not in _SMALL][:_MOST_WORDS]
    asked, is_corrected = _correct(index, words)
    matches = [_match(index, word) for word in asked]
    if not any(matches):
        return Finding()
    terms = {term.slug: term for word in asked for term in index.ideas.get(_stem(word), ())}
    slugs, is_partial = _order(index, matches)
    return Finding(
        slugs=slugs,
        is_partial=is_partial,
        corrected=" ".join(index.spellings.get(_stem(word), word) for word in asked) if is_corrected else "",
        sure=() if is_partial or is_corrected else _list_sure(index, asked, slugs),
        terms=tuple(terms.values()),
    )


def _order(index: _Index, matches: list[Scores]) -> tuple[tuple[str, ...], bool]:
    """Those that have all the words, best first; those that have most of them when there are none."""
    total: Counter[int] = Counter()
    having: Counter[int] = Counter()
    for scores in matches:
        total.update(scores)
        having.update(scores.keys())
    most = max(having.values())
    found = [rank for rank, count in having.items() if count == most]
    found.sort(key=lambda rank: (-total[rank] - index.bonus[rank], rank))
    return tuple(index.slugs[rank] for rank in found), most < len(matches)


def _list_sure(index: _Index, words: list[str], slugs: tuple[str, ...]) -> tuple[str, ...]:
    kept = set(slugs)
    for word in words:
        stem = _stem(word)
        alike = [[word], *(phrase for term in index.ideas.get(stem, ()) for phrase in _list_phrases(term))]
        weights = (_meet(index, phrase) for phrase in alike)
        kept &= {index.slugs[rank] for found in weights for rank, one in found.items() if one > _SURE}
    return tuple(slug for slug in slugs if slug in kept)


def _match(index: _Index, word: str) -> Scores:
    """Rank → weight of a word, its beginnings and the other words of its ideas."""
    stem = _stem(word)
    found: Scores = dict(index.scores.get(stem, {}))
    for other in _list_longer(index, word):
        _raise(found, index.scores[other], _BY_EXAMPLE)
    for term in index.ideas.get(stem, ()):
        for phrase in _list_phrases(term):
            _raise(found, _meet(index, phrase), _BY_EXAMPLE)
    return found


def _meet(index: _Index, phrase: list[str]) -> Scores:
    """Those that have all the words of « niveau de vie », at the least of their weights."""
    first, *others = [index.scores.get(_stem(word), {}) for word in phrase]
    return {
        rank: min(weight, *(other[rank] for other in others)) if others else weight
        for rank, weight in first.items()
        if all(rank in other for other in others)
    }


def _raise(found: Scores, scores: Scores, less: int) -> None:
    for rank, weight in scores.items():
        found[rank] = max(found.get(rank, 0), weight - less)


def _list_longer(index: _Index, word: str) -> Iterator[str]:
    """Stems that an unfinished word may be the beginning of."""
    if len(word) < _SHORTEST_BEGINNING:
        return
    for at in range(bisect_left(index.stems, word), len(index.stems)):
        if not index.stems[at].startswith(word):
            return
        if index.stems[at] in index.scores:
            yield index.stems[at]


def _correct(index: _Index, words: list[str]) -> tuple[list[str], bool]:
    """The words, those unknown replaced by what they must be; whether one was misspelt."""
    asked, is_corrected = [], False
    for word in words:
        known = word if _is_known(index, word) else _trim(index, word)
        nearest = known or _find_nearest(index, word)
        is_corrected |= not known and bool(nearest)
        asked.append(nearest or word)
    return asked, is_corrected


def _is_known(index: _Index, word: str) -> bool:
    stem = _stem(word)
    return stem in index.scores or stem in index.ideas or next(_list_longer(index, word), None) is not None


def _trim(index: _Index, word: str) -> str:
    """« chomeuses » begins as « chomeur » does: the word without up to three letters; empty when unknown."""
    stems = (word[:-cut] for cut in (1, 2, 3) if len(word) - cut >= _SHORTEST_TRIMMED)
    return next((one for one in stems if _is_known(index, one)), "")


def _find_nearest(index: _Index, word: str) -> str:
    """The most used stem at the fewest typos: one in a short word, two in a long one; empty for none."""
    if len(word) < _SHORTEST_MISSPELT:
        return ""
    stem, most = _stem(word), 1 if len(word) < _SECOND_TYPO else 2
    best, nearest = (most + 1, 0), ""
    for known in index.stems:
        if abs(len(known) - len(stem)) <= most and len(known) >= _SHORTEST_MISSPELT:
            typos = OSA.distance(stem, known, score_cutoff=most)
            rated = (typos, -len(index.scores.get(known, ())))
            if typos <= most and rated < best:
                best, nearest = rated, known
    return nearest


def _build_index(catalogue: Catalogue) -> _Index:
    indicators = catalogue.list_public_indicators()
    asked: dict[str, list[str]] = defaultdict(list)
    for entry in (entry for one in catalogue.questions.values() for entry in one.questions):
        asked[entry.indicator].append(entry.question)
    scores: dict[str, Scores] = defaultdict(dict)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    ranked = sorted(indicators, key=lambda one: (one.order, catalogue.themes[one.theme].order, one.label))
    for rank, one in enumerate(ranked):
        for weight, text in _list_texts(catalogue, one, asked[one.slug]):
            _note_spellings(spellings, text)
            for word in {_stem(word) for word in _split(text)} - _SMALL:
                known = scores[word]
                known[rank] = max(known[rank], weight) + _AGAIN if rank in known else weight
    ideas: dict[str, tuple[Term, ...]] = {}
    for term in catalogue.terms.values():
        for stem in {_stem(phrase[0]) for phrase in _list_phrases(term) if len(phrase) == 1}:
            ideas[stem] = (*ideas.get(stem, ()), term)
        for word in term.words:
            _note_spellings(spellings, word)
    return _Index(
        slugs=tuple(one.slug for one in ranked),
        bonus=tuple((_CHOSEN if one.key_figure or one.drawn else 0) - one.order // _FAR for one in ranked),
        scores=dict(scores),
        stems=sorted({*scores, *ideas}),
        spellings={stem: counts.most_common(1)[0][0] for stem, counts in spellings.items()},
        ideas=ideas,
    )


def _list_texts(catalogue: Catalogue, one: Indicator, questions: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Weights and texts; a weight is of the best place where a word stands."""
    yield _FIRST, next((word for word in _split(one.label) if word not in _SMALL), "")
    yield _LABEL, f"{one.label} {one.short_label} {one.slug}"
    yield _QUESTION, " ".join([one.question or "", *questions])
    theme = catalogue.themes[one.theme]
    yield _THEME, theme.label
    yield _METHOD, f"{one.method or ''} {theme.summary}"


def _note_spellings(spellings: dict[str, Counter[str]], text: str) -> None:
    for raw in text.replace("’", " ").replace("'", " ").replace("-", " ").split():
        spelling = "".join(char for char in raw.lower() if char.isalnum())
        for word in _split(spelling)[:1]:
            spellings[_stem(word)][spelling] += 1


def _list_phrases(term: Term) -> list[list[str]]:
    """What is said instead of an idea. Only single words are recognised in a question."""
    phrases = ([word for word in _split(text) if word not in _SMALL] for text in term.words)
    return [phrase for phrase in phrases if phrase]


def _split(text: str) -> list[str]:
    return sort_key(text.replace("\0", " ")).split()


def _stem(word: str) -> str:
    """Without the mark of the plural: « logements » and « logement » are one word."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
