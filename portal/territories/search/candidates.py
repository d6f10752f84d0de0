"""Which passes answer a question, and what comes first.

An answer is ordered by group (0 what the question says exactly, 1 what its other words lead to, 2
what resembles, 3 what it may have meant), degree of resemblance, then population.
"""

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
from portal.territories.search.normalise import Question, Words, build_words, split_words

_KIND_ORDER: Final = {
    kind: rank
    for rank, kind in enumerate(
        ("commune", "region", "departement", "france", "epci", "ept", "arrondissement_municipal",
         "commune_deleguee")
    )
}  # fmt: skip
_PLACES_IN_A_FORM: Final = 60
_DOUBT: Final = 20.0
_GIANT: Final = 100
_WORD_BOUNDARY: Final = 3.0
"""« la baule » is worth three times more as « La Baule-Escoublac » than inside a longer word."""
_GROUPINGS: Final = {"epci": 0.2, "ept": 0.2}
"""« bordeau » is Bordeaux before Bordeaux Métropole, which counts the inhabitants of both."""


@dataclass(frozen=True, slots=True)
class Candidate:
    order: tuple[float, ...]
    place: int
    matched: str
    is_approximate: bool


class Allowed:
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

    def narrow(self, places: Mask) -> Allowed:
        narrowed = Allowed.__new__(Allowed)
        narrowed._set(self.index, places if self.places is None else places & self.places)
        return narrowed

    def keep(self, kinds: frozenset[str]) -> Allowed:
        return self.narrow(self.index.list_of_kinds(kinds)) if kinds else self


def list_candidates(index: Index, question: Question, allowed: Allowed, limit: int) -> Iterator[Candidate]:
    """Passes from the most literal to the most forgiving; a later one only when it is needed."""
    if question.number:
        yield from _list_by_number(index, question, allowed)
    whole = list(_list_by_name(index, question.whole, allowed, group=2))
    if question.literal:
        whole = [found for found in whole if len(question.whole.words) > 1 or not _is_exact(found)]
        whole += _list_by_name(index, question.literal, allowed, group=2)
    whole += _list_by_acronym(index, question.whole, allowed)
    yield from map(_promote, whole)
    yield from _list_giants(index, question.whole, whole)
    focused = list(_list_focused(index, question, allowed))
    if not focused and not any(map(_is_exact, whole)):
        focused = list(_list_within_area(index, question.whole, allowed))
    yield from focused
    if not focused and not any(map(_is_exact, whole)):
        yield from _list_approximate(index, question, allowed, len(whole) >= limit, bool(whole))


def _is_exact(found: Candidate) -> bool:
    return found.order[1] < matching.BEGINNING


def _promote(found: Candidate) -> Candidate:
    """An exact name comes before what the other words of the question lead to."""
    if not _is_exact(found):
        return found
    return Candidate((0.0, *found.order[1:]), found.place, found.matched, found.is_approximate)


def _list_giants(index: Index, asked: Words, whole: list[Candidate]) -> Iterator[Candidate]:
    """« evry » is Évry-Courcouronnes before Évry, in Yonne: two hundred times more people live there."""
    exact = [int(index.population[found.place]) for found in whole if _is_exact(found) and not found.matched]
    for found in whole if exact else ():
        place = index.places[found.place]
        is_giant = place.kind == "commune" and index.population[found.place] > _GIANT * max(1, *exact)
        # By its own name only: « saint » is not Lyon, which once took in Saint-Rambert.
        if is_giant and split_words(place.name)[: len(asked.words)] == asked.words:
            yield Candidate((0.0, -1.0, *found.order[2:]), found.place, found.matched, is_approximate=False)


def _list_by_name(index: Index, asked: Words, allowed: Allowed, *, group: float) -> Iterator[Candidate]:
    for find in (matching.find_exact, matching.find_beginnings, matching.find_all_words):
        for degree, form in find(index, asked, allowed.forms):
            boundary = index.full[form][len(asked.full) : len(asked.full) + 1] in ("", " ")
            yield from _list_places_of(
                index, form, allowed, group, degree, _WORD_BOUNDARY if boundary else 1.0
            )


