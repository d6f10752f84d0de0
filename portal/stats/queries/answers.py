"""What the queries answer: frozen values, ready to be presented, that know nothing of the store.

Everything that carries a number carries with it what it takes to read it: its indicator (unit,
definition), its year, its dataset (source, producer, licence: ``get_source``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, SupportsFloat

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence, Figure, Origin, Status
from portal.stats.addresses import dataset_path
from portal.stats.compute.trend import Trend, compute_trend

if TYPE_CHECKING:
    from portal.stats.descriptors.indicator import Indicator

NOT_AVAILABLE: Final = Figure(None, Absence.NOT_AVAILABLE)

# By their codes: calling an enumeration costs more than reading the packed bytes.
_ABSENCES: Final = tuple(Absence)
_STATUSES: Final = tuple(Status)
_ORIGINS: Final = tuple(Origin)


def build_figure(value: SupportsFloat, absence: int, status: int, origin: int) -> Figure:
    """A figure from what the store keeps: ``value`` counts only where ``absence`` is 0."""
    reason = _ABSENCES[absence]
    number = float(value) if reason is Absence.NONE else None
    return Figure(number, reason, _STATUSES[status], _ORIGINS[origin])


GroupRefs = Mapping[str, str]
"""Grouping (france, region, departement, epci, strate) → code of the group the territory is in."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one year, the dataset it comes from, and the kind of territory that it is of."""

    year: int
    figure: Figure
    dataset: str = ""
    kind: str = field(default="", compare=False)


def find_latest(points: Sequence[Point]) -> Point | None:
    """The most recent point that has a value; the most recent absence if none has one."""
    for point in reversed(points):
        if point.figure.value is not None:
            return point
    return points[-1] if points else None


@dataclass(frozen=True)
class Series:
    """One indicator of one territory, by increasing year; ``points`` may be empty."""

    indicator: Indicator
    points: tuple[Point, ...]
    dataset: str = ""

    @cached_property
    def latest(self) -> Point | None:
        """The most recent point that has a value; the most recent absence if none has one."""
        return find_latest(self.points)

    @cached_property
    def trend(self) -> Trend | None:
        """Where the series is heading since its last break; None for categories and short series."""
        if self.indicator.is_categorical:
            return None
        known = [(point.year, point.figure) for point in self.points if point.figure.value is not None]
        breaks = [place for place, (_, figure) in enumerate(known) if figure.status is Status.BREAK]
        since = known[breaks[-1] :] if breaks else known
        return compute_trend([(year, figure.value) for year, figure in since if figure.value is not None])

    def point(self, year: int) -> Point | None:
        return next((point for point in self.points if point.year == year), None)


@dataclass(frozen=True, slots=True)
class Summary:
    """The distribution of one indicator and year over the territories of a group that have a value.

    ``mean`` is the mean of the territories, each counting for one: not the figure of the group.
    Quantiles interpolate linearly between the two nearest values (numpy's default, definition 7 of
    Hyndman and Fan). All are None when ``n`` is 0 and for indicators whose values are categories.
    """

    n: int
    mean: float | None
    q10: float | None
    q25: float | None
    median: float | None
    q75: float | None
    q90: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a territory stands among the territories of its kind in one group, one year.

    ``rank`` is 1 for the highest value; equal values share the best rank and ``is_tied`` is true.
    None when the territory has no value that year.
    """

    grouping: str
    code: str
    year: int
    summary: Summary
    rank: int | None
    is_tied: bool = False


@dataclass(frozen=True)
class Sheet:
    """All series of one territory, by slug of indicator (internal ones excluded).

    ``comparisons`` gives, by slug then by grouping, the comparison for the year of
    ``series[slug].latest``. Both mappings are built as they are read: what a page does not show
    costs nothing.
    """

    kind: str
    code: str
    series: Mapping[str, Series] = field(default_factory=dict)
    comparisons: Mapping[str, Mapping[str, Comparison]] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One indicator and year over all territories of a kind, aligned on ``Universe`` positions.

    ``values`` is NaN wherever ``absence`` is not 0. The arrays are read-only views.
    """

    indicator: str
    year: int
    kind: str
    values: npt.NDArray[np.float64]
    absence: npt.NDArray[np.uint8]
    status: npt.NDArray[np.uint8]
    origin: npt.NDArray[np.uint8]
    dataset: str = ""

    def figure(self, position: int) -> Figure:
        """The figure at a position; not available beyond the end (a territory younger than the data)."""
        if position >= len(self.values):
            return NOT_AVAILABLE
        return build_figure(
            self.values[position], self.absence[position], self.status[position], self.origin[position]
        )


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """One column of a table of members: the figures of one year, in the order of the positions asked.

    ``year`` is None, and every figure not available, when nothing is known of this indicator at
    this level.
    """

    indicator: Indicator
    year: int | None
    figures: tuple[Figure, ...]
    dataset: str = ""


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where the figures of a dataset come from, and which release of it is online.

    A computed dataset has the producers of its inputs, and them in ``inputs``. ``extract`` says, in
    French, which part of the source is at hand; it is empty when all of it is. ``acronym`` is that of the
    producer, empty for several.
    """

    dataset: str
    title: str
    producer: str
    licence: str
    page: str
    number: int
    published_at: datetime | None
    inputs: tuple[SourceInfo, ...] = ()
    extract: str = ""
    acronym: str = ""

    @property
    def path(self) -> str:
        """Path of the page of the dataset."""
        return dataset_path(self.dataset)
