"""What the index is built from: one ``Place`` a current territory, with its past names and codes.

Three queries read everything; nothing else of the search touches the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Final

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
    "pk", "is_current", "kind", "code", "name", "slug", "type", "departement_code", "region_code",
    "parent_code", "siren", "postal_codes", "population",
)  # fmt: skip


def list_places() -> list[Place]:
    """Every current territory of the database, by kind and code."""
    rows = list(Territory.objects.order_by("kind", "code").values_list(*_COLUMNS).iterator(chunk_size=5000))
    past = _list_past_names(rows)
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
            past=past.get(pk, ()),
        )
        for (pk, is_current, kind, code, name, slug, type_, departement, region, parent, siren,
             postals, population) in rows
        if is_current
    ]  # fmt: skip


def _list_past_names(rows: list[tuple]) -> dict[int, tuple[PastName, ...]]:  # type: ignore[type-arg]
    """Primary key of a current territory → the other names it answers to, without repeats."""
    current = {row[0]: (row[4], row[3]) for row in rows if row[1]}
    gone = {row[0]: (row[2], row[3], row[4]) for row in rows if not row[1]}
    found: dict[int, dict[tuple[str, str], PastName]] = defaultdict(dict)

    def note(pk: int, past: PastName) -> None:
        name, code = current[pk]
        if past.name != name or past.code not in ("", code):
            found[pk].setdefault((past.name, past.code), past)

    names: dict[int, set[str]] = defaultdict(set)
    for pk, name in Version.objects.values_list("territory_id", "name"):
        if pk in current:
            note(pk, PastName(name=name, what="ancien nom"))
        else:
            names[pk].add(name)
    after = _list_arrows()
    for pk, (kind, code, name) in gone.items():
        for heir in _walk_to_current(pk, after, current):
            for known in sorted({name, *names[pk]}):
                note(heir, PastName(name=known, what=_PAST_WORDS[kind], code=code))
    return {pk: tuple(entries.values()) for pk, entries in found.items()}


def _list_arrows() -> dict[int, set[int]]:
    """Primary key of a territory → those that came of it."""
    arrows: dict[int, set[int]] = defaultdict(set)
    pairs = Event.objects.filter(before__isnull=False, after__isnull=False)
    for before, after in pairs.values_list("before_id", "after_id"):
        if before != after:
            arrows[before].add(after)
    return arrows


def _walk_to_current(start: int, arrows: dict[int, set[int]], current: Container[int]) -> Iterator[int]:
    """Follow the events from a past territory to the present ones; a loop in the data ends."""
    seen, waiting = {start}, [start]
    while waiting:
        for heir in sorted(arrows.get(waiting.pop(), ())):
            if heir in seen:
                continue
            seen.add(heir)
            if heir in current:
                yield heir
            else:
                waiting.append(heir)
