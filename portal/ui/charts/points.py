"""Dated figures as drawings need them: the known ones, in stretches that a line may join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from portal.kernel.figures import Figure, Status


class DatedFigure(Protocol):
    """What a series is made of: the points of portal.stats fit."""

    @property
    def year(self) -> int: ...
    @property
    def figure(self) -> Figure: ...


class Known(NamedTuple):
    """A year that has a value."""

    year: int
    value: float
    status: Status

    @property
    def is_break(self) -> bool:
        return self.status is Status.BREAK


def split_runs(points: Sequence[DatedFigure]) -> list[list[Known]]:
    """Stretches of points that may be joined by a line: none goes over an absence or a break."""
    runs: list[list[Known]] = []
    run: list[Known] = []
    for point in points:
        value, status = point.figure.value, point.figure.status
        is_known = value is not None and math.isfinite(value)
        if run and (status is Status.BREAK or not is_known):
            runs.append(run)
            run = []
        if value is not None and is_known:
            run.append(Known(point.year, value, status))
    return [*runs, run] if run else runs


def has_value(point: DatedFigure) -> bool:
    return point.figure.value is not None and math.isfinite(point.figure.value)
