"""What people type and what places are called, brought to one plain form.

Everything is reduced to words of ``a-z0-9`` separated by one space: accents, capitals, hyphens,
apostrophes of every sort and ligatures disappear, « St- » and « s/ » are spelt out, « 3e » and
« 1er » become numbers. The same functions serve the names and the questions, so that both meet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_QUERY_LENGTH: Final = 120
"""Characters of a question that are read: the longest official name has 70."""

MAX_WORDS: Final = 14

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_SUR: Final = re.compile(r"\bs/(?=[\w\s])")
_COMBINING: Final = re.compile("[\u0300-\u036f]+")
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_ORDINAL: Final = re.compile(r"^0*([0-9]{1,2})(?:er|ere|e|eme|ieme|nd|nde|de)$")
_ABBREVIATIONS: Final = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "arr": "arrondissement",
    "arrdt": "arrondissement",
    "ardt": "arrondissement",
}

SMALL_WORDS: Final = frozenset(
    ("l", "d", "le", "la", "les", "de", "du", "des", "et", "en", "a", "au", "aux", "sur", "sous",
     "lez", "pres")
)  # fmt: skip
"""Words that people leave out or add: « villeneuve ascq », « le bono »."""

_KIND_WORDS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("metropole", "agglo", "agglomeration", "communaute", "communautes", "intercommunalite",
         "interco", "epci"),
        frozenset({"epci", "ept"}),
    ),
    **dict.fromkeys(("departement", "dept"), frozenset({"departement"})),
    "region": frozenset({"region"}),
    **dict.fromkeys(("commune", "ville", "mairie"), frozenset({"commune"})),
    "arrondissement": frozenset({"arrondissement_municipal"}),
    "deleguee": frozenset({"commune_deleguee"}),
    "associee": frozenset({"commune_deleguee"}),
}  # fmt: skip
_FIRST_KIND_WORDS: Final = dict.fromkeys(("cc", "ca", "cu"), frozenset({"epci"}))
_KIND_COMPANIONS: Final = frozenset({"communes", "commune", "agglomeration", "urbaine", "communaute"})


def fold(text: str) -> str:
    """Lower-case ASCII words separated by single spaces; "" when nothing is readable."""
    lowered = text.lower()
    if not lowered.isascii():
        decomposed = unicodedata.normalize("NFKD", lowered.translate(_LIGATURES))
        lowered = _COMBINING.sub("", decomposed)
    if "s/" in lowered:
        lowered = _SUR.sub("sur ", lowered)
    return _NOT_WORD.sub(" ", lowered).strip()


def split_words(text: str) -> tuple[str, ...]:
    """Words of a name or a question, abbreviations spelt out: "St-Denis s/ Loire 3e" has five."""
    words = []
    for word in fold(text).split():
        ordinal = _ORDINAL.match(word) if word[0].isdigit() else None
        words.append(ordinal.group(1) if ordinal else _ABBREVIATIONS.get(word, word))
    return tuple(words)


def drop_small_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without articles and prepositions, unless nothing would be left."""
    kept = tuple(word for word in words if word not in SMALL_WORDS)
    return kept or words


@dataclass(frozen=True, slots=True)
class Words:
    """A sequence of words in the three spellings that are compared."""

    words: tuple[str, ...]
    full: str
    core: str
    """Without small words."""

    @property
    def compact(self) -> str:
        """``core`` without spaces: « ville neuve » meets « villeneuve »."""
        return self.core.replace(" ", "")

    @property
    def joined(self) -> str:
        """``full`` without spaces: « lhay les roses » meets « L'Haÿ-les-Roses »."""
        return self.full.replace(" ", "")


