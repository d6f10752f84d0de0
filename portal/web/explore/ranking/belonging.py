"""What each member of a zone belongs to: its département where they are of several, else its EPCI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import fix_name
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import get_universe
from portal.ui.sentences import capitalise
from portal.web.explore.reading import Explored

_GROUPINGS: Final = {
    "commune": ("departement", "epci"),
    "epci": ("departement",),
    "departement": ("region",),
}


@dataclass(frozen=True, eq=False)
class Belonging:
    """A column of names. ``index`` [members] is the number of the group of each, −1 for none."""

    grouping: str
    index: NDArray[np.int32]
    codes: list[str]

    @property
    def label(self) -> str:
        """« Département »."""
        return capitalise(NOUNS[self.grouping][0])

    def name(self, place: int) -> str:
        """« Ille-et-Vilaine »; « aucun » where there is none, said for each kind as it is."""
        number = int(self.index[place])
        found = get_directory().by_code.get((self.grouping, self.codes[number])) if number >= 0 else None
        if found is None:
            return "aucune" if self.grouping in ("epci", "region") else "aucun"
        return fix_name(found.name)


def choose_belonging(explored: Explored) -> Belonging | None:
    """The widest grouping that tells the members apart; None when all are of the same ones."""
    universe = get_universe()
    for grouping in _GROUPINGS.get(explored.level, ()):
        index = universe.group_index(explored.level, grouping)[explored.positions]
        if len(index) and index.min() != index.max():
            return Belonging(grouping, index, universe.group_codes(explored.level, grouping))
    return None
