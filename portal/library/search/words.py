"""French words as the library compares them: a document and a question go through the same function.

A text becomes words without accents, capitals, hyphens, apostrophes nor ligatures; each word keeps what was
written (``surface``, for spelling proposals) and becomes a stem: a plural rule first, because Snowball leaves
« emplois » apart from « emploi », then Snowball's French algorithm on the word without accents, so that
« depense » meets « dépenses ».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

LONGEST_WORD: Final = 40
"""Letters of a word that count: longer ones are addresses and noise, and meet by their beginning."""

MOST_WORDS: Final = 16
"""Different words of a question, and words between quotation marks, that are looked for."""

STOP_MARK: Final = "_"
"""Stands for a word that is not looked for, so that the others keep their places in quoted phrases."""

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_INVISIBLE: Final = re.compile("[\ud800-\udfff\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_COMBINING: Final = re.compile("[\u0300-\u036f]+")
_WORD: Final = re.compile(r"[^\W_]+")
_APOSTROPHE: Final = "['’‘ʼ′`´]"
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
"""« D.G.F. », « S.D.I.S »."""
_NUMBERED: Final = re.compile(r"\b([mlrd])(?:\. ?| )(?=\d)")
"""« M 57 », « L. 2334-1 », « R.2334-1 »: nomenclatures and articles of codes are one word."""
_WHOLE: Final = re.compile(rf"\b(aujourd|prud|presqu|quelqu){_APOSTROPHE}(?=hui|hom|[iî]l|un)")
"""Words that hold an apostrophe of their own."""

STOP_WORDS: Final = frozenset(
    ("a", "afin", "ai", "ainsi", "alors", "as", "au", "aucun", "aussi", "autre", "aux", "avec", "avoir",
     "c", "ce", "ceci", "cela", "celle", "celles", "celui", "ces", "cet", "cette", "ceux", "chaque",
     "chez", "ci", "comme", "comment", "d", "dans", "de", "des", "dont", "du", "elle", "elles", "en",
     "entre", "et", "etait", "etaient", "etant", "etes", "etre", "eu", "eux", "fait", "font", "furent",
     "fut", "http", "https", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "leur", "leurs",
     "lors", "lorsqu", "lui", "m", "ma", "mais", "me", "mes", "meme", "memes", "mon", "n", "ne", "ni",
     "nos", "notre", "nous", "on", "ont", "ou", "par", "parmi", "pas", "peu", "peut", "plus", "pour",
     "pourquoi", "puis", "qu", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s",
     "sa", "sans", "se", "ses", "si", "soit", "son", "sont", "sous", "sur", "t", "ta", "tandis", "te",
     "tel", "telle", "tes", "ton", "tous", "tout", "toute", "toutes", "tres", "tu", "un", "une", "vers",
     "via", "vos", "votre", "vous", "www", "y")
)  # fmt: skip
"""Words without which a question means the same, as they are written without accents."""

_INVARIABLE: Final = frozenset(
    ("acces", "abus", "anglais", "avis", "bois", "bras", "cas", "colis", "concours", "corps", "cours",
     "deces", "encours", "exces", "fonds", "francais", "frais", "gens", "mois", "moins", "palais", "pays",
     "poids", "prix", "proces", "progres", "puits", "recours", "relais", "repas", "secours", "sous",
     "succes", "taux", "temps", "tiers", "trois", "univers", "choix", "voix")
)  # fmt: skip
"""Words whose last letter is no plural: « fonds » is not « fond », nor « Cour » « cours »."""

_PLURALS: Final = {
    "aveux": "aveu", "baux": "bail", "bijoux": "bijou", "cieux": "ciel", "emaux": "email", "enjeux": "enjeu",
    "feux": "feu", "hiboux": "hibou", "jeux": "jeu", "lieux": "lieu", "maux": "mal", "milieux": "milieu",
    "neveux": "neveu", "noyaux": "noyau", "travaux": "travail", "tuyaux": "tuyau", "vitraux": "vitrail",
    "voeux": "voeu", "yeux": "oeil",
}  # fmt: skip

_WHOLE_WORDS: Final = frozenset(
    ("departement", "environnement", "fonctionnement", "foyer", "habitation", "lotissement", "loyer",
     "publication", "stationnement")
)  # fmt: skip
"""Words, in the singular, whose stem is another word: « loyer » is no « loi », nor « fonctionnement » the
« fonction » publique."""

_STEMMER: Final = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.stemmer("french"))
    .build()
)
"""Snowball as the engine has it: a hundred times faster than in Python, and several threads may ask."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is written in lower case, without accents, and as it is compared.

    ``stem`` is empty for a word that is not looked for.
    """

    surface: str
    plain: str
    stem: str


def fold(text: str) -> str:
    """Lower case without accents, ligatures nor invisible characters; spaces and punctuation stay."""
    if text.isascii():
        return text.lower()
    # Decomposed first: mathematical and circled capitals only then have a lower case.
    lowered = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).lower()
    return _COMBINING.sub("", unicodedata.normalize("NFKD", lowered.translate(_LIGATURES)))


def _join(text: str) -> str:
    """What looks like several words and is one."""
    if "." in text:
        text = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    text = _NUMBERED.sub(r"\1", text)
    return _WHOLE.sub(r"\1", text)


def split_words(text: str) -> list[str]:
    """Words without accents, in their order, those that are not looked for included."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(_join(fold(text)))]


