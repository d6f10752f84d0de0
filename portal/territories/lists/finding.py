"""What one item of a list can be: exact codes, exact names, names with a hint of where. No guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.kernel.french import NO_BREAK_SPACE
from portal.territories.addresses import SUB_ENTITY_KINDS
from portal.territories.search import matching
from portal.territories.search.codes import CodeSort
from portal.territories.search.index import Index
from portal.territories.search.labels import build_label
from portal.territories.search.normalise import build_words, split_words
from portal.territories.search.places import Place

KINDS: Final = ("commune", "epci", "departement", "region", "ept")
"""What a list may name; parts of communes stand for their commune."""

_NUMBER: Final = r"(?:2[ABab][ .]?\d{3}|2[ABab]|\d(?:[ .]?\d){0,13})"
_CODE_FIRST: Final = re.compile(rf"^({_NUMBER})(?![\w])[ :–—-]*[(]?([^\d\s].*?)[)]?$")
_CODE_LAST: Final = re.compile(rf"^(.*?[^\d\s(\[,–—-])[ (\[,–—-]+({_NUMBER})[)\] ]*$")
_CODE_ALONE: Final = re.compile(rf"^{_NUMBER}$")
_BRACKETED: Final = re.compile(r"^(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$")


@dataclass(frozen=True, slots=True)
class Match:
    """A place that an item names today. ``reason`` says why it is not literally what was written."""

    place: Place
    reason: str = ""
    is_past: bool = False
    is_part: bool = False

    @property
    def reference(self) -> str:
        """« commune:35238 »."""
        return f"{self.place.kind}:{self.place.code}"

    @property
    def label(self) -> str:
        """« Saint-Denis (93) »."""
        place = self.place
        return build_label(place.kind, place.code, place.name, place.departement_code, place.type)


@dataclass(frozen=True)
class Codes:
    """What a code is, by what it could be: a postal code may be the Insee code of another commune."""

    official: tuple[Match, ...]
    postal: tuple[Match, ...] = ()


class Finder:
    """Answers from the index of the search: thousands of items cost some tens of milliseconds."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._codes: dict[str, Codes] = {}
        self._names: dict[str, tuple[Match, ...]] = {}

    def find_codes(self, number: str) -> Codes:
        """Territories of a code, « 35 238 », « 2a004 » and a Siret included."""
        code = "".join(number.split()).replace(".", "").upper()
        if len(code) == 14 and code.isdigit():
            code = code[:9]
        if code not in self._codes:
            self._codes[code] = self._read_codes(code)
        return self._codes[code]

    def _read_codes(self, code: str) -> Codes:
        codes = self._index.codes
        first, last = codes.find_range(code)
        rows = np.arange(first, last)[codes.keys[first:last] == code.encode()]
        by_sort: dict[CodeSort, list[Place]] = {}
        for row in rows.tolist():
            by_sort.setdefault(CodeSort(codes.sorts[row]), []).append(self._index.places[codes.places[row]])
        official = [
            self._follow(place, code, is_past=sort == CodeSort.PAST)
            for sort in (CodeSort.DEPARTEMENT, CodeSort.INSEE, CodeSort.SIREN, CodeSort.REGION, CodeSort.PAST)
            for place in by_sort.get(sort, ())
        ]
        postal = [self._follow(place) for place in by_sort.get(CodeSort.POSTAL, ())]
        return Codes(_drop_repeated(official), _drop_repeated(postal))

    def find_names(self, name: str) -> tuple[Match, ...]:
        """Territories of exactly this name, but for accents, hyphens and articles; present ones first."""
        if name not in self._names:
            self._names[name] = self._read_names(name)
        return self._names[name]

    def _read_names(self, name: str) -> tuple[Match, ...]:
        words = build_words(split_words(name))
        if not words.full:
            return ()
        best: dict[tuple[float, float], list[Match]] = {}
        index = self._index
        for degree, form in dict.fromkeys(matching.find_exact(index, words, None)):
            for entry in range(int(index.entry_starts[form]), int(index.entry_starts[form + 1])):
                place, past = index.places[index.entry_place[entry]], int(index.entry_past[entry])
                penalty = round(float(index.entry_penalty[entry]), 1)
                found = self._follow(place, place.past[past].code if past >= 0 else "", is_past=past >= 0)
                best.setdefault((degree, penalty), []).append(found)
        found_best = best[min(best)] if best else []
        return _drop_repeated(found_best)

    def _follow(self, place: Place, code: str = "", *, is_past: bool = False) -> Match:
        """What stands for a place: its commune for a part of one; for a past code, what came of it."""
        if place.kind in SUB_ENTITY_KINDS:
            whole = self._index.find_place("commune", place.parent_code)
            if whole is not None:
                reason = f"{place.name} est une partie de {whole.name}, qui est retenue tout entière."
                return Match(whole, reason, is_part=True)
        if is_past:
            former = next((past for past in place.past if past.code == code), None)
            if former is None or not former.code:
                return Match(place, f"Ancien nom{NO_BREAK_SPACE}: {place.name} aujourd’hui.", is_past=True)
            reason = f"{former.name} ({former.code}) n’existe plus{NO_BREAK_SPACE}: {place.name} lui succède."
            return Match(place, reason, is_past=True)
        return Match(place)

    def keep_within(self, matches: Iterable[Match], hint: str) -> tuple[Match, ...]:
        """Those that are in the département or région that the hint names: « 35 », « La Réunion »."""
        areas = set(self._list_areas(hint))
        return tuple(
            one
            for one in matches
            if areas & {("departement", one.place.departement_code), ("region", one.place.region_code)}
            and (one.place.kind, one.place.code) not in areas
        )

    def _list_areas(self, hint: str) -> list[tuple[str, str]]:
        found = self.find_codes(hint).official if is_code(hint) else self.find_names(hint)
        return [
            (one.place.kind, one.place.code)
            for one in found
            if one.place.kind in {"departement", "region"}
            and not (is_code(hint) and one.place.kind == "region")
        ]


def is_code(text: str) -> bool:
    """« 35238 », « 2A004 », « 243 500 139 »."""
    return bool(_CODE_ALONE.match(text))


def split_code(text: str) -> tuple[str, str]:
    """Code and name of « 35238 Rennes » and « Saint-Pierre (974) »; either may be empty."""
    if is_code(text):
        return text, ""
    first = _CODE_FIRST.match(text)
    if first:
        return first.group(1), first.group(2)
    last = _CODE_LAST.match(text)
    return (last.group(2), last.group(1)) if last else ("", text)


def split_hint(text: str) -> tuple[str, str]:
    """Name and hint of « Saint-Denis (La Réunion) »; no hint: an empty one."""
    found = _BRACKETED.match(text)
    return (found.group(1), found.group(2)) if found else (text, "")


def is_same_name(match: Match, name: str) -> bool:
    """Whether a name written beside a code is that of the place, or a part of it."""
    written = set(split_words(name))
    names = [match.place.name, *(past.name for past in match.place.past)]
    known = [set(split_words(one)) for one in names]
    return any(written <= one or one <= written for one in known)


def _drop_repeated(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Each place once, the most literal first: a commune rather than its part of the same name."""
    kept: dict[str, Match] = {}
    for one in sorted(matches, key=lambda match: match.is_past or match.is_part):
        if one.place.kind in KINDS:
            kept.setdefault(one.reference, one)
    return tuple(kept.values())
