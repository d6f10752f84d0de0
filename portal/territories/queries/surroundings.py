"""Everything around one territory that its page names: parents, neighbours, members, parts.

Names, links and borders of all current territories are kept per process, so that a page asks the
database nothing of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple, cast

import numpy as np

from portal.territories.addresses import SUB_ENTITY_KINDS
from portal.territories.models import Event, Neighbour, Territory
from portal.territories.queries.universe import get_universe

_PARENT_COLUMNS: Final = {
    "epci": "epci_code",
    "ept": "ept_code",
    "departement": "departement_code",
    "region": "region_code",
}


class Relative(NamedTuple):
    """What is needed of a territory to name it and to link to it."""

    id: int
    kind: str
    code: str
    position: int
    name: str
    slug: str
    article_kind: int
    type: str


class EventRow(NamedTuple):
    """One arrow of a change; ids are those of territories, past ones included."""

    what: str
    effective_on: date
    before_id: int | None
    after_id: int | None
    name_before: str
    name_after: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """All current territories, by what pages look them up with.

    ``events`` gives, by id of a territory, the changes it took part in and all the others that led
    to the same outcome: who else merged into the same commune. ``neighbours`` gives, by id, those that
    share a border, by name.
    """

    by_id: dict[int, Relative]
    by_code: dict[tuple[str, str], Relative]
    by_position: dict[tuple[str, int], Relative]
    parts: dict[str, tuple[Relative, ...]]
    events: dict[int, tuple[EventRow, ...]]
    neighbours: dict[int, tuple[Relative, ...]] = field(default_factory=dict)
    _communes_of: dict[str, tuple[Relative, ...]] = field(default_factory=dict)

    def list_communes_of(self, epci: str) -> tuple[Relative, ...]:
        """The communes of an intercommunality, in the order of their positions: kept once listed."""
        found = self._communes_of.get(epci)
        if found is None:
            positions = get_universe().members_of("epci", epci, "commune").tolist()
            known = (self.by_position.get(("commune", position)) for position in positions)
            found = self._communes_of[epci] = tuple(one for one in known if one is not None)
        return found


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``parents`` by kind; ``members`` by kind, the most populated first; ``parts`` of a commune.

    ``siblings`` are the communes of the same EPCI, the territory itself excluded; ``seat`` is the
    chef-lieu of a département or région.
    """

    parents: dict[str, Relative] = field(default_factory=dict)
    seat: Relative | None = None
    neighbours: tuple[Relative, ...] = ()
    siblings: tuple[Relative, ...] = ()
    parts: tuple[Relative, ...] = ()
    members: dict[str, tuple[Relative, ...]] = field(default_factory=dict)
    member_counts: dict[str, int] = field(default_factory=dict)
    events: tuple[EventRow, ...] = ()


def get_directory() -> Directory:
    """The directory of the newest load of the territories."""
    return _read_directory(get_universe().version)


@lru_cache(maxsize=1)
def _read_directory(version: int) -> Directory:
    """Three queries for one version of the territories."""
    columns = (*Relative._fields, "parent_code")
    rows = Territory.objects.filter(is_current=True).order_by("kind", "code").values_list(*columns)
    relatives: list[Relative] = []
    parts: dict[str, list[Relative]] = defaultdict(list)
    for *fields, parent in rows.iterator(chunk_size=5000):
        relative = Relative(*fields)
        relatives.append(relative)
        if relative.kind in SUB_ENTITY_KINDS:
            parts[parent].append(relative)
    by_id = {one.id: one for one in relatives}
    return Directory(
        by_id=by_id,
        by_code={(one.kind, one.code): one for one in relatives},
        by_position={(one.kind, one.position): one for one in relatives},
        parts={code: tuple(found) for code, found in parts.items()},
        events=_read_events(),
        neighbours=_read_neighbours(by_id),
    )


def _read_neighbours(by_id: dict[int, Relative]) -> dict[int, tuple[Relative, ...]]:
    """Two hundred thousand borders, read once rather than a few by a query of every page."""
    found: dict[int, list[Relative]] = defaultdict(list)
    rows = Neighbour.objects.values_list("territory_id", "other_id")
    for one, other in rows.iterator(chunk_size=20000):
        if other in by_id:
            found[one].append(by_id[other])
    return {one: tuple(sorted(others, key=_get_name)) for one, others in found.items()}


