"""Two indicators of the same territories: the pairs that have both values, and why the others have not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import ABSENCES_BY_WEIGHT, Absence
from portal.kernel.french import fix_name
from portal.stats.compute.correlation import compute_spearman
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.exploring import Floats, ZoneColumn, find_outliers
from portal.ui.charts.scatter import Named, can_be_log
from portal.web.explore.charts.crossing import suggest
from portal.web.explore.reading import Explored

_NAMED_AT_MOST: Final = 8
_ALL_NAMED: Final = 20
"""So few points are all named, where there is room."""
_WEIGHTS: Final = np.array([ABSENCES_BY_WEIGHT.index(reason) for reason in Absence])


@dataclass(frozen=True, eq=False)
class Pairs:
    """``up`` is the indicator of the page, drawn upwards; ``across`` the one it is crossed with."""

    explored: Explored
    crossed: Indicator
    up: ZoneColumn
    across: ZoneColumn

    @cached_property
    def places(self) -> npt.NDArray[np.intp]:
        """Of the territories that have both values."""
        return np.flatnonzero(self.up.known & self.across.known)

    @cached_property
    def x(self) -> Floats:
        found: Floats = self.across.values[self.places]
        return found

    @cached_property
    def y(self) -> Floats:
        found: Floats = self.up.values[self.places]
        return found

    @cached_property
    def rho(self) -> float | None:
        return compute_spearman(self.x, self.y)

    @property
    def unit(self) -> str:
        """Symbol of the crossed indicator."""
        return get_catalogue().units[self.crossed.unit].symbol

    @property
    def is_by_size(self) -> bool:
        """Whether both grow with the size of the territory."""
        units = get_catalogue().units
        return (
            units[self.crossed.unit].grows_with_size and units[self.explored.indicator.unit].grows_with_size
        )

    @property
    def log_axes(self) -> tuple[bool, bool]:
        """Whether the axis across and the one upwards are worth a logarithmic scale."""
        return can_be_log(self.x), can_be_log(self.y)

    @cached_property
    def drawn(self) -> npt.NDArray[np.intp]:
        """Places among the pairs: all of them, but zeros on a logarithmic axis."""
        kept = np.ones(len(self.places), bool)
        if self.explored.asked.is_log:
            for values, is_log in zip((self.x, self.y), self.log_axes, strict=True):
                kept &= (values > 0) | (not is_log)
        return np.flatnonzero(kept)

    def count_absences(self) -> dict[Absence, int]:
        """Why territories are left out, each counted once, for the weightier of its two reasons."""
        first, second = self.up.absence.astype(np.intp), self.across.absence.astype(np.intp)
        heavier = np.where(_WEIGHTS[first] >= _WEIGHTS[second], first, second)
        counts = np.bincount(heavier, minlength=len(Absence))
        return {reason: int(counts[reason]) for reason in Absence if reason and counts[reason]}

    def name(self, rank: int) -> str:
        """Of a pair, by its place among the pairs."""
        return fix_name(self.explored.get_member(int(self.places[rank])).name)

    def choose_named(self) -> list[Named]:
        """The reader's territory, then what stands far out on either axis, the furthest first; everyone
        where there are few. Their places are among those drawn."""
        ranks = list(range(len(self.places)))
        if len(ranks) > _ALL_NAMED:
            across, up = self.log_axes if self.explored.asked.is_log else (False, False)
            far = _merge(_order_far(_scale(self.y, up)), _order_far(_scale(self.x, across)))
            ranks = far[:_NAMED_AT_MOST]
        own = (
            np.flatnonzero(self.places == self.explored.here).tolist()
            if self.explored.here is not None
            else []
        )
        place_of = {rank: place for place, rank in enumerate(self.drawn.tolist())}
        return [
            Named(place_of[rank], self.name(rank), is_main=rank in own)
            for rank in dict.fromkeys([*own, *ranks])
            if rank in place_of
        ]


def _scale(values: Floats, is_log: bool) -> Floats:
    """As the axis places them; what has no place on it is NaN."""
    if not is_log:
        return values
    scaled: Floats = np.log10(np.where(values > 0, values, np.nan))
    return scaled


def _order_far(values: Floats) -> list[int]:
    far = find_outliers(values)
    gaps = np.abs(values[far] - np.nanmedian(values)) if len(far) else np.array([])
    found: list[int] = far[np.argsort(-gaps, kind="stable")].tolist()
    return found


def _merge(first: list[int], second: list[int]) -> list[int]:
    """One of each in turn, none twice."""
    longest = max(len(first), len(second))
    turns = [
        rank for place in range(longest) for rank in (*first[place : place + 1], *second[place : place + 1])
    ]
    return list(dict.fromkeys(turns))


def find_crossed(explored: Explored) -> Indicator | None:
    """The second indicator: the one asked, else, as an example, the first suggested that is online here."""
    asked = explored.asked
    if asked.crossed is not None or asked.indicator.is_categorical:
        return asked.crossed
    return next((one for one in suggest(asked) if explored.read_other(one) is not None), None)


def read_pairs(explored: Explored) -> Pairs | None:
    """None without a second indicator, without figures of one of the two, and for categories."""
    crossed, up = find_crossed(explored), explored.column
    if crossed is None or up is None or crossed.is_categorical or explored.indicator.is_categorical:
        return None
    across = explored.read_other(crossed)
    return Pairs(explored, crossed, up, across) if across is not None else None
