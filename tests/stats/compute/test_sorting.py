"""Orders and ranks by whole numbers: against the slow and obvious ones."""

from __future__ import annotations

from math import isnan

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from portal.stats.compute.sorting import rank_values, sort_by

NAN = float("nan")
NUMBERS = st.lists(
    st.floats(allow_nan=True, allow_infinity=False) | st.sampled_from([0.0, -0.0, 1.0, 1.0, -1.0]),
    max_size=40,
)


def test_values_are_ordered_both_ways_with_absences_last() -> None:
    values = np.array([3.0, NAN, -7.0, 0.0, -0.0, 3.0])
    assert sort_by(values, is_descending=False).tolist() == [2, 3, 4, 0, 5, 1]
    assert sort_by(values, is_descending=True).tolist() == [0, 5, 3, 4, 2, 1]


def test_nothing_has_no_order_and_no_rank() -> None:
    assert sort_by(np.array([]), is_descending=True).tolist() == []
    assert rank_values(np.array([])).tolist() == []


def test_ranks_share_the_best_one() -> None:
    assert rank_values(np.array([5.0, -2.0, NAN, 5.0, -0.0, 0.0])).tolist() == [1, 5, 0, 1, 3, 3]


@given(NUMBERS)
def test_orders_are_those_of_a_stable_sort(numbers: list[float]) -> None:
    def key(place: int) -> tuple[bool, float]:
        value = numbers[place]
        return (isnan(value), 0.0 if isnan(value) else value)

    values = np.array(numbers, np.float64)
    places = range(len(numbers))
    assert sort_by(values, is_descending=False).tolist() == sorted(places, key=key)
    assert sort_by(values, is_descending=True).tolist() == sorted(
        places, key=lambda place: (key(place)[0], -key(place)[1])
    )


@given(NUMBERS)
def test_ranks_count_the_values_above(numbers: list[float]) -> None:
    expected = [0 if isnan(one) else 1 + sum(other > one for other in numbers) for one in numbers]
    assert rank_values(np.array(numbers, np.float64)).tolist() == expected
