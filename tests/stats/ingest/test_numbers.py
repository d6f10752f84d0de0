"""The grammar of numbers: what it reads, and what it leaves to be refused."""

from __future__ import annotations

import polars as pl
import pytest

from portal.stats.descriptors.readers import CsvReader
from portal.stats.ingest.numbers import parse_numbers


def _parse(cell: str, decimal: str = ".", thousands: str = "none") -> float | None:
    reader = CsvReader.model_validate({"kind": "csv", "decimal": decimal, "thousands": thousands})
    values, is_number = parse_numbers(pl.Series("n", [cell], dtype=pl.String), reader)
    assert (values[0] is not None) == is_number[0]
    return values[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0.0),
        ("12", 12.0),
        (" 12 ", 12.0),
        ("\u00a012", 12.0),
        ("-5", -5.0),
        ("\u22125", -5.0),
        (".1106", 0.1106),
        ("11.50", 11.5),
        ("1234567", 1234567.0),
    ],
)
def test_number_written_with_a_point_is_read(cell: str, value: float) -> None:
    assert _parse(cell) == value


def test_minus_zero_is_zero() -> None:
    assert str(_parse("-0")) == "0.0"


@pytest.mark.parametrize(
    ("cell", "decimal", "thousands", "value"),
    [
        ("1 234,5", ",", "space", 1234.5),
        ("1\u00a0234,5", ",", "space", 1234.5),
        ("1\u202f234\u202f567", ",", "space", 1234567.0),
        ("1'234.5", ".", "apostrophe", 1234.5),
        ("1\u2019234", ".", "apostrophe", 1234.0),
        ("1,234", ".", "comma", 1234.0),
        ("1.234,5", ",", "point", 1234.5),
        ("1234", ",", "space", 1234.0),
    ],
)
def test_declared_marks_are_read(cell: str, decimal: str, thousands: str, value: float) -> None:
    assert _parse(cell, decimal, thousands) == value


@pytest.mark.parametrize(
    "cell",
    [
        "", "NaN", "nan", "inf", "-inf", "Infinity", "1e999", "1.00e-05", "1_000", "١٢٣", "१२", "²", "½",
        "1,234", "1 234", "--1", "+1", "1.", "1.2.3", "0x10", "12%", "12 €", "1" * 19, "１２", "1\n2", "<5",
    ],
)  # fmt: skip
def test_anything_else_is_not_a_number(cell: str) -> None:
    assert _parse(cell) is None


@pytest.mark.parametrize("cell", ["1 23", "12 34", "1 2345", "1  234", " ,5 4"])
def test_wrong_grouping_is_not_a_number(cell: str) -> None:
    assert _parse(cell, ",", "space") is None
