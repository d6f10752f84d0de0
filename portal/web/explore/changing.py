"""What changed among the members of a zone between two years: in the unit, and in percent where honest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from portal.kernel.french import format_number, format_percent
from portal.stats.queries.exploring import Bools, Changes, Floats, ZoneYears, compute_changes
from portal.territories.queries.universe import get_universe
from portal.ui.sentences import Measure, Register
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure

SPAN: Final = 5
"""Years looked back, when an address does not say."""
_TENTH: Final = 0.1
_MOST_PERCENT: Final = 400.0
"""Beyond, a multiple is easier to grasp."""
_LEAST_PERCENT: Final = 0.05
"""Below, a percentage is written zero."""


@dataclass(frozen=True, eq=False)
class Changed:
    """What changed, aligned on the members; NaN where nothing can be said."""

    explored: Explored
    changes: Changes
    measure: Measure

    @cached_property
    def percent(self) -> Floats:
        """Of amounts and numbers that were above zero and are not below; NaN of others: rates change in
        points, and a debt that becomes a saving has no percentage."""
        if self.measure.register is not Register.RATIO:
            return np.full(len(self.changes.after), np.nan)
        return np.where(self.changes.after >= 0, 100 * self.changes.relative, np.nan)

    @property
    def by(self) -> Floats:
        """What the members are ordered by: percent for amounts and numbers, points or units for others."""
        return self.percent if self.measure.register is Register.RATIO else self.changes.difference

    def write(self, place: int) -> str:
        """« +12,3 % », « ×12 », « presque stable »; « −1,2 point » where there is no percentage."""
        percent = float(self.percent[place])
        if np.isnan(percent):
            return self.write_difference(place)
        if percent > _MOST_PERCENT:
            return f"×{format_number(1 + percent / 100)}"
        if abs(percent) < _LEAST_PERCENT:
            return "presque stable" if percent else "stable"
        return format_percent(percent, sign=True)

    def write_difference(self, place: int) -> str:
        """« +120 €/hab. », « −1,2 point », « stable »: of the values as they are shown."""
        before, after = float(self.changes.before[place]), float(self.changes.after[place])
        steps = self.measure.show(after) - self.measure.show(before)
        if not steps:
            return "stable"
        return f"{'+' if steps > 0 else '−'}{self.measure.write_gap(steps)}"


def find_years(by_year: ZoneYears, until: int | None, span: int = SPAN) -> tuple[int, int] | None:
    """The year shown, and the one ``span`` years before it: else the last before that, else the first of the
    series. None without an earlier year."""
    known = [
        year for year, values in zip(by_year.years, by_year.values, strict=True) if not np.isnan(values).all()
    ]
    last = until if until is not None else max(known, default=0)
    earlier = [year for year in known if year < last]
    if not earlier or last not in by_year.years:
        return None
    return max((year for year in earlier if year <= last - span), default=earlier[0]), last


def measure_changes(explored: Explored, since: int, until: int) -> Changed:
    """What changed between two years online, ``since`` before ``until``."""
    return Changed(
        explored, compute_changes(explored.by_year, since, until), build_measure(explored.indicator)
    )


def find_small(explored: Explored, least: int) -> Bools:
    """[members]: those of fewer than ``least`` inhabitants, where some people change everything."""
    people = get_universe().population(explored.level)[explored.positions]
    small: Bools = people < least
    return small


def find_founded(changes: Changes) -> Bools:
    """[members]: those whose first value is at least a tenth of the median one: from next to nothing, any
    percentage is enormous and says nothing."""
    known = changes.before[~np.isnan(changes.before)]
    if not len(known):
        return np.zeros(len(changes.before), bool)
    founded: Bools = changes.before >= _TENTH * float(np.median(known))
    return founded
