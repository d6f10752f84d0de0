"""Trends: exact chances against the enumeration of all orders, classes at their boundaries."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stats.compute.trend import Trend, TrendClass, compute_trend


def _series(*values: float) -> list[tuple[int, float]]:
    return list(enumerate(values, start=2016))


def _trend(*values: float) -> Trend:
    found = compute_trend(_series(*values))
    assert found is not None
    return found


def test_trend_of_four_points_is_not_told() -> None:
    assert compute_trend(_series(1, 2, 3, 4)) is None


def test_trend_of_five_rising_points() -> None:
    trend = _trend(100, 110, 120, 130, 140)
    assert trend.kind is TrendClass.RISING
    assert (trend.first_year, trend.last_year) == (2016, 2020)
    assert trend.slope == 10
    assert trend.slope_pct == pytest.approx(8.333, abs=0.001)
    assert trend.chance == pytest.approx(2 / 120)  # this order or its reverse, of 120


def test_trend_with_one_inversion_of_neighbours_still_rises() -> None:
    trend = _trend(100, 120, 110, 130, 140)
    assert trend.chance == pytest.approx(2 * 5 / 120)  # 1 order with no inversion, 4 with one
    assert trend.kind is TrendClass.RISING


def test_trend_with_two_inversions_of_five_points_is_unclear() -> None:
    trend = _trend(100, 130, 110, 120, 140)
    assert trend.chance == pytest.approx(2 * 14 / 120)
    assert trend.kind is TrendClass.UNCLEAR


def test_trend_of_a_falling_series_without_one_odd_year() -> None:
    assert _trend(140, 130, 900, 120, 110, 100, 90).kind is TrendClass.FALLING


def test_trend_of_equal_values_is_stable() -> None:
    trend = _trend(7, 7, 7, 7, 7)
    assert trend.kind is TrendClass.STABLE
    assert trend.chance == 1


def test_trend_that_is_certain_but_tiny_is_stable() -> None:
    assert _trend(1000, 1001, 1002, 1003, 1004).kind is TrendClass.STABLE


def test_trend_around_zero_has_no_relative_slope() -> None:
    trend = _trend(-2, -1, 0, 1, 2)
    assert trend.kind is TrendClass.RISING
    assert trend.slope_pct is None


def test_trend_of_negative_values_that_grow_is_rising() -> None:
    trend = _trend(-50, -40, -30, -20, -10)
    assert trend.kind is TrendClass.RISING
    assert trend.slope_pct == pytest.approx(33.333, abs=0.001)


def test_trend_with_missing_years_uses_the_years() -> None:
    found = compute_trend([(2006, 0.0), (2010, 40.0), (2011, 50.0), (2016, 100.0), (2020, 140.0)])
    assert found is not None
    assert found.slope == 10


@given(st.lists(st.integers(-50, 50), min_size=5, max_size=6, unique=True))
def test_chance_equals_the_enumeration_of_orders(values: list[int]) -> None:
    def score(order: tuple[int, ...]) -> int:
        return abs(sum((b > a) - (b < a) for a, b in combinations(order, 2)))

    own = score(tuple(values))
    orders = list(permutations(values))
    expected = sum(score(order) >= own for order in orders) / len(orders)
    assert _trend(*values).chance == pytest.approx(expected)
