"""What the explorer shows: the figures of what was asked, read once, and what is worked out from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from portal.kernel.figures import Figure
from portal.kernel.french import typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import UnknownColumnError, get_column, list_years
from portal.stats.queries.exploring import Positions, ZoneColumn, ZoneYears, read_zone_column, read_zone_years
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import FRANCE, Zone, list_zone_positions
from portal.ui.refusing import Impossible
from portal.web.explore.asked import Asked, list_levels


@dataclass(frozen=True, eq=False)
class Explored:
    """Figures of ``asked``, aligned on ``positions``. ``column`` is None when nothing is online there."""

    asked: Asked
    positions: Positions
    column: ZoneColumn | None

    @property
    def indicator(self) -> Indicator:
        return self.asked.indicator

    @property
    def zone(self) -> Zone:
        return self.asked.zone

    @property
    def level(self) -> str:
        return self.asked.level

    @property
    def unit(self) -> str:
        """Symbol of the unit, « €/hab. »; empty for none."""
        return get_catalogue().units[self.indicator.unit].symbol

    @property
    def nouns(self) -> tuple[str, str]:
        """« commune », « communes »."""
        return NOUNS[self.level]

    @property
    def subject(self) -> str:
        """« communes d’Ille-et-Vilaine », « communes de Rennes et ses voisines »."""
        return typeset(f"{self.nouns[1]} {self.zone.of_name}")

    @property
    def year(self) -> int | None:
        return self.column.year if self.column else self.asked.year

    @property
    def dataset(self) -> str:
        """Slug of the dataset of the column; empty without one."""
        return self.column.dataset if self.column else ""

    @cached_property
    def years(self) -> list[int]:
        """Years in which one of the territories at least has a value, and the one shown, increasing."""
        if self.zone.kind == FRANCE:
            return list_years(self.indicator.slug, self.level)
        table = self.by_year
        known = ~np.isnan(table.values)
        return [year for rank, year in enumerate(table.years) if known[rank].any() or year == self.year]

    @cached_property
    def members(self) -> tuple[Relative, ...]:
        """The territories, in the order of ``positions``. For thousands of them, ask ``codes`` and the few
        members that are shown."""
        found = get_directory().by_position
        return tuple(found[self.level, position] for position in self.positions.tolist())

    def get_member(self, rank: int) -> Relative:
        """One of the territories, by its place in ``positions``."""
        return get_directory().by_position[self.level, int(self.positions[rank])]

    @cached_property
    def here(self) -> int | None:
        """Place in ``positions`` of the reader's territory; None when it is not one of them."""
        asked = self.asked.here
        if asked is None or asked.kind != self.level:
            return None
        found = np.flatnonzero(self.positions == asked.position)
        return int(found[0]) if len(found) else None

    @cached_property
    def by_year(self) -> ZoneYears:
        """All the years of these territories."""
        return read_zone_years(self.indicator.slug, self.level, self.positions)

    def read_other(self, indicator: Indicator) -> ZoneColumn | None:
        """Another indicator of the same territories: the same year if it is online, else its latest."""
        same = read_zone_column(indicator.slug, self.level, self.positions, self.year) if self.year else None
        return same or read_zone_column(indicator.slug, self.level, self.positions)

    @cached_property
    def zone_figure(self) -> Figure | None:
        """The figure of the zone itself in the same year; None for a set that is no territory or has none."""
        territory = self.zone.territory
        if territory is None or self.year is None:
            return None
        position = get_universe().position(*territory)
        if position is None:
            return None
        try:
            return get_column(self.indicator.slug, self.year, territory[0]).figure(position)
        except UnknownColumnError:
            return None


def explore(asked: Asked) -> Explored:
    """The figures of what is asked. Raises Impossible for a level at which the indicator has none online,
    when it has at others."""
    positions = list_zone_positions(asked.zone, asked.level)
    column = read_zone_column(asked.indicator.slug, asked.level, positions, asked.year)
    if column is None and asked.level != asked.zone.opens_with:
        known = list_levels(asked.indicator, asked.zone)
        if known:
            raise Impossible(
                f"« niveau={asked.level} » : rien n’est en ligne à ce niveau pour cet indicateur ; essayez "
                f"« niveau={' » ou « niveau='.join(known)} »."
            )
    return Explored(asked, positions, column)
