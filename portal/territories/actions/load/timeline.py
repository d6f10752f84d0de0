"""When each commune existed and under which names, deduced from the arrows between communes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from portal.territories.actions.load.draft import Arrow, Key, Span
from portal.territories.actions.load.naming import fold
from portal.territories.models import Event

BEGINNING: Final = date(1943, 1, 1)
"""First day of INSEE's records of communes."""

_ENDS: Final = frozenset({Event.What.MERGER, Event.What.RECODING, Event.What.DISSOLUTION})


@dataclass
class Period:
    """One name from ``starts_on`` (included) to ``ends_on`` (excluded; None: still)."""

    name: str
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the name holds on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass
class Timelines:
    """Periods of every code in order. Arrows must be applied in the order of their dates."""

    periods: dict[Key, list[Period]] = field(default_factory=dict)

    def begin(self, key: Key, name: str, starts_on: date) -> None:
        """The code exists from this day, or takes this name."""
        periods = self.periods.setdefault(key, [])
        if periods and periods[-1].ends_on is None:
            if periods[-1].name == name:
                return
            periods[-1].ends_on = starts_on
        periods.append(Period(name, starts_on))

    def end(self, key: Key, ends_on: date) -> None:
        """The code exists no more from this day."""
        periods = self.periods.get(key)
        if periods and periods[-1].ends_on is None:
            periods[-1].ends_on = ends_on

    def find_name(self, key: Key, day: date) -> str | None:
        """Name of the code on a day; None when it does not exist then."""
        return next((p.name for p in self.periods.get(key, ()) if p.covers(day)), None)

    def list_alive(self, day: date) -> dict[Key, str]:
        """Every code that exists on a day, with its name."""
        return {
            key: period.name
            for key, periods in self.periods.items()
            for period in periods
            if period.covers(day)
        }

    def respell(self, key: Key, name: str) -> None:
        """Correct the spelling of the last name: no event, the same letters."""
        periods = self.periods[key]
        if periods[-1].name != name and fold(periods[-1].name) == fold(name):
            periods[-1].name = name

    def build_spans(self) -> list[Span]:
        """Periods as spans, without those that lasted no day."""
        return [
            Span(key, period.name, period.starts_on, period.ends_on)
            for key, periods in sorted(self.periods.items())
            for period in periods
            if period.starts_on != period.ends_on
        ]


def build_timelines(arrows: Iterable[Arrow]) -> Timelines:
    """Timelines of all the codes that arrows name. Codes without any arrow are not in them."""
    timelines = Timelines()
    by_day: dict[date, list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        by_day[arrow.effective_on].append(arrow)
    for day in sorted(by_day):
        apply_day(timelines, by_day[day], day)
    return timelines


def apply_day(timelines: Timelines, arrows: list[Arrow], day: date) -> None:
    """Apply the arrows of one day: who was there, who ends, who begins."""
    for arrow in arrows:
        if arrow.before is not None and arrow.before not in timelines.periods:
            timelines.begin(arrow.before, arrow.name_before, BEGINNING)
        if arrow.what == Event.What.DISSOLUTION and arrow.after and arrow.after not in timelines.periods:
            timelines.begin(arrow.after, arrow.name_after, BEGINNING)  # it only receives a share
    beginning = {arrow.after for arrow in arrows}
    for arrow in arrows:
        is_over = arrow.what in _ENDS and arrow.before != arrow.after
        if arrow.before is not None and is_over and arrow.before not in beginning:
            timelines.end(arrow.before, day)
    for arrow in arrows:
        if arrow.after is not None:
            timelines.begin(arrow.after, arrow.name_after, day)
