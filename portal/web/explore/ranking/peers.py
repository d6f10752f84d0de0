"""Which members are ranked: all those of the zone, or those of the size of the reader's territory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import add_article, fix_name, of_place, typeset
from portal.stats.compute.sorting import rank_values
from portal.stats.queries.exploring import Floats, ZoneColumn
from portal.territories.queries.surroundings import Relative
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import find_zone
from portal.territories.strates import find_strate, load_strates
from portal.ui.refusing import Impossible
from portal.ui.sentences import SMALLEST_GROUP
from portal.web.explore.reading import Explored

_STRATE: Final = "strate"
FRANCE: Final = "france"
_BASES: Final = {"total_population": " (population totale)"}
"""Said where the size is not measured on the population that lists show."""


@dataclass(frozen=True, slots=True)
class Size:
    """The strate of the reader's territory: « De 20 000 à 49 999 habitants »."""

    key: str
    label: str
    of_name: str
    """« de Saint-Malo »: whose size it is."""


@dataclass(frozen=True, eq=False)
class Peers:
    """``kept`` [members] are those ranked; ``size`` is set when they are of one size."""

    explored: Explored
    kept: NDArray[np.bool_]
    size: Size | None = None

    @cached_property
    def values(self) -> Floats:
        """[members]: NaN for those without a value, and for those that are not ranked."""
        column = self.explored.column
        nothing = np.full(len(self.kept), np.nan)
        return nothing if column is None else np.where(self.kept, column.values, np.nan)

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """[members]: 1 for the highest, 0 for those that have none."""
        return rank_values(self.values)

    @cached_property
    def ties(self) -> NDArray[np.int64]:
        """By rank: how many share it."""
        return np.bincount(self.ranks, minlength=1)

    @property
    def ranked(self) -> int:
        """How many have a rank."""
        return int(np.count_nonzero(self.ranks))

    @property
    def total(self) -> int:
        return int(np.count_nonzero(self.kept))

    @cached_property
    def median(self) -> float | None:
        """None where most have no value, or too few: it would not be that of the group."""
        known = self.values[~np.isnan(self.values)]
        is_founded = len(known) >= SMALLEST_GROUP and 2 * len(known) >= self.total
        return float(np.median(known)) if is_founded and not self.explored.indicator.is_categorical else None

    def take_column(self) -> tuple[ZoneColumn, int | None] | None:
        """The figures of those that are ranked, and the place of the reader's territory among them."""
        column, here = self.explored.column, self.explored.here
        if column is None:
            return None
        kept = self.kept
        taken = ZoneColumn(
            column.indicator, column.year, column.level, column.positions[kept], column.values[kept],
            column.absence[kept], column.status[kept], column.origin[kept], column.dataset,
        )  # fmt: skip
        is_counted = here is not None and bool(kept[here])
        return taken, int(np.count_nonzero(kept[:here])) if is_counted else None

    def is_tied(self, place: int) -> bool:
        """Whether others have the same rank; false without one."""
        rank = int(self.ranks[place])
        return bool(rank and self.ties[rank] > 1)


def find_size(explored: Explored) -> Size | None:
    """The size of the reader's territory, when it is of the level shown and has one."""
    here = explored.asked.here
    if here is None or here.kind != explored.level:
        return None
    key = get_universe().group_of(here.kind, here.code, _STRATE)
    strate = find_strate(here.kind, key) if key else None
    if strate is None:
        return None
    basis = _BASES.get(load_strates()[here.kind].basis, "")
    return Size(key, typeset(f"{strate.label}{basis}"), _name_of(here))


def _name_of(here: Relative) -> str:
    return of_place(here.name, here.article_kind, here.kind)


def choose_peers(explored: Explored) -> Peers:
    """Those that the address asks to rank. Raises Impossible for a size without a territory that has one."""
    everyone = np.ones(len(explored.positions), bool)
    if not explored.asked.same_size:
        return Peers(explored, everyone)
    size = find_size(explored)
    if size is None:
        raise Impossible(_explain_size(explored))
    universe = get_universe()
    number = universe.group_codes(explored.level, _STRATE).index(size.key)
    kept = universe.group_index(explored.level, _STRATE)[explored.positions] == number
    return Peers(explored, kept, size)


def _explain_size(explored: Explored) -> str:
    here = explored.asked.here
    if here is None:
        return "« strate=meme » : ajoutez « ici= » et votre territoire, comme « ici=commune:35238 »."
    named = add_article(here.name, here.article_kind, here.kind)
    singular = explored.nouns[0]
    return (
        f"« strate=meme » : aucune strate ne réunit {named} et chaque {singular} de la même taille ; "
        f"« ici= » doit être d’une nature qui a des strates, celle que la liste montre ({singular})."
    )


def write_same_size_in_france(explored: Explored) -> str:
    """The address of the ranking of all those of this size, wherever they are."""
    return explored.asked.address(
        zone=find_zone(FRANCE), level=explored.level, same_size=True, order="", query=""
    )


def name_here(explored: Explored) -> str:
    """« Saint-Malo »; empty when the address has no territory."""
    here = explored.asked.here
    return fix_name(here.name) if here is not None else ""
