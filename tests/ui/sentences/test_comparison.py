"""Every class of the phrase table, at its bounds; what must never be said."""

from __future__ import annotations

import pytest

from portal.ui.sentences import Measure, write_comparison

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
        (9.99, "environ 10 fois"),
        (9.5, "environ 10 fois"),
        (9.49, "environ 9 fois"),
        (5.5, "environ 6 fois"),
        (5.49, "environ 5 fois"),
        (4.75, "environ 5 fois"),
        (4.74, "environ 4,5 fois"),
        (3.25, "environ 3,5 fois"),
        (3.24, "environ le triple de"),
        (2.75, "environ le triple de"),
        (2.74, "environ 2,5 fois"),
        (2.25, "environ 2,5 fois"),
        (2.24, "un peu plus du double de"),
        (2.10, "un peu plus du double de"),
        (2.09, "environ le double de"),
        (1.95, "environ le double de"),
        (1.94, "près du double de"),
        (1.80, "près du double de"),
        (1.79, f"environ 80{NBSP}% de plus que"),
        (1.55, f"environ 55{NBSP}% de plus que"),
        (1.54, "environ une fois et demie"),
        (1.45, "environ une fois et demie"),
        (1.44, f"environ 45{NBSP}% de plus que"),
        (1.344, "environ un tiers de plus que"),
        (1.315, "environ un tiers de plus que"),
        (1.31, f"environ 30{NBSP}% de plus que"),
        (1.274, "environ un quart de plus que"),
        (1.225, "environ un quart de plus que"),
        (1.224, f"environ 20{NBSP}% de plus que"),
        (1.08, f"environ 10{NBSP}% de plus que"),
        (1.079, "un peu plus que"),
        (1.02, "un peu plus que"),
        (1.019, "comparable à"),
        (0.98, "comparable à"),
        (0.979, "un peu moins que"),
        (0.92, "un peu moins que"),
        (0.919, f"environ 10{NBSP}% de moins que"),
        (0.775, f"environ 20{NBSP}% de moins que"),
        (0.774, "environ un quart de moins que"),
        (0.725, "environ un quart de moins que"),
        (0.724, f"environ 30{NBSP}% de moins que"),
        (0.684, "environ un tiers de moins que"),
        (0.656, "environ un tiers de moins que"),
        (0.654, f"environ 35{NBSP}% de moins que"),
        (0.55, f"environ 45{NBSP}% de moins que"),
        (0.549, "environ la moitié de"),
        (0.45, "environ la moitié de"),
        (0.449, f"environ 55{NBSP}% de moins que"),
        (0.35, f"environ 65{NBSP}% de moins que"),
        (0.349, "environ 3 fois moins que"),
        (0.29, "environ 3 fois moins que"),
        (0.28, "environ 4 fois moins que"),
        (0.20, "environ 5 fois moins que"),
        (0.11, "environ 9 fois moins que"),
        (0.101, "environ 10 fois moins que"),
        (0.10, "bien au-dessous de"),
        (0.01, "bien au-dessous de"),
    ],
)
def test_amounts_are_told_by_a_ratio(ratio: float, words: str):
    assert compare(10000 * ratio, 10000) == words


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [
        (12.4, 9.2, f"3,2{NBSP}points de plus que"),
        (9.2, 12.4, f"3,2{NBSP}points de moins que"),
        (10.2, 9.2, f"1{NBSP}point de plus que"),  # singular below two
        (9.24, 9.16, "comparable à"),  # both shown 9,2
        (0.0, 4.0, f"4{NBSP}points de moins que"),
    ],
)
def test_shares_are_told_by_points(value: float, reference: float, words: str):
    assert compare(value, reference, SHARE) == words


def test_gap_is_that_of_the_numbers_shown():
    """9.44 and 3.16 are shown 9,4 and 3,2: the gap said is 6,2, not 6,3."""
    assert compare(9.44, 3.16, SHARE) == f"6,2{NBSP}points de plus que"


def test_ages_are_told_by_years():
    assert compare(58.4, 56.0, YEARS) == f"2,4{NBSP}ans de plus que"
    assert compare(57.0, 56.0, YEARS) == f"1{NBSP}an de plus que"


def test_negative_amounts_have_no_ratio():
    assert compare(-5, 10) == f"15{NBSP}€ de moins que"
    assert compare(5, -10) == f"15{NBSP}€ de plus que"


@pytest.mark.parametrize(
    ("value", "reference", "words"),
    [
        (1, 320, "bien au-dessous de"),
        (1, 2, "au-dessous de"),
        (9, 7, "au-dessus de"),
        (2, 1, "au-dessus de"),
        (7, 7, "comparable à"),
        (12, 10, f"environ 20{NBSP}% de plus que"),
    ],
)
def test_small_counts_are_told_plainly(value: float, reference: float, words: str):
    assert compare(value, reference, Measure("count", "", 0)) == words


def test_zero_has_no_ratio():
    """A figure of zero is told beside the other one; a median of zero is told as such."""
    assert write_comparison(0, 320, "du groupe", EUROS, size=30) == (
        f"contre 320{NBSP}€ pour la médiane du groupe"
    )
    assert write_comparison(5, 0, "du groupe", EUROS, size=30) == (
        f"au-dessus de la médiane du groupe (0{NBSP}€)"
    )
    assert compare(0.4, 3000) == f"contre 3{NARROW}000{NBSP}€ pour"  # shown « < 1 € »
    assert compare(0.0, 0.0) == "comparable à"
    assert compare(3.2, 0.04, SHARE) == f"3,2{NBSP}points de plus que"  # shown « < 0,1 % »


def test_nothing_is_said_without_an_honest_reference():
    assert compare(5, None) == ""
    assert compare(5, 4, size=4) == ""
    assert compare(1, 2, Measure("code", "", 0)) == ""
