"""The short form of a row says the same thing as the sentence, and costs next to nothing."""

from __future__ import annotations

import pytest

from portal.ui.sentences import Measure, word_beside, word_gap, word_wide_gap

NBSP, NARROW = "\u00a0", "\u202f"
EUROS = Measure("money", "€", 0)
PER_HEAD = Measure("money", "€/hab.", 0)
SHARE = Measure("share", "%", 1, "points")
COUNT = Measure("count", "", 0)
YEARS = Measure("time", "ans", 1)
INDEX = Measure("index", "", 1)
DENSITY = Measure("density", "hab./km²", 1)


@pytest.mark.parametrize(
    ("value", "reference", "measure", "gap"),
    [
        (1200, 1000, EUROS, f"environ 20{NBSP}% de plus"),
        (800, 1000, EUROS, f"environ 20{NBSP}% de moins"),
        (750, 1000, EUROS, "environ un quart de moins"),
        (670, 1000, EUROS, "environ un tiers de moins"),
        (1500, 1000, EUROS, "environ une fois et demie"),
        (1850, 1000, EUROS, "près du double"),
        (2000, 1000, EUROS, "environ le double"),
        (2150, 1000, EUROS, "un peu plus du double"),
        (3000, 1000, EUROS, "environ le triple"),
        (4000, 1000, EUROS, "environ 4 fois plus"),
        (250, 1000, EUROS, "environ 4 fois moins"),
        (500, 1000, EUROS, "environ la moitié"),
        (10000, 1000, EUROS, "bien plus"),
        (50, 1000, EUROS, "bien moins"),
        (1010, 1000, EUROS, "comparable"),
        (1000, 1000, EUROS, "comparable"),
        (1030, 1000, EUROS, "un peu plus"),
        (970, 1000, EUROS, "un peu moins"),
        (12.4, 9.2, SHARE, f"3,2{NBSP}points de plus"),
        (9.2, 10.2, SHARE, f"1{NBSP}point de moins"),
        (57.0, 56.0, YEARS, f"1{NBSP}an de plus"),
        (3.4, 2.9, INDEX, "0,5 de plus"),
        (4582.06, 4098.9, DENSITY, f"environ 10{NBSP}% de plus"),
    ],
)
def test_gap_of_a_row(value: float, reference: float, measure: Measure, gap: str) -> None:
    assert word_gap(value, reference, measure) == gap


@pytest.mark.parametrize(
    ("value", "reference", "measure", "gap"),
    [
        # Zero has no ratio.
        (0, 320, EUROS, "bien moins"),
        (320, 0, EUROS, "plus"),
        (0, 0, EUROS, "comparable"),
        (0.3, 0.2, EUROS, "comparable"),  # both shown « < 1 € »
        # A deficit, a negative saving: their difference in euros.
        (-5, 10, PER_HEAD, f"15{NBSP}€/hab. de moins"),
        (10, -5, PER_HEAD, f"15{NBSP}€/hab. de plus"),
        (-20, -10, PER_HEAD, f"10{NBSP}€/hab. de moins"),
        (-10, -20, PER_HEAD, f"10{NBSP}€/hab. de plus"),
        (-0.4, 500, PER_HEAD, "moins"),  # shown « > −1 »: no ratio either
        # Two or three elected people are no percentage.
        (2, 3, COUNT, "moins"),
        (9, 12, COUNT, "moins"),
        (10, 12, COUNT, f"environ 15{NBSP}% de moins"),
        (1, 320, COUNT, "bien moins"),
        (4, 3, PER_HEAD, "plus"),
        (5, 6, PER_HEAD, f"environ 15{NBSP}% de moins"),
        # Shares that differ by little.
        (12.41, 12.44, SHARE, "comparable"),  # both shown 12,4
        (85.3, 85.0, SHARE, "comparable"),  # 0,3 point of 85
        (85.5, 85.0, SHARE, f"0,5{NBSP}point de plus"),
        (0.5, 0.4, SHARE, f"0,1{NBSP}point de plus"),
    ],
)  # fmt: skip
def test_gap_where_a_ratio_would_lie(value: float, reference: float, measure: Measure, gap: str) -> None:
    assert word_gap(value, reference, measure) == gap


def test_gap_is_empty_when_nothing_is_honest() -> None:
    assert word_gap(5, None, EUROS) == ""
    assert word_gap(3, 1, Measure("code", "", 0)) == ""


@pytest.mark.parametrize(
    ("value", "reference", "gap"),
    [
        # Half-up on the shortest writing of the number: 2.25 is shown 2,3 and 2.35 is shown 2,4.
        (2.25, 2.0, f"0,3{NBSP}point de plus"),
        (2.35, 2.0, f"0,4{NBSP}point de plus"),
        (1.005, 0.0, f"1{NBSP}point de plus"),
        (-2.25, 0.0, f"2,3{NBSP}points de moins"),
    ],
)
def test_gap_is_that_of_the_values_as_they_are_shown(value: float, reference: float, gap: str) -> None:
    assert word_gap(value, reference, SHARE) == gap


def test_not_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number that can be written"):
        word_gap(float("nan"), 3.0, SHARE)


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [
        (1200, 1000, f"environ 20{NBSP}% de plus que"),
        (2000, 1000, "environ le double de"),
        (2500, 1000, "environ 2,5 fois"),
        (1000, 1000, "comparable à"),
        (0, 1000, "contre"),
        (1000, 0, "au-dessus de"),
    ],
)
def test_words_before_an_amount(value: float, reference: float, words: str) -> None:
    assert word_beside(value, reference, EUROS) == words


def test_wide_gap_gives_the_multiple_that_is_far():
    inhabitants = Measure("count", "hab.", 0)
    # 230 890 / 1 425 is 162.03; 20 307 / 1 425 is 14.25; 1 425 / 97 is 14.7.
    assert word_wide_gap(230_890, 1425, inhabitants) == "environ 160 fois plus"
    assert word_wide_gap(20_307, 1425, inhabitants) == "environ 14 fois plus"
    assert word_wide_gap(97, 1425, inhabitants) == "environ 15 fois moins"
    assert word_wide_gap(1500, 1425, inhabitants) == word_gap(1500, 1425, inhabitants)
    assert word_wide_gap(1500, None, inhabitants) == ""
