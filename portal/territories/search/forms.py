"""The spellings under which each place can be asked for.

Besides its name: an intercommunalité without its type (« Pays de Maîche »), its acronym (« CCPM »,
« MEL »), an arrondissement by its number (« Paris 12 »), and every past name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.territories.search.normalise import (
    Words,
    build_words,
    drop_small_words,
    split_words,
)
from portal.territories.search.places import Place

OWN: Final = 0.0
ALIAS: Final = 0.3
PAST: Final = 0.5
PART: Final = 0.6
"""How far behind an own name each sort of name comes, within one degree of resemblance."""

_TYPE: Final = re.compile(
    r"^(?:c[acu]|communaute (?:de communes|d agglomeration|urbaine)|(?:euro)?metropole)"
    r"(?: (?:de|du|des|d))? (?=\w)"
)
_ARRONDISSEMENT: Final = re.compile(r"^(.+ \d+) arrondissement$")
_BRACKETS: Final = re.compile(r"\(([^)]*)\)")
_PARTS: Final = frozenset({"arrondissement_municipal", "commune_deleguee"})
_INITIALS: Final = {"CC": "cc", "CA": "ca", "CU": "cu"}


@dataclass(frozen=True, slots=True)
class Entry:
    """``place`` (its number) answers to ``words``; ``past`` is the rank of the past name, or -1."""

    words: Words
    place: int
    penalty: float
    past: int = -1


def list_entries(places: Sequence[Place]) -> tuple[list[Entry], dict[str, tuple[int, ...]]]:
    """All the entries of these places, and acronym → numbers of the places it stands for."""
    shared: dict[tuple[str, ...], Words] = {}
    entries: list[Entry] = []
    acronyms: dict[str, list[int]] = {}
    for at, place in enumerate(places):
        seen: set[str] = set()
        for words, penalty, past in _list_spellings(place):
            spelt = shared.get(words)
            if spelt is None:
                spelt = shared[words] = build_words(words)
            if spelt.full and spelt.full not in seen:
                seen.add(spelt.full)
                entries.append(Entry(spelt, at, penalty, past))
        for acronym in _list_acronyms(place):
            acronyms.setdefault(acronym, []).append(at)
    return entries, {acronym: tuple(found) for acronym, found in acronyms.items()}


def _list_spellings(place: Place) -> Iterator[tuple[tuple[str, ...], float, int]]:
    name = _BRACKETS.sub(" ", place.name) if place.kind == "epci" else place.name
    words = split_words(name)
    penalty = PART if place.kind == "commune_deleguee" else OWN
    yield words, penalty, -1
    full = " ".join(words)
    if place.kind == "epci" and _TYPE.match(full):
        yield tuple(_TYPE.sub("", full).split()), ALIAS, -1
    short = _ARRONDISSEMENT.match(full)
    if place.kind == "arrondissement_municipal" and short:
        yield tuple(short.group(1).split()), OWN, -1
    for rank, past in enumerate(place.past):
        yield split_words(past.name), PAST + (PART if place.kind in _PARTS else 0.0), rank


def _list_acronyms(place: Place) -> set[str]:
    """What people call an intercommunalité or a région by its letters: as it says itself, or by initials."""
    if place.kind not in ("epci", "ept", "region"):
        return set()
    found = {"".join(split_words(inside)) for inside in _BRACKETS.findall(place.name)}
    words = split_words(_BRACKETS.sub(" ", place.name))
    rest = tuple(_TYPE.sub("", " ".join(words)).split())
    long = tuple(word for word in rest if len(word) > 1)
    for kept in {words, drop_small_words(words), drop_small_words(rest), long}:
        initials = "".join(word[0] for word in kept)
        found |= {initials, _INITIALS.get(place.type, "") + initials}
    return {acronym for acronym in found if 3 <= len(acronym) <= 8}
