"""Bins with round bounds, and the drawing of how many values are in each."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.charts.bins import FEWEST, MOST, Bins, cut_bins, word_bin
from portal.ui.charts.histogram import (
    Spot,
    build_histogram_twin,
    describe_histogram,
    draw_histogram,
    find_quartiles,
)
from tests.oracles.spreads import count_between
from tests.ui.charts.test_small import check_svg

NAN = float("nan")


def cut(values: list[float], decimals: int = 0) -> Bins:
    return cut_bins(np.array(values), decimals)


def tell(bins: Bins, unit: str = "") -> list[tuple[str, int]]:
    return [(word_bin(bins, rank, unit), one.count) for rank, one in enumerate(bins.bins)]


def test_nothing_known_has_no_bin() -> None:
    assert cut([]) == Bins((), 0.0, 0)
    assert cut([NAN, math.inf]).bins == ()
    assert find_quartiles(np.array([NAN])) is None


def test_one_value_or_equal_ones_have_one_bin() -> None:
    assert tell(cut([12.0]), "€") == [("12\u00a0€", 1)]
    assert tell(cut([3.5, 3.5, NAN], 1)) == [("3,5", 2)]


def test_few_whole_values_have_a_bin_each() -> None:
    assert tell(cut([0, 0, 3, 1, 1, 1])) == [("0", 2), ("1", 3), ("2", 0), ("3", 1)]


def test_last_bin_holds_its_upper_bound() -> None:
    # Quartiles 24.75 and 74.25: twice 49.5 over the cube root of 100 is 21; ten makes ten bins, twenty five.
    bins = cut([float(rank) for rank in range(99)] + [100.0])
    assert tell(bins, "%")[0] == ("de 0 à moins de 10\u00a0%", 10)
    assert tell(bins, "%")[-1] == ("de 90 à 100\u00a0%", 10)


def test_negative_values_and_zero_as_a_bound() -> None:
    # Quartiles −0.625 and 0.55: twice 1.175 over the cube root of 8 is 1.175; a half makes eight bins.
    bins = cut([-2.0, -1.0, -0.5, 0.0, 0.2, 0.4, 1.0, 2.0], 1)
    assert [(one.low, one.count) for one in bins.bins] == [
        (-2.0, 1), (-1.5, 0), (-1.0, 1), (-0.5, 1), (0.0, 3), (0.5, 0), (1.0, 1), (1.5, 1),
    ]  # fmt: skip
    assert word_bin(bins, 0, "%") == "de \u22122,0 à moins de \u22121,5\u00a0%"


def test_two_members_far_apart() -> None:
    bins = cut([1.0, 1e9])
    assert (bins.total, bins.bins[0].count, bins.bins[-1].count) == (2, 1, 1)
    assert FEWEST <= len(bins.bins) <= MOST


def test_long_tail_is_gathered_in_words() -> None:
    values = [float(rank % 1000) for rank in range(5000)] + [1e6, 2e6, 3e6]
    bins = cut(values)
    assert bins.bins[-1].is_gathered
    assert math.isinf(bins.bins[-1].high)
    assert word_bin(bins, len(bins.bins) - 1, "hab.") == "1\u202f000\u00a0hab. et plus"
    assert bins.bins[-1].count == 3
    low = cut([-value for value in values])
    assert (word_bin(low, 0), low.bins[0].count) == ("moins de \u22121\u202f000", 3)


def test_bound_is_not_moved_by_the_last_digit_of_a_float() -> None:
    values = [0.1 * rank for rank in range(1, 11)]  # 0.1 × 3 is 0.30000000000000004
    assert [one.count for one in cut(values, 1).bins] == [1] * 10


@given(
    st.lists(st.floats(-1e7, 1e7, width=32), min_size=1, max_size=200),
    st.integers(0, 2),
)
def test_every_value_is_in_one_bin(values: list[float], decimals: int) -> None:
    bins = cut(values, decimals)
    assert bins.total == len(values)
    assert len(bins.bins) <= MOST + 2
    for one, after in pairwise(bins.bins):
        assert one.high == after.low
    for value in values:
        one = bins.bins[bins.find(value)]
        slack = bins.step * 1e-6
        assert one.low - slack <= value <= one.high + slack


def test_counts_are_those_of_a_slow_count() -> None:
    rng = np.random.default_rng(5)
    values = rng.gamma(2.0, 300.0, 4000).round(1)
    bins = cut_bins(values, 1)
    assert FEWEST <= len(bins.bins) <= MOST
    for rank, one in enumerate(bins.bins):
        expected = count_between(values.tolist(), one.low, one.high, closed=rank == len(bins.bins) - 1)
        assert one.count == expected, word_bin(bins, rank)


def draw(values: list[float], here: float | None = None, decimals: int = 0) -> str:
    known = np.array(values)
    spot = None if here is None else Spot("Saint-Malo <&", here)
    return draw_histogram(
        cut_bins(known, decimals),
        title="Dette",
        members="communes",
        quartiles=find_quartiles(known),
        unit="€/hab.",
        here=spot,
    )


def test_drawing_names_quartiles_and_the_territory_of_the_reader() -> None:
    markup = draw([float(rank) for rank in range(100)], 42.0)
    root = check_svg(markup)
    texts = [text.text for text in root.findall("text")]
    assert {"1er quartile", "médiane", "3e quartile", "nombre de communes", "€/hab."} <= set(texts)
    assert {"25\u00a0€/hab.", "50\u00a0€/hab.", "74\u00a0€/hab."} <= set(texts)
    assert "Saint-Malo <&\u00a0: 42\u00a0€/hab." in texts
    assert "0" in texts  # heights and values begin there
    assert markup.count('class="oc-bar oc-bar--main"') == 1
    assert root.findtext("title") == "Dette"


def test_as_few_nodes_for_many_values() -> None:
    rng = np.random.default_rng(3)
    values = rng.lognormal(6, 1.4, 35_000).round().tolist()
    markup = draw(values, values[0])
    assert markup.count("<") < 80
    assert len(markup) < 5_000
    assert 'class="oc-bar oc-bar--reference"' in markup
    assert "et plus →" in markup


def test_equal_quartiles_share_one_mark() -> None:
    markup = draw([0.0] * 90 + [float(rank) for rank in range(1, 11)])
    assert ">1er quartile, médiane et 3e quartile</text>" in markup
    assert markup.count('class="oc-chart__zero"') == 1


@pytest.mark.parametrize("values", [[], [5.0], [5.0, 5.0, 5.0]])
def test_nothing_is_drawn_under_two_bins(values: list[float]) -> None:
    assert draw(values) == ""


def test_territory_in_a_gathered_bin_stands_in_its_middle() -> None:
    values = [float(rank % 1000) for rank in range(5000)] + [1e6]
    found = re.search(r'class="oc-strip__value" d="M([\d.]+) ', draw(values, 1e6))
    assert found is not None
    assert 420 < float(found[1]) < 440


def test_description_without_quartiles_says_none() -> None:
    bins = cut([1.0, 2.0, 2.0, 3.0])
    told = describe_histogram(bins, "communes", None)
    assert told == "4 communes. Valeurs les plus courantes\u00a0: 2 (2 communes)."
    assert "Médiane\u00a0: 2" in describe_histogram(bins, "communes", (1.5, 2.0, 2.5))


def test_twin_has_counts_and_shares() -> None:
    twin = build_histogram_twin(cut([0, 0, 1, 3]), caption="c", heading="Tranche", members="communes")
    assert twin.headers == (("Communes", "nombre"), ("Part", "%"))
    assert [(label, cells[0].text, cells[1].text) for label, cells in twin.rows] == [
        ("0", "2", "50,0\u00a0%"),
        ("1", "1", "25,0\u00a0%"),
        ("2", "0", "0,0\u00a0%"),
        ("3", "1", "25,0\u00a0%"),
    ]
