"""All territories as arrays, aligned on ``Territory.position``: what columns of figures refer to.

Built by one query, kept per process, rebuilt when a newer load of the territories is seen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.territories.models import Kind, Load, Territory

GROUPINGS: Final = ("france", "region", "departement", "epci", "ept", "commune", "strate")
"""What territories of a kind can be grouped by; ``commune`` groups the parts of a commune."""

CHECK_EVERY_S: Final = 3.0
FRANCE_CODE: Final = "FR"
OVERSEAS_COLLECTIVITY: Final = "com"

_COLUMNS: Final = (
    "kind", "position", "code", "name", "is_current", "type", "population",
    "region_code", "departement_code", "epci_code", "ept_code", "parent_code", "strate",
)  # fmt: skip
_Row = tuple[str, int, str, str, bool, str, int | None, str, str, str, str, str, str]


@dataclass(frozen=True)
class KindTable:
    """Territories of one kind in the order of their positions, past ones included."""

    codes: list[str]
    names: list[str]
    is_current: NDArray[np.bool_]
    population: NDArray[np.int64]
    """Municipal population of the latest vintage; -1 when unknown."""
    groups: dict[str, tuple[NDArray[np.int32], list[str]]]
    """Grouping → (number of the group of each territory or -1, codes of the groups)."""

    @cached_property
    def positions(self) -> dict[str, int]:
        """Code → position."""
        return {code: position for position, code in enumerate(self.codes) if code}


_EMPTY: Final = KindTable([], [], np.zeros(0, bool), np.zeros(0, np.int64), {})


@dataclass(frozen=True, eq=False)
class Universe:
    """Every kind. ``version`` is the id of the load it was read from; 0 when there is none.

    A past territory belongs to no group. Neither do the collectivités d'outre-mer belong to
    ``france``, which is the communes of the régions, as in INSEE's totals.
    """

    version: int
    kinds: dict[str, KindTable]
    _members: dict[tuple[str, str, str], NDArray[np.int32]] = field(default_factory=dict, repr=False)

    @property
    def codes(self) -> dict[str, list[str]]:
        """Kind → codes by position."""
        return {kind: table.codes for kind, table in self.kinds.items()}

    @property
    def names(self) -> dict[str, list[str]]:
        """Kind → names by position."""
        return {kind: table.names for kind, table in self.kinds.items()}

    @property
    def is_current(self) -> dict[str, NDArray[np.bool_]]:
        """Kind → whether each one exists today, by position."""
        return {kind: table.is_current for kind, table in self.kinds.items()}

    def table(self, kind: str) -> KindTable:
        """The table of a kind; an empty one when there is no territory of it."""
        return self.kinds.get(kind, _EMPTY)

    def size(self, kind: str) -> int:
        """Length of the columns of a kind: one more than the last position."""
        return len(self.table(kind).codes)

    def position(self, kind: str, code: str) -> int | None:
        """Position of a code within its kind, None when unknown."""
        return self.table(kind).positions.get(code)

    def population(self, kind: str) -> NDArray[np.int64]:
        """Municipal population by position; -1 when unknown."""
        return self.table(kind).population

    def group_index(self, kind: str, grouping: str) -> NDArray[np.int32]:
        """Number of the group of each territory of a kind, by position; -1 for none."""
        groups = self.table(kind).groups.get(grouping)
        return groups[0] if groups else np.full(self.size(kind), -1, np.int32)

    def group_codes(self, kind: str, grouping: str) -> list[str]:
        """Codes of the groups that ``group_index`` numbers."""
        groups = self.table(kind).groups.get(grouping)
        return groups[1] if groups else []

    def group_of(self, kind: str, code: str, grouping: str) -> str:
        """Code of the group of one territory; empty when it has none."""
        position = self.position(kind, code)
        if position is None:
            return ""
        number = int(self.group_index(kind, grouping)[position])
        return self.group_codes(kind, grouping)[number] if number >= 0 else ""

    def members_of(self, kind: str, code: str, member_kind: str) -> NDArray[np.int32]:
        """Positions of the current territories of ``member_kind`` in the group ``kind``/``code``.

        ``kind`` is a grouping. An EPCI counts in the one département where most of it lives.
        """
        key = (kind, code, member_kind)
        found = self._members.get(key)
        if found is None:
            codes = self.group_codes(member_kind, kind)
            number = codes.index(code) if code in codes else -2
            found = np.flatnonzero(self.group_index(member_kind, kind) == number).astype(np.int32)
            self._members[key] = found
        return found


def build_universe(version: int, rows: Iterable[_Row]) -> Universe:
    """Rows of ``Territory`` → arrays. Positions without a row keep an empty code."""
    by_kind: dict[str, list[_Row]] = {}
    for row in rows:
        by_kind.setdefault(row[0], []).append(row)
    return Universe(version, {kind: _build_table(kind, of_kind) for kind, of_kind in by_kind.items()})


def _build_table(kind: str, rows: list[_Row]) -> KindTable:
    size = max(row[1] for row in rows) + 1
    codes, names = [""] * size, [""] * size
    is_current, population = np.zeros(size, bool), np.full(size, -1, np.int64)
    groupings: dict[str, list[str]] = {grouping: [""] * size for grouping in GROUPINGS if grouping != kind}
    for row in rows:
        position = row[1]
        codes[position], names[position], is_current[position] = row[2], row[3], row[4]
        if row[6] is not None:
            population[position] = row[6]
        if row[4]:
            for grouping, code in _list_groups(row):
                if grouping in groupings:
                    groupings[grouping][position] = code
    groups = {name: _number(values) for name, values in groupings.items() if any(values)}
    return KindTable(codes, names, is_current, population, groups)


def _list_groups(row: _Row) -> list[tuple[str, str]]:
    kind, *_, region, departement, epci, ept, parent, strate = row
    in_france = kind != Kind.FRANCE and row[5] != OVERSEAS_COLLECTIVITY
    if kind in {Kind.COMMUNE_DELEGUEE, Kind.ARRONDISSEMENT_MUNICIPAL}:
        in_france = False  # they would count twice with their commune
    return [
        ("france", FRANCE_CODE if in_france else ""),
        ("region", region),
        ("departement", departement),
        ("epci", epci),
        ("ept", ept),
        ("commune", parent),
        ("strate", strate),
    ]


def _number(values: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    codes = sorted(set(values) - {""})
    numbers = {code: number for number, code in enumerate(codes)} | {"": -1}
    return np.array([numbers[value] for value in values], np.int32), codes


@dataclass
class _Kept:
    universe: Universe | None = None
    checked_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept: Final = _Kept()


def get_universe() -> Universe:
    """The universe of the newest load, at most ``CHECK_EVERY_S`` seconds late."""
    kept = _kept.universe
    if kept is not None and time.monotonic() - _kept.checked_at < CHECK_EVERY_S:
        return kept
    with _kept.lock:
        version = get_load_id()
        if _kept.universe is None or _kept.universe.version != version:
            rows = Territory.objects.order_by().values_list(*_COLUMNS)
            _kept.universe = build_universe(version, rows)
        _kept.checked_at = time.monotonic()
        return _kept.universe


def get_load_id() -> int:
    """Id of the newest load of the territories, 0 before the first one."""
    return Load.objects.order_by("-id").values_list("id", flat=True).first() or 0


def reset_universe() -> None:
    """Forget what is kept: tests whose database is rolled back call it."""
    _kept.universe = None
    _kept.checked_at = 0.0
