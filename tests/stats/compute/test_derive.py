from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.derive import (
    compute_annual_change,
    compute_difference,
    compute_holding,
    compute_ratio,
    compute_sum,
)
from portal.stats.compute.vectors import combine_absences, tidy
from tests.stats.builders import A, build_vector, list_figures


def test_ratio_scaled() -> None:
    found = compute_ratio(build_vector(30.0, 0.0, 5.0), build_vector(60.0, 4.0, 0.0), 100)
    assert list_figures(found) == [50.0, 0.0, "not_applicable"]  # x / 0 makes no sense, 0 / x is 0


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (A.SECRET, A.NOT_AVAILABLE, "secret"),
        (A.NOT_APPLICABLE, A.SECRET, "secret"),
        (A.INCOMPLETE, A.NOT_COMPARABLE, "incomplete"),
        (A.NOT_AVAILABLE, 1.0, "not_available"),
        (A.NOT_APPLICABLE, A.NOT_AVAILABLE, "not_available"),
        (A.SECRET, 0.0, "secret"),  # division by zero does not lift a secret
    ],
)
def test_ratio_tells_the_heaviest_absence(first: Absence, second: float | Absence, told: str) -> None:
    assert list_figures(compute_ratio(build_vector(first), build_vector(second), 1)) == [told]


def test_ratio_to_a_negative_or_zero_denominator_may_mean_nothing() -> None:
    debt, saving = (
        build_vector(30.0, 30.0, 30.0, A.SECRET, 5.0),
        build_vector(10.0, -2.0, 0.0, -2.0, A.SECRET),
    )
    found = compute_ratio(debt, saving, 1, positive=True)
    assert list_figures(found) == [3.0, "not_significant", "not_significant", "secret", "secret"]
    assert list_figures(compute_ratio(debt, saving, 1))[1:3] == [-15.0, "not_applicable"]


def test_difference_and_sum() -> None:
    one, other = build_vector(5.0, 1.0), build_vector(7.0, A.NOT_AVAILABLE)
    assert list_figures(compute_difference(one, other)) == [-2.0, "not_available"]
    assert list_figures(compute_sum([one, other, one])) == [17.0, "not_available"]


def test_annual_change_over_five_years() -> None:
    # 100 → 110.408… in five years is 2 % a year; from 0, or through 0, there is no rate.
    end, start = build_vector(110.4080803, 5.0, -5.0, 0.0), build_vector(100.0, 0.0, 5.0, 5.0)
    found = list_figures(compute_annual_change(end, start, 5))
    assert found[0] == pytest.approx(2.0)
    assert found[1:] == ["not_applicable", "not_applicable", -100.0]


def test_annual_change_of_a_figure_repeated_as_an_estimate_is_not_significant() -> None:
    # Same as before and estimated: repeated, whether the first one was measured or not.
    end = build_vector(5.0, 5.0, 5.0, 0.0, 6.0, status=[Status.ESTIMATED] * 5)
    start = build_vector(5.0, 5.0, 4.0, 0.0, 6.0, status=[Status.ESTIMATED, 0, 0, 0, Status.REVISED])
    found = list_figures(compute_annual_change(end, start, 1))
    assert found == ["not_significant", "not_significant", 25.0, "not_applicable", "not_significant"]
    measured = compute_annual_change(build_vector(5.0), build_vector(5.0, status=[Status.ESTIMATED]), 5)
    assert list_figures(measured) == [0.0]  # a new measure that finds the same number is a result


def test_holding_is_the_weight_or_nothing() -> None:
    category, weight = build_vector(1.0, 2.0, 3.0, A.NOT_SIGNIFICANT), build_vector(10, 20, 30, 40)
    assert list_figures(compute_holding(category, [1.0, 3.0], weight)) == [10.0, 0.0, 30.0, "not_significant"]


def test_computed_figure_is_aggregated_and_as_firm_as_its_weakest_operand() -> None:
    one = build_vector(1.0, 1.0, status=[Status.ESTIMATED, 0], origin=[0, Origin.APPORTIONED])
    found = compute_ratio(one, build_vector(2.0, 2.0, status=[Status.REVISED, 0]), 1)
    assert found.status.tolist() == [Status.ESTIMATED, Status.NORMAL]
    assert found.origin.tolist() == [Origin.AGGREGATED, Origin.APPORTIONED]


def test_equal_amounts_computed_differently_stay_equal() -> None:
    rates = compute_sum([build_vector(21.99, 20.0), build_vector(13.64, 15.63)])
    assert rates.values[0] == rates.values[1] == 35.63


def test_equal_shares_of_noisy_counts_stay_equal() -> None:
    """4 out of 6, 8 out of 12 and 12 out of 18, as the source writes its weighted counts."""
    part = build_vector(3.87179487179, 7.74358974359, 11.6153846154)
    total = build_vector(5.80769230769, 11.6153846154, 17.4230769231)
    assert compute_ratio(part, total, 100.0).values.tolist() == [66.6666667] * 3


def test_overflow_is_refused() -> None:
    with pytest.raises(FloatingPointError, match="infinite"), pytest.warns(RuntimeWarning):
        compute_sum([build_vector(1.7e308), build_vector(1.7e308)])


@given(st.lists(st.integers(-(10**12) + 1, 10**12 - 1).map(float)))
def test_tidying_leaves_whole_numbers_alone(values: list[float]) -> None:
    assert tidy(build_vector(*values).values).tolist() == values


@given(st.lists(st.sampled_from(list(Absence)), min_size=1, max_size=4))
def test_combined_absence_is_none_only_when_all_are_there(absences: list[Absence]) -> None:
    found = int(combine_absences([build_vector(*[a or 1.0]).absence for a in absences])[0])
    assert (found == Absence.NONE) == (not any(absences))
    assert found in absences
    if Absence.SECRET in absences:
        assert found == Absence.SECRET