def analyse(text: str) -> str:
    """The stems of a text separated by spaces, marks standing for words that are not looked for."""
    return " ".join(stem or STOP_MARK for stem in stem_words(split_words(text)))


def read_words(text: str) -> list[Word]:
    """Words of a short text, with what was written."""
    pairs = list(split_surfaces(text))
    stems = stem_words([plain for _, plain in pairs])
    return [Word(surface, plain, stem) for (surface, plain), stem in zip(pairs, stems, strict=True)]


def split_surfaces(text: str) -> Iterator[tuple[str, str]]:
    """Each word as it is written, in lower case, then without accents.

    The words are those of ``split_words``; one whose spelling cannot be told is given without accents.
    """
    plains = split_words(text)
    composed = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    written = [word[:LONGEST_WORD] for word in _WORD.findall(_join(composed))]
    if len(written) != len(plains):
        written = plains
    for surface, plain in zip(written, plains, strict=True):
        yield (surface if fold(surface)[:LONGEST_WORD] == plain else plain), plain


def stem_words(words: Sequence[str]) -> list[str]:
    """What each word without accents is compared by; "" for one that is not looked for.

    Numbers, and words of three letters or fewer (acronyms), are compared as they are.
    """
    found = ["" if word in STOP_WORDS else word for word in words]
    changing = [place for place, word in enumerate(found) if _can_change(word)]
    singular = [drop_plural(found[place]) for place in changing]
    stems = _STEMMER.analyze(" ".join(singular))
    for place, word, stem in zip(changing, singular, stems, strict=True):
        found[place] = word if word in _WHOLE_WORDS else stem
    return found


def _can_change(word: str) -> bool:
    return len(word) > 3 and word.isalpha() and word not in _INVARIABLE


def drop_plural(plain: str) -> str:
    """« emplois » → « emploi », « fiscaux » → « fiscal », « réseaux » → « réseau ».

    Light on purpose: it looks at the last letters of words of four letters or more, without accents.
    """
    if plain in _PLURALS:
        return _PLURALS[plain]
    if plain.endswith("eaux"):
        return plain[:-1]
    if plain.endswith("aux") and len(plain) > 4:
        return plain[:-2] + "l"
    if plain.endswith("s") and not plain.endswith("ss") and len(plain) > 3:
        return plain[:-1]
    return plain
