"""Classes of a map: equal numbers of territories, equal values together."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from portal.ui.maps.classes import Method, ValueClass, apply_classes, cut_classes
from portal.ui.maps.jenks import EXACT_AT_MOST, find_natural_ends
from tests.oracles.breaks import find_least_scatter, measure_scatter

NAN = math.nan


def test_fifteen_values_make_five_classes_of_three() -> None:
    found = cut_classes([float(value) for value in range(15, 0, -1)])
    assert [(one.least, one.most, one.count) for one in found.classes] == [
        (1, 3, 3), (4, 6, 3), (7, 9, 3), (10, 12, 3), (13, 15, 3),
    ]  # fmt: skip
    assert [one.step for one in found.classes] == [1, 3, 4, 6, 7]
    assert found.steps.tolist() == [7, 7, 7, 6, 6, 6, 4, 4, 4, 3, 3, 3, 1, 1, 1]


def test_absent_values_are_in_no_class() -> None:
    found = cut_classes([NAN, 1.0, NAN, 2.0])
    assert found.steps.tolist() == [0, 1, 0, 7]
    assert [one.count for one in found.classes] == [1, 1]


def test_nothing_known_makes_no_class() -> None:
    found = cut_classes([NAN, NAN])
    assert (found.classes, found.steps.tolist()) == ((), [0, 0])
    assert not cut_classes([]).classes


def test_same_value_everywhere_makes_one_class_of_the_middle() -> None:
    found = cut_classes([5.0] * 9)
    assert (found.classes, found.steps.tolist()) == ((ValueClass(4, 5.0, 5.0, 9),), [4] * 9)


def test_equal_values_stay_together() -> None:
    """Eight zeros are more than a fifth of fifteen: a class of their own, then what is left in two."""
    found = cut_classes([0.0] * 8 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    assert [(one.least, one.most, one.count) for one in found.classes] == [(0, 0, 8), (1, 4, 4), (5, 7, 3)]
    last = cut_classes([1.0, 2.0, 3.0, 4.0, 5.0, 6.0] + [9.0] * 9)
    assert [(one.least, one.most, one.count) for one in last.classes] == [(1, 3, 3), (4, 6, 3), (9, 9, 9)]


@pytest.mark.parametrize(("count", "classes"), [(1, 1), (2, 2), (3, 1), (6, 2), (9, 3), (14, 4), (100, 5)])
def test_fewer_territories_make_fewer_classes(count: int, classes: int) -> None:
    assert len(cut_classes([float(value) for value in range(count)]).classes) == classes


@pytest.mark.parametrize("method", ["quantiles", "naturelles", "egales"])
@pytest.mark.parametrize("seed", range(5))
def test_every_value_is_within_its_class(seed: int, method: Method) -> None:
    chance = random.Random(seed)
    values = [NAN if chance.random() < 0.1 else round(chance.expovariate(1), 1) for _ in range(200)]
    found = cut_classes(values, 6, method)
    of_step = {one.step: one for one in found.classes}
    for value, step in zip(values, found.steps, strict=True):
        assert (step == 0) == math.isnan(value)
        if step:
            assert of_step[step].least <= value <= of_step[step].most
    counts = [one.count for one in found.classes]
    assert sum(counts) == sum(not math.isnan(value) for value in values)
    ends = [end for one in found.classes for end in (one.least, one.most)]
    assert ends == sorted(ends)


def bounds_of(values: list[float], at_most: int, method: Method) -> list[tuple[float, float, int]]:
    return [(one.least, one.most, one.count) for one in cut_classes(values, at_most, method).classes]


def test_equal_intervals_of_a_hundred_in_four() -> None:
    """25 is on the bound of the first two intervals: it is in the second. Nobody is between 50 and 75."""
    values = [0.0, 10.0, 25.0, 40.0, 80.0, 100.0]
    assert bounds_of(values, 4, "egales") == [(0, 10, 2), (25, 40, 2), (80, 100, 2)]
    assert bounds_of([7.0, 7.0], 4, "egales") == [(7, 7, 2)]


def test_natural_breaks_follow_the_gaps() -> None:
    values = [1.0, 2.0, 2.0, 30.0, 31.0, 99.0]
    assert bounds_of(values, 3, "naturelles") == [(1, 2, 3), (30, 31, 2), (99, 99, 1)]
    assert bounds_of([4.0, 9.0], 5, "naturelles") == [(4, 4, 1), (9, 9, 1)]


@pytest.mark.parametrize("seed", range(12))
def test_natural_breaks_are_the_best_of_all(seed: int) -> None:
    chance = random.Random(seed)
    values = sorted(float(round(chance.expovariate(0.05))) for _ in range(chance.randint(1, 14)))
    classes = chance.randint(1, 5)
    ends = find_natural_ends(np.array(values), classes)
    begins = [0, *ends[:-1]]
    found = sum(measure_scatter(values[begin:end]) for begin, end in zip(begins, ends, strict=True))
    assert ends[-1] == len(values)
    assert found == pytest.approx(find_least_scatter(values, classes), abs=1e-6)


def test_natural_breaks_of_many_values_are_as_good_within_a_thousandth() -> None:
    """Three heaps far apart, of more distinct values than are looked at one by one."""
    chance = np.random.default_rng(3)
    heaps = [np.sort(chance.normal(middle, 1, 2000)) for middle in (0, 100, 250)]
    values = np.concatenate(heaps)
    assert len(np.unique(values)) > EXACT_AT_MOST
    assert find_natural_ends(values, 3) == [2000, 4000, 6000]


def test_values_of_both_signs_are_cut_on_each_side_of_zero() -> None:
    """Six below zero and nine above, in five classes: two below, three above."""
    values = [-6.0, -5.0, -4.0, -3.0, -2.0, -1.0, *(float(one) for one in range(9))]
    found = cut_classes(values)
    assert [(one.step, one.least, one.most, one.count) for one in found.classes] == [
        (-6, -6, -4, 3), (-3, -3, -1, 3), (2, 0, 2, 3), (4, 3, 5, 3), (6, 6, 8, 3),
    ]  # fmt: skip
    assert found.is_diverging
    assert found.steps.tolist()[:4] == [-6, -6, -6, -3]


def test_zeros_between_both_signs_have_the_palest_step() -> None:
    found = cut_classes([-2.0] * 4 + [0.0] * 9 + [1.0, 2.0, 3.0, 4.0])
    assert [(one.step, one.least, one.most) for one in found.classes] == [
        (-4, -2, -2), (1, 0, 0), (4, 1, 4),
    ]  # fmt: skip


def test_values_below_zero_alone_are_the_stronger_the_lower() -> None:
    found = cut_classes([-float(value) for value in range(1, 16)])
    assert [one.step for one in found.classes] == [-7, -6, -4, -3, -1]
    assert not found.is_diverging


@pytest.mark.parametrize("method", ["quantiles", "naturelles", "egales"])
@pytest.mark.parametrize("at_most", [3, 4, 5, 6, 7])
@pytest.mark.parametrize("below", [1, 20, 40, 59])
def test_signed_values_have_no_more_classes_than_asked(method: Method, at_most: int, below: int) -> None:
    values = [float(place - below) or 0.5 for place in range(60)]
    found = cut_classes(values, at_most, method)
    assert 2 <= len(found.classes) <= at_most
    steps = [one.step for one in found.classes]
    assert steps == sorted(steps)
    assert len(set(steps)) == len(steps)


def test_another_year_is_coloured_with_the_same_bounds() -> None:
    """Classes 1–3, 4–6, 7–9: 3.5 is still in the first; 0 and 12 are beyond the ends."""
    classes = cut_classes([float(value) for value in range(1, 10)])
    assert [one.least for one in classes.classes] == [1, 4, 7]
    found = apply_classes(classes, [3.5, 4.0, 0.0, 12.0, NAN])
    assert found.tolist() == [1, 4, 1, 7, 0]
    assert apply_classes(cut_classes([]), [1.0]).tolist() == [0]
