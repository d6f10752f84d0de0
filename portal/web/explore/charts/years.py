"""What the evolution of a zone is drawn from: its years, summarised, and the lines that are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from portal.kernel.figures import Figure, Status
from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import UnknownColumnError, get_column
from portal.stats.queries.answers import build_figure
from portal.stats.queries.exploring import Changes, ZoneYears, compute_changes
from portal.stats.queries.zone_quantiles import YearSpread, summarise_years
from portal.territories.queries.universe import get_universe
from portal.ui.charts.bands import Band
from portal.ui.charts.series import Line
from portal.ui.sentences import SMALLEST_GROUP, Measure
from portal.web.explore.reading import Explored

FEW: Final = 12
"""Up to that many members, each has its line."""
_TOO_FAR: Final = 2.0
"""A member that far beyond the deciles, in times the gap between them, would flatten the others."""
_CRUSHING: Final = 5.0
"""A line that many times above the others leaves them flat at the foot of the drawing."""
_PUBLISHED: Final = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure at its year."""

    year: int
    figure: Figure


@dataclass(frozen=True, eq=False)
class Evolution:
    """The years of a zone from the first one asked."""

    explored: Explored
    years: ZoneYears

    @cached_property
    def spreads(self) -> list[YearSpread]:
        return summarise_years(self.years)

    @cached_property
    def told(self) -> list[YearSpread]:
        """The years that are summarised: enough members have a value."""
        return [one for one in self.spreads if one.quantiles and one.counted >= SMALLEST_GROUP]

    @property
    def has_lines_of_all(self) -> bool:
        return self.years.values.shape[1] <= FEW

    @cached_property
    def comparable(self) -> list[YearSpread]:
        """The last of these years that may be compared with one another: since the last break."""
        start = max((rank for rank, one in enumerate(self.told) if one.is_break), default=0)
        return self.told[start:]

    @cached_property
    def changes(self) -> Changes | None:
        """From the first comparable year to the last; None without two of them."""
        if len(self.comparable) < 2:
            return None
        return compute_changes(self.years, self.comparable[0].year, self.comparable[-1].year)

    @cached_property
    def named(self) -> list[int]:
        """Places of the members that stand at an end: highest, lowest, most risen, most fallen."""
        last = self.years.values[-1] if len(self.years.years) else np.array([])
        if not np.isfinite(last).any():
            return []
        found = [int(np.nanargmax(last)), int(np.nanargmin(last))]
        if self.changes is not None and np.isfinite(self.changes.difference).any():
            gaps = self.changes.difference
            found += [int(np.nanargmax(gaps)), int(np.nanargmin(gaps))]
        return [place for place in dict.fromkeys(found) if place != self.explored.here]

    def is_near(self, place: int) -> bool:
        """Whether the values of a member are not so far that its line would flatten the others."""
        if not self.told:
            return True
        low = min(one.quantiles[0] for one in self.told)
        high = max(one.quantiles[-1] for one in self.told)
        reach = _TOO_FAR * (high - low)
        known = self.years.values[:, place][np.isfinite(self.years.values[:, place])]
        return bool(len(known) and known.min() >= low - reach and known.max() <= high + reach)

    def name(self, place: int) -> str:
        return fix_name(self.explored.get_member(place).name)

    def find_points(self, place: int) -> list[Dated]:
        """All the years of a member, absences included."""
        return [
            Dated(year, build_figure(value, absence, status, _PUBLISHED))
            for year, value, absence, status in zip(
                self.years.years,
                self.years.values[:, place].tolist(),
                self.years.absence[:, place].tolist(),
                self.years.status[:, place].tolist(),
                strict=True,
            )
        ]

    def build_line(self, place: int, *, is_main: bool = False) -> Line:
        """Of a member, without the years in which nobody has a value: they are no gap of its own."""
        filled = {one.year for one in self.spreads if one.counted}
        points = [point for point in self.find_points(place) if point.year in filled]
        return Line(self.name(place), points, is_main)

    def list_lines(self) -> list[Line]:
        """Those that are drawn, the reader's territory first: all members of a small zone, else the zone
        itself, its median, and the members at an end whose values are near enough."""
        here = self.explored.here
        lines = [] if here is None else [self.build_line(here, is_main=True)]
        if self.has_lines_of_all:
            others = [place for place in range(self.years.values.shape[1]) if place != here]
            return [*lines, *(self.build_line(place) for place in others)]
        if self.told:
            lines.append(Line(f"Médiane des {self.explored.nouns[1]}", self.list_medians(), here is None))
        zone = self.find_zone_points()
        if any(point.figure.value is not None for point in zone):
            lines.append(Line(self.explored.zone.name, zone))
        return lines + [self.build_line(place) for place in self.named if self.is_near(place)]

    @cached_property
    def base(self) -> int | None:
        """The year whose values are 100 where one line would flatten the others: the first that all lines
        have. None where they can be drawn as they are, or have no ratio (a break, a value that is not above
        zero)."""
        lines = self.list_lines()
        known = [
            {p.year: p.figure.value for p in line.points if p.figure.value is not None} for line in lines
        ]
        shared = set.intersection(*map(set, known)) if known else set()
        if len(shared) < 2 or any(value <= 0 for points in known for value in points.values()):
            return None
        if any(p.figure.status is Status.BREAK for line in lines for p in line.points):
            return None
        peaks = sorted(max(points.values()) for points in known)
        others = max(
            [peaks[-2] if len(peaks) > 1 else peaks[-1], *(one.quantiles[-1] for one in self._banded)]
        )
        return min(shared) if peaks[-1] > _CRUSHING * others else None

    @property
    def unit(self) -> str:
        """Of what is drawn."""
        return self.explored.unit if self.base is None else f"base 100 en {self.base}"

    @property
    def _banded(self) -> list[YearSpread]:
        return [] if self.has_lines_of_all else self.told

    def list_drawn_lines(self) -> list[Line]:
        """As they are, or in parts of a hundred of their value of the base year, from it on."""
        return self.list_lines() if self.base is None else [self._index(one) for one in self.list_lines()]

    def _index(self, line: Line) -> Line:
        [base] = [point.figure.value for point in line.points if point.year == self.base]
        points = [
            Dated(
                point.year,
                replace(point.figure, value=100 * point.figure.value / base)
                if base and point.figure.value is not None
                else point.figure,
            )
            for point in line.points
            if self.base is not None and point.year >= self.base
        ]
        return Line(line.label, points, line.is_main)

    def list_medians(self) -> list[Dated]:
        return [self._date(one, one.quantiles[2]) for one in self.told]

    def list_quantiles(self) -> list[Line]:
        """Deciles and quartiles as lines, for tables."""
        names = ("1er décile", "1er quartile", "Médiane", "3e quartile", "9e décile")
        return [
            Line(name, [self._date(one, one.quantiles[rank]) for one in self.told])
            for rank, name in enumerate(names)
        ]

    def _date(self, one: YearSpread, value: float) -> Dated:
        return Dated(one.year, Figure(value, status=Status.BREAK if one.is_break else Status.NORMAL))

    def list_bands(self) -> list[Band]:
        """Between the deciles, then between the quartiles."""
        if self.has_lines_of_all or len(self.told) < 2 or self.base is not None:
            return []
        breaks = frozenset(one.year for one in self.told if one.is_break)
        noun = self.explored.nouns[1]
        return [
            Band(
                label,
                [(one.year, one.quantiles[low], one.quantiles[high]) for one in self.told],
                breaks,
                True,
            )
            for label, low, high in (
                (f"Huit {noun} sur dix (du 1er au 9e décile)", 0, 4),
                ("La moitié (du 1er au 3e quartile)", 1, 3),
            )
        ]

    def find_zone_points(self) -> list[Dated]:
        """The figures of the zone itself; none for what adds up, which no member compares with."""
        indicator, territory = self.explored.indicator, self.explored.zone.territory
        position = None if territory is None else get_universe().position(*territory)
        if territory is None or position is None or get_catalogue().units[indicator.unit].grows_with_size:
            return []
        return list(_read_figures(indicator.slug, territory[0], position, self.years.years))


def _read_figures(slug: str, kind: str, position: int, years: Sequence[int]) -> Iterator[Dated]:
    for year in years:
        try:
            yield Dated(year, get_column(slug, year, kind).figure(position))
        except UnknownColumnError:
            continue


def read_evolution(explored: Explored) -> Evolution:
    """All the years online, from the first one asked."""
    years, since = explored.by_year, explored.asked.since
    first = years.years.index(since) if since in years.years else 0
    if since is None or not first:
        return Evolution(explored, years)
    kept = ZoneYears(
        years.years[first:],
        years.values[first:],
        years.absence[first:],
        years.status[first:],
        years.datasets[first:],
    )
    return Evolution(explored, kept)


def count_sides(changes: Changes, measure: Measure) -> tuple[int, int, int]:
    """How many rise, fall, and stay as they were, of values as they are shown."""
    known = ~np.isnan(changes.difference)
    steps = (measure.show_all(changes.after) - measure.show_all(changes.before))[known]
    return int((steps > 0).sum()), int((steps < 0).sum()), int((steps == 0).sum())
