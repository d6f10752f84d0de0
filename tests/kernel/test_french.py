"""French typography, code point by code point (standards.md, section 6.2)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from portal.kernel import french


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1234, 0, "1\u202f234"),
        (1234567.89, 2, "1\u202f234\u202f567,89"),
        (-1234.5, 1, "\u22121\u202f234,5"),
        (12.0, 1, "12,0"),
        (0.04, 1, "<\u00a00,1"),
        (-0.04, 1, ">\u00a0\u22120,1"),
        (0.4, 0, "<\u00a01"),
        (0.05, 1, "0,1"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (1.005, 2, "1,01"),
        (0.0, 1, "0,0"),
        (-0.0, 1, "0,0"),
        (1e15, 0, "1\u202f000\u202f000\u202f000\u202f000\u202f000"),
    ],
)
def test_number_is_written(value: float, decimals: int, expected: str) -> None:
    assert french.format_number(value, decimals) == expected


def test_number_with_sign_says_plus() -> None:
    assert french.format_number(3.24, 1, sign=True) == "+3,2"
    assert french.format_number(-3.24, 1, sign=True) == "\u22123,2"
    assert french.format_number(0, 1, sign=True) == "0,0"


def test_number_of_numpy_is_written_like_any_other() -> None:
    assert french.format_number(np.float64(1234.5), 1) == "1\u202f234,5"


def test_number_of_any_size_is_written() -> None:
    assert french.format_number(1e300).replace("\u202f", "").startswith("1000")
    assert french.format_number(1e-300, 1) == "<\u00a00,1"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_refuses_what_is_none(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        french.format_number(value)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        (12.5, "%", 1, "12,5\u00a0%"),
        (99.4, "hab./km²", 0, "99\u00a0hab./km²"),
        (1, "ans", 0, "1\u00a0an"),
        (54.3, "ans", 1, "54,3\u00a0ans"),
        (12, "", 0, "12"),
    ],
)
def test_unit_never_leaves_its_number(value: float, unit: str, decimals: int, expected: str) -> None:
    assert french.format_with_unit(value, unit, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (999_400, "999\u202f400"),
        (999_960_000, "1\u00a0milliard"),
        (999_999, "1\u00a0million"),
        (1_000_000, "1\u00a0million"),
        (1_940_000, "1,9\u00a0million"),
        (2_000_000, "2\u00a0millions"),
        (-12_540_000, "\u221212,5\u00a0millions"),
        (67_000_000_000, "67\u00a0milliards"),
    ],
)
def test_large_number_in_words_is_singular_below_two(value: float, expected: str) -> None:
    assert french.format_large(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (950, "950\u00a0€"),
        (12_345, "12\u202f345\u00a0€"),
        (1_240_000, "1,2\u00a0M€"),
        (3_400_000_000, "3,4\u00a0Md€"),
        (-1_240_000, "\u22121,2\u00a0M€"),
    ],
)
def test_euros_adapt_to_their_size(value: float, expected: str) -> None:
    assert french.format_euros(value) == expected


def test_euros_stay_euros_when_asked() -> None:
    assert french.format_euros(1_240_000, adaptive=False) == "1\u202f240\u202f000\u00a0€"


def test_plural_starts_at_two() -> None:
    assert [french.plural(count, "commune") for count in (0, 1, 1.9, 2, -1.5, -2)] == [
        "commune", "commune", "commune", "communes", "commune", "communes",
    ]  # fmt: skip
    assert french.plural(3, "cheval", "chevaux") == "chevaux"
    assert french.format_count(1253, "intercommunalité") == "1\u202f253\u00a0intercommunalités"
    assert french.format_count(0, "commune") == "0\u00a0commune"


def test_ordinal_is_written_with_its_gender() -> None:
    assert french.format_ordinal(1) == "1er"
    assert french.format_ordinal(1, feminine=True) == "1re"
    assert french.format_ordinal(1204) == "1\u202f204e"


def test_date_and_period_are_in_words() -> None:
    assert french.format_date(date(2019, 1, 1)) == "1er janvier 2019"
    assert french.format_date(date(2026, 8, 12)) == "12 août 2026"
    assert french.format_period(2019, 2023) == "2019-2023"
    assert french.format_period(2019, 2019) == "2019"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Combien ?", "Combien\u202f?"),
        ("Oui ; non !", "Oui\u202f; non\u202f!"),
        ("Source : Insee", "Source\u00a0: Insee"),
        ("« Le Havre »", "«\u00a0Le Havre\u00a0»"),
        ("«Le Havre»", "«\u00a0Le Havre\u00a0»"),
        ("l'Ain", "l\u2019Ain"),
        ("l'« eau »", "l\u2019«\u00a0eau\u00a0»"),
        ("12 % de 3 500 hab.", "12\u00a0% de 3\u202f500\u00a0hab."),
        ("n° 12", "n°\u00a012"),
        ("à 12:30, https://exemple.fr/?a=1;b", "à 12:30, https://exemple.fr/?a=1;b"),
        ("au 1er janvier 2025", "au 1er janvier 2025"),
        ("de 2019 à 2023", "de 2019 à 2023"),
        ("...", "…"),
    ],
)
def test_typeset_sets_spaces_and_apostrophes_once(typed: str, expected: str) -> None:
    assert french.typeset(typed) == expected
    assert french.typeset(expected) == expected


def test_words_are_joined_with_the_last_apart() -> None:
    assert french.join_words([]) == ""
    assert french.join_words(["Rennes"]) == "Rennes"
    assert french.join_words(["Rennes", "Brest", "Vannes"]) == "Rennes, Brest et Vannes"
    assert french.join_words(["2018", "2019"], "ou") == "2018 ou 2019"
