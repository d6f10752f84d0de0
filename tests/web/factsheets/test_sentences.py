"""Every class of the phrase table, at its bounds; what must never be said."""

from __future__ import annotations

import pytest

from portal.web.factsheets.sentences import Measure, write_comparison

NBSP, NARROW = "\u00a0", "\u202f"
EUROS = Measure("money", "€", 0)
SHARE = Measure("share", "%", 1, "points")
YEARS = Measure("time", "ans", 1)


def compare(value: float, reference: float | None, measure: Measure = EUROS, size: int = 30) -> str:
    """The sentence without its end, which the first test checks."""
    return write_comparison(value, reference, "du groupe", measure, size=size).partition(" la médiane")[0]


def test_sentence_names_the_median_its_group_and_its_value():
    sentence = write_comparison(1200, 1000, "des communes du département", EUROS, size=30)
    assert sentence == (
        f"environ 20{NBSP}% de plus que la médiane des communes du département (1{NARROW}000{NBSP}€)"
    )


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1250, "bien au-dessus de"),
        (10.0, "bien au-dessus de"),
        (9.4, "environ 9 fois"),
        (7.4, "environ 7 fois"),
        (2.4, "environ 2,5 fois"),
        (2.2, "environ 2 fois"),
        (2.19, "environ le double de"),
        (1.90, "environ le double de"),
        (1.89, "près du double de"),
        (1.80, "près du double de"),
        (1.79, f"environ 80{NBSP}% de plus que"),
        (1.55, f"environ 55{NBSP}% de plus que"),
        (1.54, "environ une fois et demie"),
        (1.45, "environ une fois et demie"),
        (1.44, f"environ 45{NBSP}% de plus que"),
        (1.08, f"environ 10{NBSP}% de plus que"),
        (1.07, "un peu plus que"),
        (1.02, "un peu plus que"),
        (1.019, "comparable à"),
        (0.98, "comparable à"),
        (0.979, "un peu moins que"),
        (0.92, "un peu moins que"),
        (0.91, f"environ 10{NBSP}% de moins que"),
        (0.55, f"environ 45{NBSP}% de moins que"),
        (0.54, "environ la moitié de"),
        (0.45, "environ la moitié de"),
        (0.44, f"environ 55{NBSP}% de moins que"),
        (0.36, "environ un tiers de"),
        (0.30, "environ un tiers de"),
        (0.29, f"environ 70{NBSP}% de moins que"),
        (0.27, "environ un quart de"),
        (0.22, "environ un quart de"),
        (0.20, "environ 5 fois moins que"),
        (0.11, "environ 9 fois moins que"),
        (0.10, "bien au-dessous de"),
        (0.01, "bien au-dessous de"),
        (0.0, "bien au-dessous de"),
    ],
)
def test_amounts_are_told_by_a_ratio(ratio: float, words: str):
    assert compare(10000 * ratio, 10000) == words


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [
        (12.4, 9.2, f"3,2{NBSP}points de plus que"),
        (9.2, 12.4, f"3,2{NBSP}points de moins que"),
        (10.2, 9.2, f"1,0{NBSP}point de plus que"),  # singular below two
        (9.24, 9.16, "comparable à"),  # both shown 9,2
        (0.0, 4.0, f"4,0{NBSP}points de moins que"),
    ],
)
def test_shares_are_told_by_points(value: float, reference: float, words: str):
    assert compare(value, reference, SHARE) == words


def test_gap_is_that_of_the_numbers_shown():
    """9.44 and 3.16 are shown 9,4 and 3,2: the gap said is 6,2, not 6,3."""
    assert compare(9.44, 3.16, SHARE) == f"6,2{NBSP}points de plus que"


def test_ages_are_told_by_years():
    assert compare(58.4, 56.0, YEARS) == f"2,4{NBSP}ans de plus que"
    assert compare(57.0, 56.0, YEARS) == f"1,0{NBSP}an de plus que"


def test_negative_amounts_have_no_ratio():
    assert compare(-5, 10) == f"15{NBSP}€ de moins que"
    assert compare(5, -10) == f"15{NBSP}€ de plus que"


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [
        (1, 320, "bien au-dessous de"),
        (0, 66, "bien au-dessous de"),
        (1, 2, "au-dessous de"),
        (9, 7, "au-dessus de"),
        (2, 1, "au-dessus de"),
        (7, 7, "comparable à"),
        (12, 10, f"environ 20{NBSP}% de plus que"),
    ],
)
def test_small_counts_are_told_plainly(value: float, reference: float, words: str):
    assert compare(value, reference, Measure("count", "", 0)) == words


def test_nothing_is_compared_with_a_median_of_zero():
    assert compare(5, 0) == ""
    assert compare(0.0, 0.0, SHARE) == ""
    assert compare(3.2, 0.04, SHARE) == ""  # shown 0,0 %


def test_nothing_is_said_without_an_honest_reference():
    assert compare(5, None) == ""
    assert compare(5, 4, size=4) == ""
    assert compare(1, 2, Measure("code", "", 0)) == ""
