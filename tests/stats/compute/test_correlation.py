"""Spearman's correlation of ranks, against a slow one and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stats.compute.correlation import compute_spearman
from tests.oracles.spreads import spearman_of


def compute(pairs: list[tuple[float, float]]) -> float | None:
    both = np.array(pairs, float).reshape(-1, 2)
    return compute_spearman(both[:, 0], both[:, 1])


def test_by_hand() -> None:
    assert compute([(1, 10), (2, 200), (3, 201)]) == pytest.approx(1.0)
    assert compute([(1, 9), (2, 4), (3, -7)]) == pytest.approx(-1.0)
    # Ranks 1 2 3 4 and 2 1 4 3: gaps of ranks 1 each, 1 − 6 × 4 / (4 × 15) = 0.6.
    assert compute([(10, 5), (20, 1), (30, 9), (40, 7)]) == pytest.approx(0.6)


def test_nothing_varies_or_too_few() -> None:
    assert compute([]) is None
    assert compute([(1, 2)]) is None
    assert compute([(1, 2), (1, 3)]) is None


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=30))
def test_as_the_slow_one(pairs: list[tuple[int, int]]) -> None:
    found = compute([(float(one), float(other)) for one, other in pairs])
    if len({one for one, _ in pairs}) > 1 and len({other for _, other in pairs}) > 1:
        assert found == pytest.approx(spearman_of(pairs))
    else:
        assert found is None
