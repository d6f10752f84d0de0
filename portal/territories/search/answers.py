"""From a question to the answers shown."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice

from portal.territories import addresses
from portal.territories.search.candidates import Allowed, Candidate, list_candidates
from portal.territories.search.index import Index, get_key
from portal.territories.search.labels import build_label
from portal.territories.search.normalise import parse_question
from portal.territories.search.places import Place


@dataclass(frozen=True, slots=True)
class Hit:
    """One territory found."""

    kind: str
    code: str
    name: str
    label: str
    """Name that no other territory has: « Saint-Denis (93) », « Bretagne (région) »."""
    departement_code: str
    departement_name: str
    region_code: str
    population: int | None
    past_names: tuple[str, ...]
    matched: str
    """Why it is an answer when its name does not tell: « code postal 42100 »; else ""."""
    is_approximate: bool
    """Found in spite of typos: worth a « vouliez-vous dire »."""
    path: str
    type: str = ""
    """Within the kind: « com » is a collectivité d’outre-mer among départements."""


def answer(index: Index, text: str, *, kinds: frozenset[str], limit: int) -> list[Hit]:
    """The best ``limit`` answers, one a territory."""
    question = parse_question(text)
    if not question.whole.full or limit < 1:
        return []
    allowed = Allowed(index, kinds)
    best: dict[int, Candidate] = {}
    for candidate in list_candidates(index, question, allowed, limit):
        known = best.get(candidate.place)
        if known is None or candidate.order < known.order:
            best[candidate.place] = candidate
    ordered = sorted(best.values(), key=lambda candidate: candidate.order)
    return [
        _build_hit(index, index.places[found.place], found.matched, is_approximate=found.is_approximate)
        for found in ordered[:limit]
    ]


def list_after(index: Index, kinds: frozenset[str], after: tuple[str, str], limit: int) -> list[Hit]:
    """The ``limit`` territories that follow ``after``, a kind and a code, in the order of kinds and codes."""
    first = bisect_right(index.places, after, key=get_key)
    following = islice(index.places, first, None)
    kept = islice((place for place in following if not kinds or place.kind in kinds), limit)
    return [_build_hit(index, place) for place in kept]


def _build_hit(index: Index, place: Place, matched: str = "", *, is_approximate: bool = False) -> Hit:
    departement = index.find_place("departement", place.departement_code)
    return Hit(
        kind=place.kind,
        code=place.code,
        name=place.name,
        label=build_label(place.kind, place.code, place.name, place.departement_code, place.type),
        departement_code=place.departement_code,
        departement_name=departement.name if departement else "",
        region_code=place.region_code,
        population=place.population,
        past_names=tuple(dict.fromkeys(past.name for past in place.past)),
        matched=matched,
        is_approximate=is_approximate,
        path=addresses.path_of(place.kind, place.code, place.slug),
        type=place.type,
    )
