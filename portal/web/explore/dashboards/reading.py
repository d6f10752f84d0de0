"""What the panels of a dashboard are worked out from: each indicator is read once, for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.kernel.french import fix_name, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.panels import AnyPanel, Evolution, KeyFigures
from portal.stats.queries import list_years
from portal.stats.queries.exploring import Positions
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import Relative
from portal.territories.queries.zones import Zone, list_zone_positions
from portal.ui.words import LEVELS, word_levels
from portal.web.explore.asked import Asked, list_levels
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.zone_figures import ZoneFigures, read_zone_figures
from portal.web.explore.reading import Explored, explore


class NothingToShow(Exception):
    """A panel has nothing here: ``reason`` says why, in a French sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = typeset(reason)


@dataclass(frozen=True, eq=False)
class PanelReading:
    """The figures of a dashboard for the zone asked, kept from one panel to the next."""

    asked: DashboardAsked
    _explored: dict[tuple[str, str], Explored] = field(default_factory=dict, repr=False)

    @property
    def zone(self) -> Zone:
        return self.asked.zone

    def choose_level(self, panel: AnyPanel) -> str:
        """What the members of a panel are: its own where the zone has them, else those of the page."""
        return panel.level if panel.level and panel.level in self.zone.levels else self.asked.level

    def find_key(self, panel: AnyPanel) -> str:
        """Its anchor on the page: « panneau-3 »."""
        ranks = (rank for rank, one in enumerate(self.asked.dashboard.panels, start=1) if one is panel)
        return f"panneau-{next(ranks)}"

    def list_positions(self, level: str) -> Positions:
        """Of the members of the zone, increasing."""
        return list_zone_positions(self.zone, level)

    def explore(self, slug: str, level: str) -> Explored:
        """An indicator over the members, of the year asked or of the last one before it.

        Raises NothingToShow where none has a value.
        """
        found = self._explored.get((slug, level))
        if found is None:
            found = self._explored[slug, level] = self._explore(slug, level)
        if found.column is None or not found.column.known.any():
            raise NothingToShow(_word_nothing(found))
        return found

    def change(self, slug: str, level: str, **changes: Any) -> Explored:
        """The same figures, asked otherwise: classes of a map, first year, second indicator."""
        found = self.explore(slug, level)
        return Explored(found.asked.change(**changes), found.positions, found.column)

    def _explore(self, slug: str, level: str) -> Explored:
        indicator = get_catalogue().indicators[slug]
        if level not in indicator.levels:
            raise NothingToShow(
                f"« {indicator.short_label} » n’existe pas pour les {LEVELS[level]} : ce chiffre est connu "
                f"pour {word_levels(indicator.levels)}."
            )
        year = self._find_year(indicator, level)
        return explore(Asked(indicator, self.zone, level, year, here=self.asked.here))

    def _find_year(self, indicator: Indicator, level: str) -> int | None:
        if self.asked.year is None:
            return None
        years = list_years(indicator.slug, level)
        before = [year for year in years if year <= self.asked.year]
        if years and not before:
            raise NothingToShow(
                f"Ce chiffre n’est en ligne qu’à partir de {years[0]} : rien à montrer pour "
                f"{self.asked.year}."
            )
        return max(before, default=None)

    @cached_property
    def zone_figures(self) -> ZoneFigures:
        """The zone's own figures, of all the panels that tell them."""
        told = [one for one in self.asked.dashboard.panels if isinstance(one, KeyFigures | Evolution)]
        slugs = tuple(dict.fromkeys(slug for panel in told for slug in panel.slugs))
        return read_zone_figures(self.zone, self.asked.level, slugs)


def _word_nothing(found: Explored) -> str:
    """Why none of the members has a value."""
    indicator = found.indicator
    if found.column is None:
        known = [LEVELS[one] for one in list_levels(indicator, found.zone)]
        elsewhere = f" Il l’est pour les {' et les '.join(known)}." if known else ""
        return f"« {indicator.short_label} » n’est pas en ligne pour les {found.nouns[1]}.{elsewhere}"
    return (
        f"Aucune valeur de « {indicator.short_label} » n’est connue en {found.year} pour les "
        f"{found.nouns[1]} {found.zone.of_name}."
    )


def name_member(member: Relative) -> str:
    """As lists have it."""
    return fix_name(member.name)


def word_members(zone: Zone, level: str) -> str:
    """« communes d’Ille-et-Vilaine »."""
    return typeset(f"{NOUNS[level][1]} {zone.of_name}")
