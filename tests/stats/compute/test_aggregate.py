from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.aggregate import Block, aggregate_to_level
from tests.oracles.figures import sum_of, unanimous_of
from tests.stats.builders import A, build_vector, list_figures, show

items = st.one_of(st.integers(-50, 50).map(float), st.sampled_from([a for a in Absence if a]))


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((1.0, 2.0, 3.0), 6.0),
        ((1.0, A.SECRET, 3.0), A.SECRET),
        ((A.NOT_AVAILABLE, A.SECRET), A.SECRET),
        ((1.0, A.NOT_AVAILABLE), A.INCOMPLETE),
        ((1.0, A.NOT_APPLICABLE), 1.0),
        ((A.NOT_APPLICABLE, A.NOT_APPLICABLE), A.NOT_APPLICABLE),
        ((A.NOT_AVAILABLE, A.NOT_AVAILABLE), A.NOT_AVAILABLE),
        ((A.NOT_AVAILABLE, A.NOT_APPLICABLE), A.NOT_AVAILABLE),
        ((A.NOT_AVAILABLE, A.NOT_COMPARABLE), A.INCOMPLETE),
        ((0.0, 0.0), 0.0),
    ],
)
def test_sum_of_members(members: tuple[float | Absence, ...], expected: float | Absence) -> None:
    result = aggregate_to_level(build_vector(*members), np.zeros(len(members), np.int64), 1, "sum")
    assert list_figures(result) == [show(expected)]


def test_group_without_members_is_not_available() -> None:
    result = aggregate_to_level(build_vector(1.0), np.array([-1]), 1, "sum")
    assert list_figures(result) == [A.NOT_AVAILABLE.slug]


@pytest.mark.parametrize(
    ("members", "expected"),
    [((2.0, 2.0), 2.0), ((2.0, 3.0), A.NOT_SIGNIFICANT), ((2.0, A.NOT_AVAILABLE), A.INCOMPLETE)],
)
def test_unanimous_members(members: tuple[float | Absence, ...], expected: float | Absence) -> None:
    result = aggregate_to_level(build_vector(*members), np.zeros(len(members), np.int64), 1, "unanimous")
    assert list_figures(result) == [show(expected)]


def test_sum_is_marked_aggregated_and_as_firm_as_its_weakest_member() -> None:
    members = build_vector(1.0, 2.0, 5.0, status=[Status.REVISED, Status.PROVISIONAL, Status.NORMAL])
    result = aggregate_to_level(members, np.array([0, 0, 1]), 2, "sum")
    assert result.status.tolist() == [Status.PROVISIONAL, Status.NORMAL]
    assert result.origin.tolist() == [Origin.AGGREGATED, Origin.AGGREGATED]


@given(st.lists(st.tuples(st.integers(-1, 3), items), max_size=30), st.sampled_from(["sum", "unanimous"]))
def test_groups_agree_with_the_oracle(rows: list[tuple[int, float | Absence]], rule: str) -> None:
    vector = build_vector(*(item for _, item in rows))
    result = aggregate_to_level(vector, np.array([group for group, _ in rows], np.int64), 4, rule)
    for group, found in enumerate(list_figures(result)):
        members = [item for of, item in rows if of == group]
        expected = sum_of(members) if rule == "sum" else unanimous_of(members, A.NOT_SIGNIFICANT)
        assert found == show(expected)


@pytest.mark.parametrize(
    ("absences", "expected", "status"),
    [
        ([], 100.0, Status.NORMAL),
        ([A.NOT_AVAILABLE], 99.0, Status.ESTIMATED),  # one of 100: just tolerated
        ([A.NOT_AVAILABLE, A.NOT_AVAILABLE], A.INCOMPLETE, Status.NORMAL),
        ([A.NOT_COMPARABLE], 99.0, Status.ESTIMATED),
        ([A.NOT_APPLICABLE], 99.0, Status.NORMAL),  # nothing is missing
        ([A.NOT_APPLICABLE, A.NOT_AVAILABLE], 98.0, Status.ESTIMATED),
        ([A.SECRET], A.SECRET, Status.NORMAL),
        ([A.SECRET, A.NOT_AVAILABLE], A.SECRET, Status.NORMAL),
        ([A.NOT_AVAILABLE] * 100, A.NOT_AVAILABLE, Status.NORMAL),
    ],
)
def test_sum_that_tolerates_one_missing_member_of_a_hundred(
    absences: list[Absence], expected: float | Absence, status: Status
) -> None:
    members = build_vector(*absences, *[1.0] * (100 - len(absences)))
    result = aggregate_to_level(members, np.zeros(100, np.int64), 1, "sum", tolerated_pct=1)
    assert list_figures(result) == [show(expected)]
    assert result.status.tolist() == [status]


def test_tolerated_sum_is_no_firmer_than_its_members() -> None:
    members = build_vector(1.0, 2.0, A.NOT_AVAILABLE, status=[Status.PROVISIONAL, Status.NORMAL, 0])
    result = aggregate_to_level(members, np.zeros(3, np.int64), 1, "sum", tolerated_pct=50)
    assert result.status.tolist() == [Status.PROVISIONAL]


@given(st.lists(st.tuples(st.integers(0, 2), items), max_size=30), st.sampled_from([0.0, 10.0, 25.0, 50.0]))
def test_tolerant_sums_agree_with_the_oracle(
    rows: list[tuple[int, float | Absence]], tolerated_pct: float
) -> None:
    vector = build_vector(*(item for _, item in rows))
    groups = np.array([group for group, _ in rows], np.int64)
    result = aggregate_to_level(vector, groups, 3, "sum", tolerated_pct=tolerated_pct)
    strict = aggregate_to_level(vector, groups, 3, "sum")
    for group, found in enumerate(list_figures(result)):
        members = [item for of, item in rows if of == group]
        assert found == show(sum_of(members, tolerated_pct))
        is_partial = result.is_present[group] and not strict.is_present[group]
        assert (result.status[group] == Status.ESTIMATED) == is_partial


def test_split_communes_count_together_in_the_group_that_holds_them_all() -> None:
    communes = build_vector(10.0, A.NOT_COMPARABLE, A.NOT_COMPARABLE)
    block = Block((1, 2), build_vector(5.0))
    together = aggregate_to_level(communes, np.array([0, 0, 0]), 1, "sum", [block])
    apart = aggregate_to_level(communes, np.array([0, 0, 1]), 2, "sum", [block])
    assert list_figures(together) == [15.0]
    assert list_figures(apart) == [A.INCOMPLETE.slug, A.NOT_COMPARABLE.slug]