def build_words(words: tuple[str, ...]) -> Words:
    full = " ".join(words)
    core = " ".join(drop_small_words(words))
    return Words(words=words, full=full, core=full if core == full else core)


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood: the words, and what they say besides a name."""

    whole: Words
    literal: Words | None
    """The words as typed when an abbreviation was spelt out last: « st » may begin « Strasbourg »."""
    number: str
    """The whole question when it is a code: INSEE, postal, SIREN, number of a département."""
    kinds: frozenset[str]
    """Kinds that the question names: « agglo », « département »; empty when it names none."""
    named: Words | None
    """The words without those that name a kind; None when they name none or nothing is left."""
    place_number: str
    """A number beside a name: « saint denis 93 »; "" when there is none."""
    numbered: Words | None
    """The words without that number."""
    numbered_named: Words | None
    """The words without that number nor those that name a kind."""


_NUMBER: Final = re.compile(r"^(?:[0-9]{1,9}|2[ab][0-9]{0,3})$")


def parse_question(text: str) -> Question:
    """Understand a question, whatever it is: never raises, reads the first 120 characters."""
    words = split_words(text[:MAX_QUERY_LENGTH])[:MAX_WORDS]
    kinds, rest = _take_kinds(words)
    literal = None
    raw = fold(text[:MAX_QUERY_LENGTH]).split()
    if raw and raw[-1] in _ABBREVIATIONS and len(raw) <= MAX_WORDS:
        literal = build_words((*words[:-1], raw[-1]))
    number = _find_number(raw[:MAX_WORDS]) or (_find_number(list(rest)) if kinds else "")
    place_number, others = ("", ()) if number else _take_number(words)
    _, other_rest = _take_number(rest) if place_number and kinds else ("", ())
    return Question(
        whole=build_words(words),
        literal=literal,
        number=number,
        kinds=kinds,
        named=build_words(rest) if kinds and rest else None,
        place_number=place_number,
        numbered=build_words(others) if others else None,
        numbered_named=build_words(other_rest) if other_rest else None,
    )


def _find_number(words: list[str]) -> str:
    """The code that the words are, « 243 500 139 » and a SIRET included; "" when they are none."""
    joined = "".join(words)
    if joined.isdigit() and len(joined) == 14:
        return joined[:9]  # a SIRET begins with the SIREN
    return joined.upper() if _NUMBER.match(joined) else ""


def _take_number(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The last or first word when it is a number, and the others."""
    if len(words) < 2:
        return "", ()
    if _NUMBER.match(words[-1]):
        return words[-1].upper(), words[:-1]
    if _NUMBER.match(words[0]):
        return words[0].upper(), words[1:]
    return "", ()


def _take_kinds(words: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The kinds that are named, and the other words without the small ones that led to them."""
    kinds: frozenset[str] = frozenset()
    rest = []
    for at, word in enumerate(words):
        named = _FIRST_KIND_WORDS.get(word) if at == 0 else None
        named = named or _KIND_WORDS.get(word)
        if kinds and (word in _KIND_COMPANIONS or named == kinds):
            continue
        if named and not kinds:
            kinds = named
            continue
        rest.append(word)
    while kinds and rest and rest[0] in SMALL_WORDS and len(rest) > 1:
        rest.pop(0)
    return kinds, tuple(rest)


_SOUNDS: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eaux?|aux?(?![aeiouy])", "o"),
        (r"ai|ei|ay|ey", "e"),
        (r"ph", "f"),
        (r"qu|k|c(?![eiyh])", "k"),
        (r"c|ss|z|x", "s"),
        (r"(?<![cs])h", ""),
        (r"y", "i"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[ei])", "j"),
        (r"(?:am|em|en)(?=[^aeiouynm])", "an"),
        (r"(.)\1", r"\1"),
        (r"(?<=...)(?:e?s|e|t)$", ""),
    )
)


def sound_out(compact: str) -> str:
    """Roughly what a compact spelling sounds like in French: « monpellié », « bordo », « lile »."""
    for pattern, sound in _SOUNDS:
        compact = pattern.sub(sound, compact)
    return compact
