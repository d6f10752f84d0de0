"""The territories as the computations need them: positions, groups, and the way from past codes.

A plain value: computations know neither the database nor how the territories are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.stats.compute.vectors import Bools, Ints

LEVELS: Final = ("commune", "epci", "departement", "region", "france")
LEVELS_ABOVE: Final = LEVELS[1:]

GROUPINGS: Final[dict[str, tuple[str, ...]]] = {
    "commune": ("france", "region", "departement", "epci", "strate"),
    "epci": ("france", "region", "departement", "strate"),
    "departement": ("france", "region", "strate"),
    "region": ("france",),
    "france": (),
}
"""In which groups the territories of a kind are ranked and summarised: these, and those by category."""


@dataclass(frozen=True)
class Grouping:
    """Position → number of the group (-1: in none), and the code of each group."""

    index: npt.NDArray[np.int32]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """From the communes of a past geography to those of today.

    ``successors``: code of that year → codes of today's communes it became (one, several when it was
    split, none when it was dissolved). ``not_rebuilt``: today's codes that no sum of past communes gives.
    """

    year: int
    successors: Mapping[str, Sequence[str]]
    not_rebuilt: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Geography:
    """Everything about today's territories, and the passages from past ones.

    ``codes`` are by position, past territories included. A territory that is in no group of a
    grouping has the index -1 in it: past ones are in none. ``categories_version`` changes with the
    groupings by category (``CategoryGrouping``), which come from releases.
    """

    codes: Mapping[str, Sequence[str]]
    is_current: Mapping[str, Bools]
    groupings: Mapping[tuple[str, str], Grouping]
    find_passage: Callable[[int], Passage]
    list_epci_members: Callable[[int], Mapping[str, frozenset[str]]]
    categories_version: str = ""
    _positions: dict[str, dict[str, int]] = field(default_factory=dict)
    _parents: dict[str, Ints] = field(default_factory=dict)

    def size(self, kind: str) -> int:
        return len(self.codes[kind])

    def list_groupings(self, kind: str) -> tuple[str, ...]:
        """The groupings of a kind, always in one order."""
        return tuple(grouping for of_kind, grouping in self.groupings if of_kind == kind)

    def list_current(self, kind: str) -> tuple[Ints, list[str]]:
        """Positions and codes of the territories that exist today."""
        positions = np.nonzero(self.is_current[kind])[0]
        codes = self.codes[kind]
        return positions, [codes[position] for position in positions.tolist()]

    def positions(self, kind: str) -> dict[str, int]:
        """Code → position."""
        if kind not in self._positions:
            self._positions[kind] = {code: index for index, code in enumerate(self.codes[kind])}
        return self._positions[kind]

    def parents(self, level: str) -> Ints:
        """Commune position → position of its group at the level, -1 for none.

        Statistics of France are those of the communes of its 18 régions, as in INSEE's totals: the
        grouping ``france`` leaves out the overseas collectivités (975, 977, 978, 98x). The total of
        France is thus the sum of its régions for any indicator and year, and does not become
        incomplete because a source says nothing of the collectivités.
        """
        if level not in self._parents:
            grouping = self.groupings["commune", level]
            places = self.positions(level)
            of_group = np.array([places.get(code, -1) for code in grouping.codes] + [-1], np.int64)
            self._parents[level] = of_group[grouping.index]  # -1 takes the last item, which is -1
        return self._parents[level]
