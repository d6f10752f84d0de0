"""What the index is built from: one ``Place`` a current territory, with its past names and codes.

A handful of queries read everything; nothing else of the search touches the database.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Final

from django.db.models import F

from portal.territories.models import Event, Kind, Territory, Version
from portal.territories.succession import Lineage, Step

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
    "kind", "code", "name", "slug", "type", "departement_code", "region_code",
    "parent_code", "siren", "postal_codes", "population",
)  # fmt: skip


def list_places() -> list[Place]:
    """Every current territory of the database."""
    past = _list_past_names()
    rows = Territory.objects.filter(is_current=True).order_by().values_list(*_COLUMNS)
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
            past=tuple(
                old for old in past.get((kind, code), ()) if old.name != name or old.code not in ("", code)
            ),
        )
        for (kind, code, name, slug, type_, departement, region, parent, siren, postals,
             population) in rows.iterator(chunk_size=2000)
    ]  # fmt: skip


def _list_past_names() -> dict[tuple[str, str], list[PastName]]:
    """Kind and code of a current territory → the other names and codes it answers to, once each."""
    found: dict[tuple[str, str], dict[PastName, None]] = defaultdict(dict)
    others = Version.objects.filter(territory__is_current=True).exclude(name=F("territory__name"))
    for kind, code, name in others.order_by("starts_on").values_list(
        "territory__kind", "territory__code", "name"
    ):
        found[kind, code][PastName(name=name, what="ancien nom")] = None
    for kind in (
        Territory.objects.filter(is_current=False).order_by().values_list("kind", flat=True).distinct()
    ):
        names, existence = _list_gone(kind)
        lineage = Lineage(existence, _list_steps(kind))
        for code in sorted(names):
            for heir in lineage.find_successors(code):
                for name in sorted(names[code]):
                    found[kind, heir][PastName(name, _PAST_WORDS[kind], code)] = None
    return {key: list(known) for key, known in found.items()}


def _list_gone(kind: str) -> tuple[dict[str, set[str]], dict[str, list[tuple[date, date | None]]]]:
    """Code of a past territory → its names, and code → periods of existence.

    Of a current territory it is enough to know that it exists: the walk stops there.
    """
    always: list[tuple[date, date | None]] = [(date.min, None)]
    existence: dict[str, list[tuple[date, date | None]]] = dict.fromkeys(
        Territory.objects.filter(kind=kind, is_current=True).order_by().values_list("code", flat=True), always
    )
    names: dict[str, set[str]] = defaultdict(set)
    for code, name in Territory.objects.filter(kind=kind, is_current=False).values_list("code", "name"):
        names[code].add(name)
        existence[code] = []
    periods = Version.objects.filter(territory__kind=kind, territory__is_current=False).order_by("starts_on")
    for code, name, start, end in periods.values_list("territory__code", "name", "starts_on", "ends_on"):
        names[code].add(name)
        existence[code].append((start, end))
    return names, existence


def _list_steps(kind: str) -> list[Step]:
    events = Event.objects.filter(before__kind=kind, after__isnull=False)
    return [
        Step(what, on, before, after)
        for what, on, before, after in events.values_list(
            "what", "effective_on", "before__code", "after__code"
        )
    ]
