"""What a load is about to record, before anything is written: plain values, no database identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from portal.territories.models import Territory

Key = tuple[str, str]
"""Kind and code."""


@dataclass(frozen=True, slots=True)
class Span:
    """A name during a period; see ``models.Version``."""

    key: Key
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Link:
    """A membership; see ``models.Membership``."""

    member: Key
    group: Key
    first_year: int
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Arrow:
    """A change; see ``models.Event``."""

    what: str
    effective_on: date
    before: Key | None
    after: Key | None
    name_before: str
    name_after: str
    source: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A contour; see ``models.Outline``."""

    key: Key
    detail: str
    zone: str
    path: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """An elected head; see ``models.Head``."""

    key: Key
    title: str
    first_name: str
    last_name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Address:
    """How to reach a town hall; see ``models.Contact``."""

    key: Key
    address: str
    phone: str
    email: str
    website: str
    opening_hours: list[list[object]]


@dataclass
class Draft:
    """The whole state. ``differences`` collects what the sources disagree on or lack, by topic."""

    territories: dict[Key, Territory] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    neighbours: list[tuple[Key, Key]] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    differences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, territory: Territory) -> Territory:
        """Add one; raises ValueError when its code is already taken within its kind."""
        key = (str(territory.kind), territory.code)
        if key in self.territories:
            raise ValueError(f"{key} is there twice: {self.territories[key].name}, {territory.name}")
        self.territories[key] = territory
        return territory

    def get(self, kind: str, code: str) -> Territory | None:
        """The territory of this code, or None."""
        return self.territories.get((kind, code))

    def iterate(self, kind: str, *, current_only: bool = True) -> Iterator[Territory]:
        """Territories of one kind in the order of their insertion."""
        for (its_kind, _), territory in self.territories.items():
            if its_kind == kind and (territory.is_current or not current_only):
                yield territory
