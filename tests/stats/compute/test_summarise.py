from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence
from portal.stats.compute.summarise import QUANTILES, sort_figures, summarise
from tests.oracles.figures import rank_of, summary_of
from tests.stats.builders import A, build_vector


def test_ranks_from_the_highest_with_ties_sharing_the_best() -> None:
    figures = build_vector(10.0, 30.0, 20.0, 30.0, A.NOT_AVAILABLE, 5.0)
    found = summarise(sort_figures(figures), np.zeros(6, np.int32), 1)
    assert found.ranks.tolist() == [4, 1, 3, 1, 0, 5]
    assert found.tied.tolist() == [False, True, False, True, False, False]
    assert found.n.tolist() == [5]


def test_mean_and_quantiles_of_four_values() -> None:
    # Sorted: 10 20 30 100. Place of the quartile: 3 × 0.25 = 0.75 → 10 + 0.75 × 10 = 17.5.
    found = summarise(sort_figures(build_vector(100, 10, 30, 20)), np.zeros(4, np.int32), 1)
    assert found.stats[:, 0].tolist() == pytest.approx([40.0, 13.0, 17.5, 25.0, 47.5, 79.0])


def test_group_without_a_value_has_nothing() -> None:
    found = summarise(sort_figures(build_vector(A.SECRET, 1.0)), np.array([0, -1], np.int32), 2)
    assert found.n.tolist() == [0, 0]
    assert np.isnan(found.stats).all()
    assert found.ranks.tolist() == [0, 0]


numbers = st.one_of(st.integers(-3, 3).map(float), st.floats(-1e12, 1e12), st.just(A.SECRET))


@given(st.lists(st.tuples(st.integers(-1, 4), numbers), max_size=40))
def test_summaries_agree_with_the_oracle(rows: list[tuple[int, float | Absence]]) -> None:
    index = np.array([group for group, _ in rows], np.int32)
    found = summarise(sort_figures(build_vector(*(item for _, item in rows))), index, 5)
    for group in range(5):
        values = {
            str(place): float(item)
            for place, (of, item) in enumerate(rows)
            if of == group and not isinstance(item, Absence)
        }
        expected = summary_of(list(values.values()))
        assert found.n[group] == expected.pop("n")
        if values:
            assert found.stats[:, group].tolist() == pytest.approx(
                list(expected.values()), rel=1e-9, abs=1e-3
            )
            ordered = np.array(sorted(values.values()))
            assert np.array_equal(found.stats[1:, group], np.quantile(ordered, QUANTILES))
        for place in values:
            assert (found.ranks[int(place)], found.tied[int(place)]) == rank_of(place, values)
