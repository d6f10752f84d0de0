"""Distances between territories, by hand and against a slow re-implementation."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from portal.stats.compute.resemblance import Resemblance, Scale, Window, build_resemblance, standardise
from tests.oracles import resemblance as oracle

NAN = math.nan
EVERYBODY = Window(1e9, 10_000)


def _build(*columns: tuple[list[float], Scale], pools: list[int] | None = None) -> Resemblance:
    size = len(columns[0][0])
    return build_resemblance(
        [np.array(values) for values, _ in columns],
        [scale for _, scale in columns],
        size=0,
        pool_of=np.array(pools or [0] * size),
    )


def test_scale_is_the_median_and_the_interquartile_range() -> None:
    """Quartiles of 1, 2, 3, 4, 5 are 2 and 4: one spread is 2 / 1.349."""
    scaled = standardise(np.array([1.0, 2.0, 3.0, 4.0, 5.0, NAN]), "none")
    assert scaled[:5] == pytest.approx([-1.349, -0.6745, 0, 0.6745, 1.349])
    assert math.isnan(scaled[5])


def test_scale_of_ratios_knows_nothing_of_zero() -> None:
    scaled = standardise(np.array([0.0, 1.0, 10.0, 100.0, -5.0]), "log")
    assert np.isnan(scaled).tolist() == [True, False, False, False, True]
    assert scaled[2] - scaled[1] == pytest.approx(scaled[3] - scaled[2])


def test_scale_of_values_mostly_the_same_is_their_deviation() -> None:
    """Of 0, 0, 0, 0, 5 the range is 0 and the standard deviation 2."""
    assert standardise(np.array([0.0, 0.0, 0.0, 0.0, 5.0]), "none").tolist() == [0, 0, 0, 0, 2.5]
    assert standardise(np.array([3.0, 3.0]), "none").tolist() == [0, 0]


def test_distance_is_weighted_by_hand() -> None:
    """Gaps of 0 on the size (weight 1) and of 2 spreads on the other one (weight 3): √(3·2² / 4) = √3."""
    spread = 2 / 1.349
    rates = [3.0, 3 + 2 * spread, 1.0, 2.0, 4.0, 5.0, 3.0]
    built = _build(([50.0] * 7, Scale("log", 1)), (rates, Scale("none", 3)))
    assert standardise(np.array(rates), "none")[0] == 0.0
    scale = (np.quantile(rates, 0.75) - np.quantile(rates, 0.25)) / 1.349
    found = {near.position: near for near in built.list_nearest(0, limit=9, window=EVERYBODY, farthest=99)}
    assert found[1].gaps == pytest.approx((0, 2 * spread / scale))
    assert found[1].distance == pytest.approx(math.sqrt(3) / 2 * 2 * spread / scale)
    assert found[6].distance == 0.0


def test_category_is_the_same_or_not() -> None:
    built = _build(([5.0, 5.0, 5.0], Scale("log", 1)), ([11, 20, 11], Scale("category", 3)))
    found = built.list_nearest(0, limit=2, window=EVERYBODY, farthest=9)
    assert [(near.position, near.distance) for near in found] == [(2, 0.0), (1, pytest.approx(3**0.5 / 2))]


def test_equals_come_by_position_and_the_far_ones_do_not() -> None:
    built = _build(([10.0, 10, 10, 10, 20], Scale("log", 1)), ([1.0, 1, 1, 1, 50], Scale("none", 1)))
    found = built.list_nearest(2, limit=3, window=EVERYBODY, farthest=0.5)
    assert [near.position for near in found] == [0, 1, 3]


def test_only_those_of_its_pool_and_size_are_compared() -> None:
    sizes = [100.0, 200.0, 201.0, 50.0, 49.0, 100.0, NAN, 0.0]
    built = _build((sizes, Scale("log", 1)), pools=[0, 0, 0, 0, 0, 1, 0, 0])
    window = Window(2, 100)
    found = built.list_nearest(0, limit=9, window=window, farthest=99)
    assert sorted(near.position for near in found) == [1, 3]
    assert built.count_within(0, window) == 2
    assert not built.has(6)
    assert not built.has(7)
    assert built.find_nearest_in_size(2) == 1
    assert built.find_nearest_in_size(5) is None


def test_window_keeps_the_nearest_in_rank() -> None:
    built = _build(([float(size) for size in range(100, 120)], Scale("log", 1)))
    found = built.list_nearest(10, limit=20, window=Window(2, 4), farthest=99)
    assert sorted(near.position for near in found) == [8, 9, 11, 12]


def test_unknown_criterion_is_left_out_of_every_distance() -> None:
    """Position 0 has no rate: sizes alone count. Of 1, the rate is known: those without are not compared."""
    built = _build(([10.0, 10, 10], Scale("log", 1)), ([NAN, 4.0, 9.0], Scale("none", 1)))
    assert [near.distance for near in built.list_nearest(0, limit=3, window=EVERYBODY, farthest=9)] == [0, 0]
    assert [near.position for near in built.list_nearest(1, limit=3, window=EVERYBODY, farthest=9)] == [2]
    assert built.find_known(0) == (0,)
    assert built.get_known_share(0) == 0.5
    assert built.count_within(1, EVERYBODY) == 1


@pytest.mark.parametrize("seed", range(6))
def test_search_agrees_with_all_pairs(seed: int) -> None:
    chance = random.Random(seed)
    count = 900
    sizes = [chance.choice([0.0, round(chance.lognormvariate(6, 1.5))]) or None for _ in range(count)]
    rates = [None if chance.random() < 0.1 else round(chance.gauss(12, 4), 1) for _ in range(count)]
    shares = [None if chance.random() < 0.05 else chance.betavariate(0.5, 3) * 100 for _ in range(count)]
    zones = [None if chance.random() < 0.02 else float(chance.choice([11, 20, 30])) for _ in range(count)]
    pools = [chance.randrange(2) for _ in range(count)]
    criteria = {
        "size": ("log", 4.0),
        "rate": ("none", 1.5),
        "share": ("none", 1.0),
        "zone": ("category", 1.0),
    }
    values = {"size": sizes, "rate": rates, "share": shares, "zone": zones}
    built = build_resemblance(
        [np.array([NAN if one is None else one for one in values[name]], float) for name in criteria],
        [Scale(transform, weight) for transform, weight in criteria.values()],  # type: ignore[arg-type]
        size=0,
        pool_of=np.array(pools),
    )
    for own in range(0, count, 60):
        if not built.has(own):
            continue
        found = built.list_nearest(own, limit=8, window=Window(2, 10_000), farthest=0.9)
        slow = oracle.list_nearest(values, criteria, pools, own, size="size", times=2)
        expected = [(distance, other) for distance, other in slow[:8] if distance <= 0.9]
        assert [near.position for near in found] == [other for _, other in expected]
        assert [near.distance for near in found] == pytest.approx([distance for distance, _ in expected])
