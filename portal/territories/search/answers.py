"""From a question to ordered answers: which passes are made, and what comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.territories import addresses
from portal.territories.search import matching
from portal.territories.search.codes import CodeSort, find_by_code
from portal.territories.search.forms import OWN, PART
from portal.territories.search.index import Index, Mask
from portal.territories.search.labels import build_label
from portal.territories.search.normalise import Question, Words, build_words, parse_question
from portal.territories.search.places import Place

_KIND_ORDER: Final = {
    kind: rank
    for rank, kind in enumerate(
        ("commune", "region", "departement", "france", "epci", "ept", "arrondissement_municipal",
         "commune_deleguee")
    )
}  # fmt: skip
_PLACES_IN_A_FORM: Final = 60
_WORD_BOUNDARY: Final = 3.0
"""« la baule » is worth three times more as « La Baule-Escoublac » than inside a longer word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One territory found."""

    kind: str
    code: str
    name: str
    label: str
    """Name that no other territory has: « Saint-Denis (93) », « Bretagne (région) »."""
    departement_code: str
    region_code: str
    population: int | None
    past_names: tuple[str, ...]
    matched: str
    """Why it is an answer when its name does not tell: « code postal 42100 »; else ""."""
    is_approximate: bool
    """Found in spite of typos: worth a « vouliez-vous dire »."""
    path: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    order: tuple[float, ...]
    place: int
    matched: str
    is_approximate: bool


def answer(index: Index, text: str, *, kinds: frozenset[str], limit: int) -> list[Hit]:
    """The best ``limit`` answers, one a territory."""
    question = parse_question(text)
    if not question.whole.full or limit < 1:
        return []
    allowed = _Allowed(index, kinds)
    best: dict[int, _Candidate] = {}
    for candidate in _list_candidates(index, question, allowed, limit):
        known = best.get(candidate.place)
        if known is None or candidate.order < known.order:
            best[candidate.place] = candidate
    ordered = sorted(best.values(), key=lambda candidate: candidate.order)
    return [_build_hit(index, candidate) for candidate in ordered[:limit]]


class _Allowed:
    """Which places may answer, as masks over entries and forms; ``None`` means all."""

    __slots__ = ("entries", "forms", "index", "places")

    def __init__(self, index: Index, kinds: frozenset[str]) -> None:
        self._set(index, index.list_of_kinds(kinds) if kinds else None)

    def _set(self, index: Index, places: Mask | None) -> None:
        self.index = index
        self.places = places
        self.entries: Mask | None = None
        self.forms: Mask | None = None
        if places is not None:
            self.entries = places[index.entry_place]
            self.forms = np.zeros(len(index.full), dtype=bool)
            self.forms[index.entry_form[self.entries]] = True

    def narrow(self, places: Mask) -> _Allowed:
        narrowed = _Allowed.__new__(_Allowed)
        narrowed._set(self.index, places if self.places is None else places & self.places)
        return narrowed

    def keep(self, kinds: frozenset[str]) -> _Allowed:
        return self.narrow(self.index.list_of_kinds(kinds)) if kinds else self


def _list_candidates(
    index: Index, question: Question, allowed: _Allowed, limit: int
) -> Iterator[_Candidate]:
    """Passes from the most literal to the most forgiving; a later one only when it is needed."""
    if question.number:
        yield from _list_by_number(index, question, allowed)
    whole = list(_list_by_name(index, question.whole, allowed, group=2))
    yield from (_promote(found) for found in whole)
    focused = list(_list_focused(index, question, allowed))
    yield from focused
    if question.literal:
        yield from _list_by_name(index, question.literal, allowed, group=2)
    yield from _list_by_acronym(index, question.whole, allowed)
    if not whole and not focused:
        focused = list(_list_within_area(index, question.whole, allowed))
        yield from focused
    certain = any(found.order[1] < matching.BEGINNING for found in (*whole, *focused))
    if not certain and len(whole) + len(focused) < limit:
        yield from _list_approximate(index, question, allowed)


def _promote(found: _Candidate) -> _Candidate:
    """An exact name comes before what the other words of the question lead to."""
    if found.order[1] >= matching.BEGINNING:
        return found
    return _Candidate((0.0, *found.order[1:]), found.place, found.matched, found.is_approximate)


def _list_by_name(
    index: Index, asked: Words, allowed: _Allowed, *, group: float
) -> Iterator[_Candidate]:
    for find in (matching.find_exact, matching.find_beginnings, matching.find_all_words):
        for degree, form in find(index, asked, allowed.forms):
            boundary = index.full[form][len(asked.full) : len(asked.full) + 1] in ("", " ")
            yield from _list_places_of(
                index, form, allowed, group, degree, _WORD_BOUNDARY if boundary else 1.0
            )


def _list_places_of(
    index: Index, form: int, allowed: _Allowed, group: float, degree: float, factor: float = 1.0
) -> Iterator[_Candidate]:
    first, last = int(index.entry_starts[form]), int(index.entry_starts[form + 1])
    for entry in range(first, min(last, first + _PLACES_IN_A_FORM)):
        if allowed.entries is not None and not allowed.entries[entry]:
            continue
        at = int(index.entry_place[entry])
        place, past = index.places[at], int(index.entry_past[entry])
        yield _Candidate(
            order=(
                group,
                degree + float(index.entry_penalty[entry]),
                -factor * float(index.population[at]),
                _KIND_ORDER.get(place.kind, 9),
                at,
            ),
            place=at,
            matched=place.past[past].sentence if past >= 0 else "",
            is_approximate=degree >= matching.APPROXIMATE,
        )


def _list_focused(index: Index, question: Question, allowed: _Allowed) -> Iterator[_Candidate]:
    """« agglo de Rennes » among intercommunalités, « saint denis 93 » in the 93."""
    if question.kinds and question.named:
        of_kind = allowed.keep(question.kinds)
        yield from _list_by_name(index, question.named, of_kind, group=1)
    if question.place_number and question.numbered:
        inside = allowed.narrow(_list_places_numbered(index, question.place_number))
        yield from _list_by_name(index, question.numbered, inside, group=1)


def _list_places_numbered(index: Index, number: str) -> Mask:
    """Places whose INSEE, postal or département code begins with this number."""
    first, last = index.codes.find_range(number)
    sorts = index.codes.sorts[first:last]
    mask = np.zeros(len(index.places), dtype=bool)
    mask[index.codes.places[first:last][(sorts != CodeSort.SIREN) & (sorts != CodeSort.REGION)]] = True
    return mask


def _list_within_area(index: Index, asked: Words, allowed: _Allowed) -> Iterator[_Candidate]:
    """« saint denis réunion »: the last words name a département or a région."""
    for cut in range(1, len(asked.words)):
        departements = index.areas.get(build_words(asked.words[cut:]).core, ())
        if departements:
            masks = [_list_places_numbered(index, code) for code in departements]
            inside = allowed.narrow(np.logical_or.reduce(masks))
            yield from _list_by_name(index, build_words(asked.words[:cut]), inside, group=1)


def _list_by_number(index: Index, question: Question, allowed: _Allowed) -> Iterator[_Candidate]:
    within = allowed.keep(question.kinds)
    found = find_by_code(index.codes, question.number, index.population, within.places)
    for degree, why, at in found:
        place = index.places[at]
        degree += PART if place.kind in addresses.SUB_ENTITY_KINDS else OWN
        order = (0.0, degree, -float(index.population[at]), _KIND_ORDER.get(place.kind, 9), at)
        yield _Candidate(order, at, why, is_approximate=False)


def _list_by_acronym(index: Index, asked: Words, allowed: _Allowed) -> Iterator[_Candidate]:
    for at in index.acronyms.get(asked.joined, ()):
        if allowed.places is None or allowed.places[at]:
            order = (2.0, matching.BEGINNING - 0.1, -float(index.population[at]), 0.0, at)
            yield _Candidate(order, at, "", is_approximate=False)


def _list_approximate(index: Index, question: Question, allowed: _Allowed) -> Iterator[_Candidate]:
    passes = [(question.whole, allowed)]
    if question.kinds and question.named:
        passes.append((question.named, allowed.keep(question.kinds)))
    for asked, within in passes:
        for degree, form in matching.find_approximate(index, asked, within.forms):
            yield from _list_places_of(index, form, within, 3.0, degree)


def _build_hit(index: Index, candidate: _Candidate) -> Hit:
    place = index.places[candidate.place]
    return Hit(
        kind=place.kind,
        code=place.code,
        name=place.name,
        label=build_label(place.kind, place.code, place.name, place.departement_code, place.type),
        departement_code=place.departement_code,
        region_code=place.region_code,
        population=place.population,
        past_names=tuple(dict.fromkeys(past.name for past in place.past)),
        matched=candidate.matched,
        is_approximate=candidate.is_approximate,
        path=_find_path(index, place),
    )


def _find_path(index: Index, place: Place) -> str:
    parent = index.position.get(("commune", place.parent_code))
    return addresses.path_of(
        place.kind,
        place.code,
        place.slug,
        parent_code=place.parent_code,
        parent_slug=index.places[parent].slug if parent is not None else "",
    )
