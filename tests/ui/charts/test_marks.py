from __future__ import annotations

import re

import numpy as np
import pytest

from portal.ui.charts.marks import draw_distribution, draw_sparks, draw_spot


def test_distribution_is_drawn_to_scale() -> None:
    strip, low, scale = draw_distribution(0.0, 25.0, 50.0, 75.0, 100.0)
    # 12 % of room on both sides: from −12 to 112 over 184 units, the first 8 being the edge.
    assert (low, scale) == (-12.0, pytest.approx(184 / 124))
    numbers = [int(found) for found in re.findall(r"[MH](\d+) ", strip.replace("H", " H").replace('"', " "))]
    assert numbers == [26, 174, 63, 137, 100]


def test_distribution_of_equal_values_has_a_middle() -> None:
    _, low, scale = draw_distribution(5.0, 5.0, 5.0, 5.0, 5.0)
    assert (5.0 - low) * scale == pytest.approx(92)  # half of 184


@pytest.mark.parametrize("quantile", [float("nan"), float("inf")])
def test_distribution_without_numbers_is_not_drawn(quantile: float) -> None:
    assert draw_distribution(quantile, 1.0, 2.0, 3.0, 4.0) == ("", 0.0, 0.0)


@pytest.mark.parametrize(
    ("place", "drawn"),
    [(-0.1, "M2 12"), (0.0, 'cx="8"'), (92.0, 'cx="100"'), (184.0, 'cx="192"'), (184.1, "M198 12")],
)
def test_value_is_a_dot_or_an_arrow_at_the_edge(place: float, drawn: str) -> None:
    assert drawn in draw_spot(place)


def draw(values: list[float], years: list[int], gaps: list[bool] | None = None) -> str:
    [spark] = draw_sparks(
        np.array(values),
        np.array(years),
        np.array([0]),
        np.array(gaps or [False] * len(values)),
    )
    return spark


def test_line_has_its_years_to_scale() -> None:
    assert '<path d="M10 50L120 10L230 30"/>' in draw([0.0, 10.0, 5.0], [2010, 2015, 2020])


def test_line_is_broken_after_a_gap() -> None:
    assert 'd="M10 50L120 30M230 10"' in draw([0.0, 5.0, 10.0], [2010, 2015, 2020], [False, False, True])


def test_flat_line_lies_in_the_middle() -> None:
    assert 'd="M10 30L230 30"' in draw([3.0, 3.0], [2010, 2020])


def test_lines_of_several_rows_have_each_their_own_scale() -> None:
    sparks = draw_sparks(
        np.array([0.0, 1.0, 1000.0, 0.0]),
        np.array([2010, 2020, 2010, 2012]),
        np.array([0, 2]),
        np.zeros(4, bool),
    )
    assert 'd="M10 50L230 10"' in sparks[0]
    assert 'd="M10 10L230 50"' in sparks[1]