def _list_places_of(
    index: Index, form: int, allowed: Allowed, group: float, degree: float, factor: float = 1.0
) -> Iterator[Candidate]:
    first, last = int(index.entry_starts[form]), int(index.entry_starts[form + 1])
    for entry in range(first, min(last, first + _PLACES_IN_A_FORM)):
        if allowed.entries is not None and not allowed.entries[entry]:
            continue
        at = int(index.entry_place[entry])
        place, past = index.places[at], int(index.entry_past[entry])
        yield Candidate(
            order=(
                group,
                degree + float(index.entry_penalty[entry]),
                -factor * _GROUPINGS.get(place.kind, 1.0) * float(index.population[at]),
                _KIND_ORDER.get(place.kind, 9),
                at,
            ),
            place=at,
            matched=place.past[past].sentence if past >= 0 else "",
            is_approximate=degree >= matching.APPROXIMATE,
        )


def _list_focused(index: Index, question: Question, allowed: Allowed) -> Iterator[Candidate]:
    """« agglo de Rennes » among intercommunalités, « saint denis 93 » in the 93."""
    if question.kinds and question.named:
        of_kind = allowed.keep(question.kinds)
        yield from _list_by_name(index, question.named, of_kind, group=1)
    if question.place_number and question.numbered:
        inside = allowed.narrow(_list_places_numbered(index, question.place_number))
        yield from _list_by_name(index, question.numbered, inside, group=1)
        if question.numbered_named:
            of_kind = inside.keep(question.kinds)
            yield from _list_by_name(index, question.numbered_named, of_kind, group=1)


def _list_places_numbered(index: Index, number: str) -> Mask:
    """Places whose INSEE, postal or département code begins with this number."""
    first, last = index.codes.find_range(number)
    sorts = index.codes.sorts[first:last]
    mask = np.zeros(len(index.places), dtype=bool)
    mask[index.codes.places[first:last][(sorts != CodeSort.SIREN) & (sorts != CodeSort.REGION)]] = True
    return mask


def _list_within_area(index: Index, asked: Words, allowed: Allowed) -> Iterator[Candidate]:
    """« saint denis réunion »: the last words name a département or a région."""
    for cut in range(1, len(asked.words)):
        departements = index.areas.get(build_words(asked.words[cut:]).core, ())
        if departements:
            masks = [_list_places_numbered(index, code) for code in departements]
            inside = allowed.narrow(np.logical_or.reduce(masks))
            named = _list_by_name(index, build_words(asked.words[:cut]), inside, group=1)
            yield from filter(_is_exact, named)


def _list_by_number(index: Index, question: Question, allowed: Allowed) -> Iterator[Candidate]:
    within = allowed.keep(question.kinds)
    found = find_by_code(index.codes, question.number, index.population, within.places)
    for degree, why, at in found:
        place = index.places[at]
        behind = PART if place.kind in addresses.SUB_ENTITY_KINDS else OWN
        order = (0.0, degree + behind, -float(index.population[at]), _KIND_ORDER.get(place.kind, 9), at)
        yield Candidate(order, at, why, is_approximate=False)


def _list_by_acronym(index: Index, asked: Words, allowed: Allowed) -> Iterator[Candidate]:
    for at in index.acronyms.get(asked.joined, ()):
        if allowed.places is None or allowed.places[at]:
            order = (2.0, matching.BEGINNING, -_WORD_BOUNDARY * float(index.population[at]), 0.0, at)
            yield Candidate(order, at, "", is_approximate=False)


def _list_approximate(
    index: Index, question: Question, allowed: Allowed, is_rich: bool, is_begun: bool
) -> Iterator[Candidate]:
    """In spite of typos. When many names begin so, only the nearest are looked for."""
    passes = [(question.whole, allowed)]
    if question.kinds and question.named:
        passes.append((question.named, allowed.keep(question.kinds)))
    for asked, within in passes:
        near = matching.find_approximate(index, asked, within.forms, nearest_only=is_rich)
        for typos, form in near:
            degree = matching.rate_approximate(typos, float(index.weight[form]))
            for found in _list_places_of(index, form, within, 3.0, degree):
                yield found
                if is_begun and typos <= 1 and not found.matched:
                    yield _compare_with_beginnings(found)


def _compare_with_beginnings(found: Candidate) -> Candidate:
    """« pars » is Paris rather than Pars-lès-Romilly: a city at one typo passes before a village."""
    _, _, weight, *rest = found.order
    order = (2.0, matching.BEGINNING, weight / _DOUBT, *rest)
    return Candidate(order, found.place, found.matched, is_approximate=True)
