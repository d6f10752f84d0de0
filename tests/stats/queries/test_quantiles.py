"""Quantiles of many columns at once against numpy's, column by column."""

from __future__ import annotations

import numpy as np
import pytest

from portal.stats.compute.summarise import QUANTILES
from portal.stats.queries.peers import compute_quantiles


@pytest.mark.parametrize("members", [1, 2, 3, 11, 20])
def test_quantiles_are_those_of_numpy(members: int) -> None:
    values = np.random.default_rng(members).normal(size=(members, 60)) * 1e6
    values[np.random.default_rng(7).random(values.shape) < 0.3] = np.nan
    values[0] = np.where(np.isfinite(values).any(axis=0), values[0], 5.0)  # numpy warns of empty columns
    found = compute_quantiles(values, np.isfinite(values).sum(axis=0))
    np.testing.assert_allclose(found, np.nanquantile(values, QUANTILES, axis=0), rtol=1e-12)


def test_quantiles_of_nothing_are_unknown() -> None:
    assert np.isnan(compute_quantiles(np.full((3, 2), np.nan), np.zeros(2, np.int64))).all()


def test_quantiles_worked_out_by_hand() -> None:
    """Of 1, 2, 3 and 4: the median is 2,5, the first quartile three quarters of the way from 1 to 2."""
    found = compute_quantiles(np.array([[4.0], [2.0], [1.0], [3.0]]), np.array([4]))
    assert found[QUANTILES.index(0.5), 0] == 2.5
    assert found[QUANTILES.index(0.25), 0] == 1.75
