"""Everything around one territory that its page names, with one query: parents, neighbours, members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import Exists, OuterRef, Q

from portal.territories.addresses import SUB_ENTITY_KINDS
from portal.territories.models import Neighbour, Territory
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
    epci_code: str
    is_neighbour: bool = False


_COLUMNS: Final = Relative._fields[:-1]


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


def get_surroundings(
    territory: Territory, member_kinds: Sequence[str], *, largest: int, whole_kinds: Iterable[str] = ()
) -> Surroundings:
    """What is around a current territory.

    Of each of ``member_kinds`` the ``largest`` most populated members are read, all of them for
    ``whole_kinds`` (those the map draws).
    """
    positions = {
        kind: list_member_positions(territory.kind, territory.code, kind)
        for kind in (*member_kinds, *whole_kinds)
    }
    whole = set(whole_kinds)
    wanted = {kind: found if kind in whole else found[:largest] for kind, found in positions.items()}
    rows = [Relative(*row) for row in _select(territory, wanted)]
    by_key = {(row.kind, row.code): row for row in rows}
    by_position = {(row.kind, row.position): row for row in rows}
    return Surroundings(
        parents={
            kind: by_key[kind, code] for kind, code in _list_parent_keys(territory) if (kind, code) in by_key
        },
        seat=by_key.get(("commune", territory.seat_code)) if territory.seat_code else None,
        neighbours=tuple(row for row in rows if row.is_neighbour),
        siblings=tuple(row for row in rows if _is_sibling(row, territory)),
        parts=tuple(row for row in rows if row.kind in SUB_ENTITY_KINDS),
        members={
            kind: tuple(by_position[kind, position] for position in found if (kind, position) in by_position)
            for kind, found in wanted.items()
        },
        member_counts={kind: len(found) for kind, found in positions.items()},
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
    """The territories at these positions, in the order given."""
    rows = Territory.objects.filter(kind=kind, position__in=positions).order_by().values_list(*_COLUMNS)
    by_position = {row[3]: Relative(*row) for row in rows}
    return [by_position[position] for position in positions if position in by_position]


def _list_parent_keys(territory: Territory) -> list[tuple[str, str]]:
    keys = [(kind, getattr(territory, column)) for kind, column in _PARENT_COLUMNS.items()]
    return [(kind, code) for kind, code in keys if code and kind != territory.kind]


def _is_sibling(row: Relative, territory: Territory) -> bool:
    if territory.kind != "commune" or row.kind != "commune" or row.id == territory.pk:
        return False
    return bool(row.epci_code) and row.epci_code == territory.epci_code


def _select(territory: Territory, wanted: dict[str, list[int]]) -> Iterable[tuple[Any, ...]]:
    neighbours = Neighbour.objects.filter(territory=territory)
    chosen = Q(pk__in=neighbours.values("other"))
    for kind, code in _list_parent_keys(territory):
        chosen |= Q(kind=kind, code=code)
    if territory.seat_code:
        chosen |= Q(kind="commune", code=territory.seat_code)
    if territory.kind == "commune":
        for kind in SUB_ENTITY_KINDS:
            chosen |= Q(kind=kind, parent_code=territory.code, is_current=True)
        if territory.epci_code:
            chosen |= Q(kind="commune", epci_code=territory.epci_code, is_current=True)
    for kind, positions in wanted.items():
        chosen |= Q(kind=kind, position__in=positions)
    rows = Territory.objects.filter(chosen).order_by("kind", "code")
    return rows.annotate(is_neighbour=Exists(neighbours.filter(other=OuterRef("pk")))).values_list(
        *_COLUMNS, "is_neighbour"
    )
