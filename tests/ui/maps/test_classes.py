"""Classes of a map: equal numbers of territories, equal values together."""

from __future__ import annotations

import math
import random

import pytest

from portal.ui.maps.classes import Classes, ValueClass, cut_classes

NAN = math.nan


def test_fifteen_values_make_five_classes_of_three() -> None:
    found = cut_classes([float(value) for value in range(15, 0, -1)])
    assert [(one.least, one.most, one.count) for one in found.classes] == [
        (1, 3, 3), (4, 6, 3), (7, 9, 3), (10, 12, 3), (13, 15, 3),
    ]  # fmt: skip
    assert [one.step for one in found.classes] == [1, 3, 4, 6, 7]
    assert found.steps == (7, 7, 7, 6, 6, 6, 4, 4, 4, 3, 3, 3, 1, 1, 1)


def test_absent_values_are_in_no_class() -> None:
    found = cut_classes([NAN, 1.0, NAN, 2.0])
    assert found.steps == (0, 1, 0, 7)
    assert [one.count for one in found.classes] == [1, 1]


def test_nothing_known_makes_no_class() -> None:
    assert cut_classes([NAN, NAN]) == Classes((), (0, 0))
    assert cut_classes([]) == Classes((), ())


def test_same_value_everywhere_makes_one_class_of_the_middle() -> None:
    assert cut_classes([5.0] * 9) == Classes((ValueClass(4, 5.0, 5.0, 9),), (4,) * 9)


def test_equal_values_stay_together() -> None:
    """Eight zeros are more than a fifth of fifteen: a class of their own, then what is left in two."""
    found = cut_classes([0.0] * 8 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    assert [(one.least, one.most, one.count) for one in found.classes] == [(0, 0, 8), (1, 4, 4), (5, 7, 3)]
    last = cut_classes([1.0, 2.0, 3.0, 4.0, 5.0, 6.0] + [9.0] * 9)
    assert [(one.least, one.most, one.count) for one in last.classes] == [(1, 3, 3), (4, 6, 3), (9, 9, 9)]


@pytest.mark.parametrize(("count", "classes"), [(1, 1), (2, 2), (3, 1), (6, 2), (9, 3), (14, 4), (100, 5)])
def test_fewer_territories_make_fewer_classes(count: int, classes: int) -> None:
    assert len(cut_classes([float(value) for value in range(count)]).classes) == classes


@pytest.mark.parametrize("seed", range(5))
def test_every_value_is_within_its_class(seed: int) -> None:
    chance = random.Random(seed)
    values = [NAN if chance.random() < 0.1 else round(chance.expovariate(1), 1) for _ in range(200)]
    found = cut_classes(values)
    of_step = {one.step: one for one in found.classes}
    for value, step in zip(values, found.steps, strict=True):
        assert (step == 0) == math.isnan(value)
        if step:
            assert of_step[step].least <= value <= of_step[step].most
    counts = [one.count for one in found.classes]
    assert sum(counts) == sum(not math.isnan(value) for value in values)
    ends = [end for one in found.classes for end in (one.least, one.most)]
    assert ends == sorted(ends)
