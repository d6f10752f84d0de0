"""Parquet and workbooks: typed values written as text, memory that does not grow with the file."""

from __future__ import annotations

import io
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from portal.stats.ingest.batches import read_batches, read_table
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.typed_cells import Flaw, write_date, write_number
from portal.stats.ingest.xlsx_parts import is_date_format
from tests.stats.ingest.files import build_spec
from tests.stats.ingest.workbooks import READERS, WRITERS

CODES = ["01001", "01002", "01004"]


def _read_parquet(values: Any, dtype: Any = None) -> list[str]:
    frame = pl.DataFrame({"code": CODES, "pop": pl.Series(values, dtype=dtype, strict=False)})
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    table = read_table(buffer.getvalue(), build_spec(reader=READERS["parquet"]), file="main")
    assert table.frame["code"].to_list() == CODES
    return table.frame["pop"].to_list()


@pytest.mark.parametrize(
    ("values", "dtype", "texts"),
    [
        ([860, -1, None], pl.Int32, ["860", "-1", ""]),
        ([860.0, 0.1 + 0.2, 1e-5], pl.Float64, ["860", "0.30000000000000004", "0.00001"]),
        ([Decimal("12.50"), None, Decimal("0.05")], pl.Decimal(10, 2), ["12.5", "", "0.05"]),
        ([True, False, None], pl.Boolean, ["true", "false", ""]),
        ([date(2024, 1, 31), None, date(1999, 12, 1)], pl.Date, ["2024-01-31", "", "1999-12-01"]),
        (
            [datetime(2024, 1, 31), datetime(2024, 1, 31, 12, 30), None],
            pl.Datetime,
            ["2024-01-31", "2024-01-31T12:30:00", ""],
        ),
        (["a", "", None], pl.Categorical, ["a", "", ""]),
        ([None, None, None], pl.Null, ["", "", ""]),
    ],
)
def test_parquet_values_are_written_as_those_of_workbooks(values: Any, dtype: Any, texts: list[str]) -> None:
    assert _read_parquet(values, dtype) == texts


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([1.0, float("nan"), 2.0], "line 2, column “pop”: nan is no number"),
        ([1.0, 2.0, float("inf")], "line 3, column “pop”: inf is no number"),
        ([[1], [2], [3]], "column “pop”: values of the type List"),
        ([{"a": 1}] * 3, "column “pop”: values of the type Struct"),
        ([b"a", b"b", b"c"], "column “pop”: values of the type Binary"),
    ],
)
def test_parquet_values_that_are_no_cells_are_refused(values: Any, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        _read_parquet(values)


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "m/d/yy h:mm", "[$-40C]d mmmm yyyy", "[h]:mm:ss", "mm:ss.0"])
def test_format_of_a_date_is_known(code: str) -> None:
    assert is_date_format(code)


@pytest.mark.parametrize(
    "code", ["General", "0.00", '0" jours"', "[Red]# ##0", '#,##0.00\\ "€"', "0%", "@", "_-* 0"]
)
def test_format_of_a_number_is_no_date(code: str) -> None:
    assert not is_date_format(code)


def test_serial_of_a_day_is_that_day() -> None:
    """As Excel shows them: 61 is 1 March 1900, 45 292 is 1 January 2024."""
    assert write_date("61", from_1904=False) == "1900-03-01"
    assert write_date("45292", from_1904=False) == "2024-01-01"
    assert write_date("0", from_1904=True) == "1904-01-01"
    assert isinstance(write_date("59", from_1904=False), Flaw)


def test_number_too_long_for_a_spreadsheet_is_a_flaw() -> None:
    """A SIRET has 14 digits and is whole; of 16 digits the last is lost."""
    assert write_number("21970101700018") == "21970101700018"
    assert isinstance(write_number("1234567890123456"), Flaw)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "json", "geojson"])
def test_memory_does_not_grow_with_the_file(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the rows, the same peak: what is kept is a chunk and a batch."""
    monkeypatch.setattr("portal.stats.ingest.tables.BATCH_ROWS", 500)
    monkeypatch.setattr("portal.stats.ingest.text._CHUNK", 1 << 14)
    monkeypatch.setattr("portal.stats.ingest.xml_stream._CHUNK", 1 << 14)

    def measure_peak(count: int) -> int:
        rows = [["code", "pop"], *([f"{number:05}", str(number)] for number in range(count))]
        content = io.BytesIO(WRITERS[kind](rows))
        tracemalloc.start()
        for _ in read_batches(content, build_spec(reader=READERS[kind]), file="x"):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert measure_peak(20_000) < 1.3 * measure_peak(5_000)
