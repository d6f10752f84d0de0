"""Scales and the few values written beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.charts.axes import build_scale, choose_magnitude, choose_years, write_ticks, write_unit


def write(values: list[float], unit: str = "", *, from_zero: bool = False) -> tuple[list[str], str]:
    scale = build_scale(values, 100, 0, from_zero=from_zero)
    magnitude = choose_magnitude(scale, unit)
    return [words for _, words in write_ticks(scale, magnitude)], write_unit(scale, magnitude)


@pytest.mark.parametrize(
    ("values", "unit", "ticks", "heading"),
    [
        ([0, 100], "%", ["0", "25", "50", "75", "100"], "%"),
        ([210_000, 228_000], "hab.", ["210\u202f000", "215\u202f000", "220\u202f000", "225\u202f000",
         "230\u202f000"], "hab., l’axe ne part pas de\u00a0zéro"),
        ([10, 90], "€", ["0", "25", "50", "75", "100"], "€"),  # near zero: from zero
        ([-5e6, 3e6], "€", ["\u22126", "\u22124", "\u22122", "0", "2", "4"], "M€"),
        ([2.5e9, 2.6e9], "€", ["2,500", "2,525", "2,550", "2,575", "2,600"],
         "Md€, l’axe ne part pas de\u00a0zéro"),
        ([1.5e6, 2.1e6], "hab.", ["1,4", "1,6", "1,8", "2,0", "2,2"],
         "millions (hab.), l’axe ne part pas de\u00a0zéro"),
        ([0.0, 0.01], "", ["0,0000", "0,0025", "0,0050", "0,0075", "0,0100"], ""),
    ],
)  # fmt: skip
def test_ticks_are_round_and_few(values: list[float], unit: str, ticks: list[str], heading: str) -> None:
    assert write(values, unit) == (ticks, heading)


def test_flat_series_has_room_on_both_sides() -> None:
    assert write([7.0])[0] == ["6,0", "6,5", "7,0", "7,5", "8,0"]
    assert write([0.0, 0.0])[0] == ["0,00", "0,25", "0,50", "0,75", "1,00"]


def test_bars_start_from_zero() -> None:
    assert write([80, 100], from_zero=True)[0][0] == "0"
    assert write([-100, -80], from_zero=True)[0][-1] == "0"


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=6))
def test_every_value_is_on_the_scale(values: list[float]) -> None:
    scale = build_scale(values, 100, 0)
    assert 2 <= len(scale.ticks) <= 7
    assert all(-1e-6 <= scale.place(value) <= 100 + 1e-6 for value in values)


def test_years_are_spaced_and_end_with_the_last_one() -> None:
    assert choose_years(2013, 2023, 6) == [2013, 2015, 2017, 2019, 2021, 2023]
    assert choose_years(2012, 2023, 20) == list(range(2012, 2024))
    assert choose_years(1968, 2021, 4) == [1981, 2001, 2021]
    assert choose_years(2020, 2020, 5) == [2020]
