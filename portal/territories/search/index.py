"""The index of territories: sorted names, words, trigrams, shortened names and codes, in memory.

A *form* is one distinct spelling; an *entry* says that a place answers to a form. Everything that
is looked up a thousand times a second is a sorted list or a numpy array; the strings of 36,000
places are kept once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.territories.models import Kind
from portal.territories.search.codes import Codes, build_codes
from portal.territories.search.forms import Entry, list_entries
from portal.territories.search.normalise import Words, build_words, split_words
from portal.territories.search.places import Place

Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

AFTER_ALL: Final = "~"
"""Sorts after every folded character: ends the range of a prefix."""

SHORT_FORM: Final = 12
"""Longest compact form whose one-letter-shorter spellings are indexed."""

_LETTERS: Final = np.zeros(256, dtype=np.int32)
_LETTERS[ord("a") : ord("z") + 1] = np.arange(1, 27)
_LETTERS[ord("0") : ord("9") + 1] = np.arange(27, 37)
_RADIX: Final = 37
_KIND_BITS: Final = {kind.value: 1 << rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Postings:
    """For each key 0..n-1, a run of form numbers: ``forms[starts[key]:starts[key + 1]]``."""

    starts: Ints
    forms: Ints

    def of(self, first: int, last: int) -> Ints:
        """Forms of the keys first <= key < last."""
        return self.forms[self.starts[first] : self.starts[last]]


@dataclass(frozen=True, slots=True)
class Index:
    """All that the engine searches. Forms are numbered in the order of ``full``."""

    places: tuple[Place, ...]
    """Sorted by kind and code."""
    kind_bits: npt.NDArray[np.uint16]
    """Kind of each place, as the bit ``_KIND_BITS`` gives it."""
    population: npt.NDArray[np.int64]
    full: list[str]
    core: list[str]
    core_sorted: list[str]
    core_order: Ints
    length: Ints
    """Letters of the compact spelling of each form."""
    weight: npt.NDArray[np.float32]
    """Population of the biggest place of each form, a tenth of it for a past name."""
    entry_starts: Ints
    entry_place: Ints
    entry_form: Ints
    entry_penalty: npt.NDArray[np.float32]
    entry_past: Ints
    """Rank in ``Place.past`` of the name that the form is; -1 for a present name."""
    words: list[str]
    word_postings: Postings
    trigrams: Postings
    trigram_count: Ints
    joined_hashes: npt.NDArray[np.int64]
    joined_forms: Ints
    shortened_hashes: npt.NDArray[np.int64]
    shortened_forms: Ints
    acronyms: dict[str, tuple[int, ...]]
    codes: Codes
    areas: dict[str, tuple[str, ...]]
    """Core of the name of a département or région → codes of its départements."""

    def find_place(self, kind: str, code: str) -> Place | None:
        """A place by its kind and code."""
        at = bisect_left(self.places, (kind, code), key=get_key)
        found = self.places[at] if at < len(self.places) else None
        return found if found is not None and get_key(found) == (kind, code) else None

    def list_of_kinds(self, kinds: Iterable[str]) -> Mask:
        """Which places are of one of these kinds; unknown kinds have none."""
        wanted = sum(_KIND_BITS.get(kind, 0) for kind in set(kinds))
        return np.asarray((self.kind_bits & wanted) != 0)


def get_key(place: Place) -> tuple[str, str]:
    """What places are sorted by."""
    return place.kind, place.code


def build_index(places: Iterable[Place]) -> Index:
    """The index of these places; about one second for France."""
    known = tuple(sorted(places, key=get_key))
    population = np.array([place.population or 0 for place in known], dtype=np.int64)
    entries, acronyms = list_entries(known)
    entries.sort(key=lambda entry: (entry.words.full, entry.penalty, -population[entry.place]))
    starts = [at for at, e in enumerate(entries) if not at or e.words.full != entries[at - 1].words.full]
    forms = [entries[at].words for at in starts]
    core = [form.core for form in forms]
    compact = [form.compact for form in forms]
    core_order = np.array(sorted(range(len(core)), key=core.__getitem__), dtype=np.int32)
    words, word_postings = _build_word_postings(forms)
    trigrams, trigram_count = _build_trigram_postings(compact)
    joined = _sort_hashes([hash(form.joined)] for form in forms)
    shortened = _sort_hashes(shorten(text, SHORT_FORM) for text in compact)
    return Index(
        places=known,
        kind_bits=np.array([_KIND_BITS[place.kind] for place in known], dtype=np.uint16),
        population=population,
        full=[form.full for form in forms],
        core=core,
        core_sorted=[core[at] for at in core_order],
        core_order=core_order,
        length=np.array([len(text) for text in compact], dtype=np.int32),
        weight=_weigh_forms(entries, starts, population),
        entry_starts=np.array([*starts, len(entries)], dtype=np.int32),
        entry_place=np.array([entry.place for entry in entries], dtype=np.int32),
        entry_form=np.repeat(np.arange(len(forms), dtype=np.int32), np.diff([*starts, len(entries)])),
        entry_penalty=np.array([entry.penalty for entry in entries], dtype=np.float32),
        entry_past=np.array([entry.past for entry in entries], dtype=np.int32),
        words=words,
        word_postings=word_postings,
        trigrams=trigrams,
        trigram_count=trigram_count,
        joined_hashes=joined[0],
        joined_forms=joined[1],
        shortened_hashes=shortened[0],
        shortened_forms=shortened[1],
        acronyms=acronyms,
        codes=build_codes(known),
        areas=_list_areas(known),
    )


def _list_areas(places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    areas: dict[str, set[str]] = {}
    regions = {place.code: place.name for place in places if place.kind == "region"}
    for place in places:
        if place.kind == "departement":
            for name in (place.name, regions.get(place.region_code, "")):
                areas.setdefault(build_words(split_words(name)).core, set()).add(place.code)
    areas.pop("", None)
    return {core: tuple(sorted(codes)) for core, codes in areas.items()}


def _weigh_forms(
    entries: Sequence[Entry], starts: Sequence[int], population: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    weights = np.array(
        [population[e.place] * (0.1 if e.past >= 0 else 1.0) for e in entries], dtype=np.float32
    )
    if not starts:
        return weights
    return np.asarray(np.maximum.reduceat(weights, starts), dtype=np.float32)


def _build_word_postings(forms: Sequence[Words]) -> tuple[list[str], Postings]:
    """Sorted distinct words of the cores, and the forms that hold each."""
    holders: dict[str, array[int]] = {}
    for at, form in enumerate(forms):
        for word in dict.fromkeys(form.core.split(" ")):
            holders.setdefault(word, array("i")).append(at)
    words = sorted(holders)
    starts = np.cumsum([0, *(len(holders[word]) for word in words)], dtype=np.int32)
    runs = [np.array(holders[word], dtype=np.int32) for word in words]
    return words, Postings(starts, np.concatenate(runs) if runs else np.empty(0, dtype=np.int32))


def list_trigrams(texts: Sequence[str]) -> tuple[Ints, Ints]:
    """Numbers of the trigrams of these compact texts, and the text each comes from.

    The beginning and the end of a text count as a letter.
    """
    buffer = np.frombuffer(("\0" + "\0\0".join(texts) + "\0").encode("ascii"), dtype=np.uint8)
    letters = _LETTERS[buffer]
    numbers = (letters[:-2] * _RADIX + letters[1:-1]) * _RADIX + letters[2:]
    middle = letters[1:-1] > 0
    owner = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
    return numbers[middle], owner


def _build_trigram_postings(compact: Sequence[str]) -> tuple[Postings, Ints]:
    numbers, owner = list_trigrams(compact)
    pairs = np.unique(numbers.astype(np.int64) * len(compact) + owner)
    keys, forms = np.divmod(pairs, max(len(compact), 1))
    starts = np.searchsorted(keys, np.arange(_RADIX**3 + 1))
    found = forms.astype(np.int32)
    return (
        Postings(starts=starts.astype(np.int32), forms=found),
        np.bincount(found, minlength=len(compact)).astype(np.int32),
    )


def shorten(text: str, longest: int) -> set[int]:
    """Hashes of a text and of all its spellings with one letter less.

    Two texts at one typo of each other share one of them, whatever the typo.
    """
    if not 3 <= len(text) <= longest:
        return set()
    return {hash(text), *(hash(text[:at] + text[at + 1 :]) for at in range(len(text)))}


def _sort_hashes(hashes: Iterable[Iterable[int]]) -> tuple[npt.NDArray[np.int64], Ints]:
    """The hashes of each form, sorted, and the form of each."""
    keys, forms = array("q"), array("i")
    for form, own in enumerate(hashes):
        before = len(keys)
        keys.extend(own)
        forms.extend([form] * (len(keys) - before))
    found = np.array(keys, dtype=np.int64)
    order = np.argsort(found, kind="stable")
    return found[order], np.array(forms, dtype=np.int32)[order]


def find_range(keys: Sequence[str], prefix: str) -> tuple[int, int]:
    """First and last + 1 of the sorted keys that begin with the prefix."""
    first = bisect_left(keys, prefix)
    return first, bisect_left(keys, prefix + AFTER_ALL, lo=first)
