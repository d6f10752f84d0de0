"""Tables written column by column say what the writer of cells says."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.ui.exports.csv import Code, Dialect, write_csv
from portal.ui.exports.frames import write_frame

DIALECTS: list[Dialect] = ["canonical", "excel"]
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["=1+1", "+33", "-LE BOURG", "@x", "\t=1", "＝1", "a;b", "a,b", 'a"b', "a\nb", "", "L’Haÿ"]
)
CODES = st.sampled_from(["01001", "2A004", "243500139", "FR"])


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(CODES, TEXTS, st.integers(1900, 2100), NUMBERS), min_size=1, max_size=8))
def test_frame_is_written_as_its_cells_would_be(
    dialect: Dialect, rows: list[tuple[str, str, int, float | None]]
) -> None:
    names = ["code", "nom", "annee", "valeur"]
    schema = {"code": pl.String, "nom": pl.String, "annee": pl.Int16, "valeur": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    cells = [names, *((Code(code), *others) for code, *others in rows)]
    written = write_frame(frame, dialect, codes=["code"])
    assert parse(written, dialect) == parse(write_csv(cells, dialect), dialect)


def parse(content: bytes, dialect: Dialect) -> list[list[str]]:
    import csv
    import io

    text = content.decode("utf-8-sig" if dialect == "excel" else "utf-8")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="," if dialect == "canonical" else ";"))


def test_frame_keeps_numbers_negative_and_texts_harmless() -> None:
    frame = pl.DataFrame({"code": ["01001"], "nom": ["=1+1"], "valeur": [-3.5]})
    assert write_frame(frame, "canonical", codes=["code"]) == b"code,nom,valeur\r\n01001,'=1+1,-3.5\r\n"
    assert write_frame(frame, "excel", codes=["code"]) == (
        b'\xef\xbb\xbfcode;nom;valeur\r\n"=""01001""";\'=1+1;-3,5\r\n'
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [(12.0, "12"), (0.1, "0.1"), (1e-7, "0.0000001"), (1e22, "10000000000000000000000"), (-0.0, "0")],
)
def test_frame_writes_plain_numbers(number: float, text: str) -> None:
    assert write_frame(pl.DataFrame({"v": [number]}), "canonical") == f"v\r\n{text}\r\n".encode()


def test_missing_value_is_an_empty_cell() -> None:
    frame = pl.DataFrame({"a": ["", None], "v": [None, 0.0]}, schema={"a": pl.String, "v": pl.Float64})
    assert write_frame(frame, "canonical") == b"a,v\r\n,\r\n,0\r\n"


def test_frame_written_in_parts_has_one_header() -> None:
    frame = pl.DataFrame({"v": [1.0, 2.0]})
    parts = write_frame(frame[:1], "excel") + write_frame(frame[1:], "excel", header=False)
    assert parts == write_frame(frame, "excel")
