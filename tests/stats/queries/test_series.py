"""The trend of a series: which of its points count."""

from __future__ import annotations

from portal.kernel.figures import Absence, Figure, Status
from portal.stats.compute.trend import TrendClass
from portal.stats.queries import Point, Series
from tests.stats.builders import build_indicator

COUNT = build_indicator("count")


def _series(*figures: Figure) -> Series:
    points = tuple(Point(2015 + place, figure) for place, figure in enumerate(figures))
    return Series(COUNT, points)


def test_trend_leaves_absences_out() -> None:
    gap = Figure(None, Absence.SECRET)
    series = _series(Figure(1.0), gap, Figure(2.0), Figure(3.0), Figure(4.0), Figure(5.0))
    assert series.trend is not None
    assert series.trend.kind is TrendClass.RISING
    assert (series.trend.first_year, series.trend.last_year) == (2015, 2020)


def test_trend_begins_at_the_last_break() -> None:
    before = [Figure(value) for value in (9.0, 8.0, 7.0, 6.0, 5.0)]
    after = [Figure(1.0, status=Status.BREAK), *[Figure(value) for value in (2.0, 3.0, 4.0, 5.0)]]
    trend = _series(*before, *after).trend
    assert trend is not None
    assert trend.kind is TrendClass.RISING
    assert trend.first_year == 2020
    assert _series(*before, *after[:4]).trend is None  # four points since the break


def test_trend_of_categories_makes_no_sense() -> None:
    zone = build_indicator("zone", aggregate="unanimous", categories=[{"value": 1, "key": "A", "label": "A"}])
    points = tuple(Point(year, Figure(1.0)) for year in range(2015, 2025))
    assert Series(zone, points).trend is None