def _get_name(one: Relative) -> str:
    return one.name


def _read_events() -> dict[int, tuple[EventRow, ...]]:
    rows = Event.objects.order_by("effective_on", "what", "name_before").values_list(*EventRow._fields)
    by_outcome: dict[int | None, list[EventRow]] = defaultdict(list)
    for row in rows.iterator(chunk_size=5000):
        event = EventRow(*row)
        by_outcome[event.after_id].append(event)
    found: dict[int, dict[EventRow, None]] = defaultdict(dict)
    for outcome, events in by_outcome.items():
        taking_part = {event.before_id for event in events} | {outcome}
        for pk in taking_part - {None}:
            # What led to nothing known has nothing in common but that.
            shared = events if outcome is not None else [one for one in events if one.before_id == pk]
            found[cast("int", pk)].update(dict.fromkeys(shared))
    return {pk: tuple(events) for pk, events in found.items()}


def forget_directory() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _read_directory.cache_clear()


def get_surroundings(
    territory: Territory, member_kinds: Sequence[str], *, largest: int, whole_kinds: Iterable[str] = ()
) -> Surroundings:
    """What is around a current territory, without any query.

    Of each of ``member_kinds`` the ``largest`` most populated members are given, all of them for
    ``whole_kinds`` (those the map draws).
    """
    directory = get_directory()
    whole = tuple(whole_kinds)
    positions = {
        kind: list_member_positions(territory.kind, territory.code, kind) for kind in (*member_kinds, *whole)
    }
    is_commune = territory.kind == "commune"
    return Surroundings(
        parents=dict(_list_parents(territory, directory)),
        seat=directory.by_code.get(("commune", territory.seat_code)) if territory.seat_code else None,
        neighbours=directory.neighbours.get(territory.pk, ()),
        siblings=_list_siblings(territory, directory) if is_commune else (),
        parts=directory.parts.get(territory.code, ()) if is_commune else (),
        members={
            kind: tuple(
                directory.by_position[kind, position]
                for position in (found if kind in whole else found[:largest])
                if (kind, position) in directory.by_position
            )
            for kind, found in positions.items()
        },
        member_counts={kind: len(found) for kind, found in positions.items()},
        events=directory.events.get(territory.pk, ()),
    )


def list_member_positions(kind: str, code: str, member_kind: str) -> list[int]:
    """Positions of the current members, the most populated first.

    An EPCI is a member of every département and région where it has a commune, so that none is
    missing from a list, though its figures count in the one where most of its people live.
    """
    universe = get_universe()
    if member_kind == "epci" and kind in {"departement", "region"}:
        communes = universe.members_of(kind, code, "commune")
        groups = np.unique(universe.group_index("commune", "epci")[communes])
        codes = universe.group_codes("commune", "epci")
        epci = [universe.position("epci", codes[group]) for group in groups if group >= 0]
        found = np.array([position for position in epci if position is not None], np.int32)
    else:
        found = universe.members_of(kind, code, member_kind)
    order = np.argsort(-universe.population(member_kind)[found], kind="stable")
    return [int(position) for position in found[order]]


def list_relatives(kind: str, positions: Sequence[int]) -> list[Relative]:
    """The current territories at these positions, in the order given."""
    found = get_directory().by_position
    return [found[kind, position] for position in positions if (kind, position) in found]


def list_parents(territory: Territory) -> dict[str, Relative]:
    """The territories this one is part of, by kind, without any query."""
    return dict(_list_parents(territory, get_directory()))


def _list_parents(territory: Territory, directory: Directory) -> Iterator[tuple[str, Relative]]:
    for kind, column in _PARENT_COLUMNS.items():
        code = getattr(territory, column)
        parent = directory.by_code.get((kind, code)) if code and kind != territory.kind else None
        if parent is not None:
            yield kind, parent


def list_neighbour_positions(territory: Territory) -> list[int]:
    """Positions of the current territories that share a border with this one, by name."""
    return [one.position for one in get_directory().neighbours.get(territory.pk, ())]


def _list_siblings(territory: Territory, directory: Directory) -> tuple[Relative, ...]:
    if not territory.epci_code:
        return ()
    communes = directory.list_communes_of(territory.epci_code)
    return tuple(one for one in communes if one.id != territory.pk)
