"""What the index is built from: one ``Place`` a current territory, with its past names and codes.

Four queries read everything; nothing else of the search touches the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Final

from django.db.models import F

from portal.territories.models import Event, Kind, Territory, Version

NO_BREAK_SPACE: Final = "\u00a0"

_PAST_WORDS: Final = {
    Kind.COMMUNE.value: "ancienne commune",
    Kind.EPCI.value: "ancienne intercommunalité",
    Kind.DEPARTEMENT.value: "ancien département",
    Kind.REGION.value: "ancienne région",
    Kind.EPT.value: "ancien établissement public territorial",
    Kind.ARRONDISSEMENT_MUNICIPAL.value: "ancien arrondissement",
    Kind.COMMUNE_DELEGUEE.value: "ancienne commune déléguée",
}


@dataclass(frozen=True, slots=True)
class PastName:
    """A name, and the code when it was another, under which a place was known."""

    name: str
    what: str
    """« ancien nom », « ancienne commune »…"""
    code: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.what}{NO_BREAK_SPACE}: {self.name}"


@dataclass(frozen=True, slots=True)
class Place:
    """A current territory as the search knows it."""

    kind: str
    code: str
    name: str
    slug: str
    type: str
    departement_code: str
    region_code: str
    parent_code: str
    siren: str
    postal_codes: tuple[str, ...]
    population: int | None
    past: tuple[PastName, ...] = ()


_COLUMNS: Final = (
    "pk", "kind", "code", "name", "slug", "type", "departement_code", "region_code",
    "parent_code", "siren", "postal_codes", "population",
)  # fmt: skip


def list_places() -> list[Place]:
    """Every current territory of the database, by kind and code."""
    past = _list_past_names()
    rows = Territory.objects.filter(is_current=True).order_by("kind", "code").values_list(*_COLUMNS)
    return [
        Place(
            kind=intern(kind),
            code=code,
            name=name,
            slug=slug,
            type=intern(type_),
            departement_code=intern(departement),
            region_code=intern(region),
            parent_code=parent,
            siren=siren,
            postal_codes=tuple(intern(postal) for postal in postals or ()),
            population=population,
            past=tuple(old for old in past.get(pk, ()) if old.name != name or old.code not in ("", code)),
        )
        for (pk, kind, code, name, slug, type_, departement, region, parent, siren, postals,
             population) in rows.iterator(chunk_size=2000)
    ]  # fmt: skip


def _list_past_names() -> dict[int, list[PastName]]:
    """Primary key of a current territory → the other names and codes it answers to."""
    gone = {
        pk: (kind, code, {name})
        for pk, kind, code, name in Territory.objects.filter(is_current=False)
        .order_by("kind", "code")
        .values_list("pk", "kind", "code", "name")
    }
    found: dict[int, dict[PastName, None]] = defaultdict(dict)
    others = Version.objects.exclude(name=F("territory__name")).order_by("starts_on")
    for pk, name in others.values_list("territory_id", "name"):
        if pk in gone:
            gone[pk][2].add(name)
        else:
            found[pk][PastName(name=name, what="ancien nom")] = None
    arrows = _list_arrows()
    for pk, (kind, code, names) in gone.items():
        for heir in _walk_to_current(pk, arrows, gone):
            for name in sorted(names):
                found[heir][PastName(name=name, what=_PAST_WORDS[kind], code=code)] = None
    return {pk: list(known) for pk, known in found.items()}


def _list_arrows() -> dict[int, set[int]]:
    """Primary key of a territory → those that came of it."""
    arrows: dict[int, set[int]] = defaultdict(set)
    pairs = Event.objects.filter(before__isnull=False, after__isnull=False)
    for before, after in pairs.values_list("before_id", "after_id"):
        if before != after:
            arrows[before].add(after)
    return arrows


def _walk_to_current(start: int, arrows: dict[int, set[int]], gone: Container[int]) -> Iterator[int]:
    """Follow the events from a past territory to the present ones; a loop in the data ends."""
    seen, waiting = {start}, [start]
    while waiting:
        for heir in sorted(arrows.get(waiting.pop(), ())):
            if heir in seen:
                continue
            seen.add(heir)
            if heir in gone:
                waiting.append(heir)
            else:
                yield heir
