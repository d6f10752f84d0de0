"""Evolutions, trends and absences in words, at every bound."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence, Status
from portal.ui.sentences import (
    Measure,
    word_status,
    write_absence,
    write_evolution,
    write_since,
    write_trend,
)

NBSP, NARROW = "\u00a0", "\u202f"
EUROS = Measure("money", "€", 0)
SHARE = Measure("share", "%", 1, "points")
PEOPLE = Measure("count", "hab.", 0)
YEARS = Measure("time", "ans", 1)


def evolve(first: float, last: float, measure: Measure = EUROS) -> str:
    return write_evolution(first, last, measure, since=2017, until=2023)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1000, 1042, f"en hausse de 4,2{NBSP}% depuis 2017"),
        (1000, 958, f"en baisse de 4,2{NBSP}% depuis 2017"),
        (1000, 1094, f"en hausse de 9,4{NBSP}% depuis 2017"),
        (10000, 10995, f"en hausse de 10{NBSP}% depuis 2017"),  # 9,95 % is shown 10
        (1000, 1345, f"en hausse de 35{NBSP}% depuis 2017"),  # half-up
        (1000, 380, f"en baisse de 62{NBSP}% depuis 2017"),
        (1000, 1000, "stable depuis 2017"),
        (1000, 1000.4, "stable depuis 2017"),  # both shown 1 000 €
        (1000000, 1000300, "stable depuis 2017"),  # 0,03 %
        (1000, 1840, f"en hausse de 84{NBSP}% depuis 2017"),
        (1000, 1850, "a presque doublé depuis 2017"),
        (1000, 1950, "a doublé depuis 2017"),
        (1000, 2040, "a doublé depuis 2017"),
        (1000, 2050, "a plus que doublé depuis 2017"),
        (1000, 2950, "a triplé depuis 2017"),
        (1000, 3050, f"passe de 1{NARROW}000{NBSP}€ en 2017 à 3{NARROW}050{NBSP}€ en 2023"),
        # No percentage of nothing, nor across zero.
        (0, 120, f"passe de 0{NBSP}€ en 2017 à 120{NBSP}€ en 2023"),
        (120, 0, f"passe de 120{NBSP}€ en 2017 à 0{NBSP}€ en 2023"),
        (-12, 30, f"passe de −12{NBSP}€ en 2017 à 30{NBSP}€ en 2023"),
        (-12, -30, f"passe de −12{NBSP}€ en 2017 à −30{NBSP}€ en 2023"),
    ],
)  # fmt: skip
def test_evolution_of_an_amount(first: float, last: float, words: str) -> None:
    assert evolve(first, last) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (12.4, 9.2, f"en baisse de 3,2{NBSP}points depuis 2017"),
        (9.2, 10.2, f"en hausse de 1{NBSP}point depuis 2017"),
        (9.24, 9.16, "stable depuis 2017"),
        (0.0, 4.0, f"en hausse de 4{NBSP}points depuis 2017"),
        (-0.5, 0.5, f"en hausse de 1{NBSP}point depuis 2017"),
    ],
)
def test_evolution_of_a_share_is_in_points(first: float, last: float, words: str) -> None:
    assert evolve(first, last, SHARE) == words


def test_evolution_of_small_counts_says_both() -> None:
    assert evolve(59, 58, PEOPLE) == f"passe de 59{NBSP}hab. en 2017 à 58{NBSP}hab. en 2023"
    assert evolve(100, 90, PEOPLE) == f"passe de 100{NBSP}hab. en 2017 à 90{NBSP}hab. en 2023"
    assert evolve(200, 180, PEOPLE) == f"en baisse de 10{NBSP}% depuis 2017"
    assert evolve(10.0, 12.0, YEARS) == f"en hausse de 2{NBSP}ans depuis 2017"


def test_nothing_is_told_across_a_break_nor_of_one_year_nor_of_categories() -> None:
    assert write_evolution(10, 20, EUROS, since=2017, until=2023, has_break=True) == ""
    assert write_evolution(10, 20, EUROS, since=2023, until=2023) == ""
    assert write_evolution(1, 2, Measure("code", "", 0), since=2017, until=2023) == ""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (1000, 1042, f"soit 4,2{NBSP}% de plus qu’en 2013"),
        (1000, 874, f"soit 13{NBSP}% de moins qu’en 2013"),
        (227830, 227830, "autant qu’en 2013"),
        (227830, 227831, "presque autant qu’en 2013"),
        (15, 12, "contre 15 en 2013"),
        (99, 140, "contre 99 en 2013"),
        (140, 99, "contre 140 en 2013"),
        (100, 120, f"soit 20{NBSP}% de plus qu’en 2013"),
        (1000, 1849, f"soit 85{NBSP}% de plus qu’en 2013"),
        (1000, 1850, f"contre 1{NARROW}000 en 2013"),
        (12, 0, "contre 12 en 2013"),
        (0, 12, "contre 0 en 2013"),
        (0, 0, ""),
    ],
)
def test_people_since(first: float, last: float, words: str) -> None:
    assert write_since(first, last, 2013, PEOPLE) == words


def test_since_is_for_counts_only() -> None:
    assert write_since(10, 20, 2013, SHARE) == ""
    assert write_since(-10, 20, 2013, EUROS) == ""


@pytest.mark.parametrize(
    ("kind", "slope", "slope_pct", "measure", "words"),
    [
        ("rising", 12.0, 1.24, EUROS, f"tendance à la hausse depuis 2012, d’environ 1,2{NBSP}% par an"),
        ("falling", -12.0, -1.25, EUROS, f"tendance à la baisse depuis 2012, d’environ 1,3{NBSP}% par an"),
        ("rising", 12.0, None, EUROS, "tendance à la hausse depuis 2012"),
        ("rising", 0.34, 3.0, SHARE, f"tendance à la hausse depuis 2012, d’environ 0,3{NBSP}point par an"),
        ("falling", -0.04, -3.0, SHARE, "tendance à la baisse depuis 2012"),
        ("stable", 0.0, 0.0, EUROS, "stable depuis 2012"),
        ("unclear", 3.0, 1.0, EUROS, "sans tendance nette depuis 2012"),
        ("unknown", 3.0, 1.0, EUROS, ""),
        ("rising", 3.0, 1.0, Measure("code", "", 0), ""),
    ],
)
def test_trend_is_told_in_words(
    kind: str, slope: float, slope_pct: float | None, measure: Measure, words: str
) -> None:
    assert write_trend(kind, since=2012, slope=slope, slope_pct=slope_pct, measure=measure) == words


@pytest.mark.parametrize(
    ("absence", "year", "of", "words"),
    [
        (Absence.SECRET, 2021, "", "donnée couverte par le secret statistique en 2021"),
        (Absence.NOT_AVAILABLE, None, "", "donnée non disponible"),
        (Absence.NOT_APPLICABLE, 2023, "", "donnée sans objet pour ce territoire en 2023"),
        (Absence.SECRET, 2021, "Rennes", "donnée couverte par le secret statistique en 2021 pour Rennes"),
    ],
)
def test_absence_says_why(absence: Absence, year: int | None, of: str, words: str) -> None:
    assert write_absence(absence, year=year, of=of) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NORMAL, ""),
        (Status.PROVISIONAL, " (chiffre provisoire)"),
        (Status.ESTIMATED, " (chiffre estimé)"),
        (Status.REVISED, " (chiffre révisé)"),
        (Status.BREAK, ""),
    ],
)
def test_status_is_said_after_the_year(status: Status, words: str) -> None:
    assert word_status(status) == words
