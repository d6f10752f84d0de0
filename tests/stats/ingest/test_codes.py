"""Codes of territories: one spelling, or a refusal with the line."""

from __future__ import annotations

import polars as pl
import pytest

from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import Table


def _normalise(cell: str, level: str = "commune", lookups: dict[str, str] | None = None) -> str:
    table = Table(
        "communes.csv",
        pl.DataFrame({"code": pl.Series([cell], dtype=pl.String)}),
        pl.Series("line", [7], dtype=pl.Int64),
    )
    code: str = normalise_codes(table, "code", level, lookups or {})[0]
    return code


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("01001", "01001"),
        ("1001", "01001"),
        (" 01001\u00a0", "01001"),
        ("2A004", "2A004"),
        ("2a004", "2A004"),
        ("97101", "97101"),
        ("75101", "75101"),
        ("13055", "13055"),
    ],
)
def test_commune_code_has_one_spelling(cell: str, code: str) -> None:
    assert _normalise(cell) == code


@pytest.mark.parametrize(
    "cell", ["", "1001.0", "01 001", "2C001", "20A04", "010011", "Total", "1E+04", "٠١٠٠١"]
)
def test_commune_code_of_another_shape_is_refused(cell: str) -> None:
    with pytest.raises(ReadError, match=r"communes.csv, line 7, column “code”: Expected an INSEE code"):
        _normalise(cell)


def test_siren_is_read_with_its_spaces() -> None:
    assert _normalise("200 000 172", "epci") == "200000172"


@pytest.mark.parametrize("cell", ["2.00E+08", "200000173", "20000017", "2000001720", "200000172.0"])
def test_siren_of_another_shape_or_key_is_refused(cell: str) -> None:
    with pytest.raises(ReadError, match="SIREN"):
        _normalise(cell, "epci")


@pytest.mark.parametrize(
    ("cell", "code"), [("1", "01"), ("2A", "2A"), ("2b", "2B"), ("976", "976"), ("75", "75")]
)
def test_departement_code_has_one_spelling(cell: str, code: str) -> None:
    assert _normalise(cell, "departement") == code


@pytest.mark.parametrize("cell", ["20", "96", "00", "999", "69D"])
def test_departement_that_does_not_exist_is_refused(cell: str) -> None:
    with pytest.raises(ReadError, match="département"):
        _normalise(cell, "departement")


def test_known_odd_code_is_looked_up() -> None:
    assert _normalise("9777", lookups={"9777": "97701"}) == "97701"
