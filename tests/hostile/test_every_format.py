"""The same table in every format (standards.md, section 5.3 A): read alike, or refused alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from portal.stats.ingest.batches import read_table
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.finishing import Observed, finish
from portal.stats.ingest.observing import observe
from portal.stats.ingest.tables import Table
from tests.stats.ingest.files import INDICATORS, build_spec
from tests.stats.ingest.workbooks import READERS, WRITERS

every_kind = pytest.mark.parametrize("kind", list(WRITERS))

ROWS = [["code", "pop"], ["01001", "860"], ["01002", "234"]]


def _read(kind: str, rows: Sequence[Sequence[str]], **changes: Any) -> Table:
    spec = build_spec(reader=READERS[kind], **changes)
    return read_table(WRITERS[kind](rows), spec, file=f"main.{kind}")


@every_kind
def test_same_table_is_read_alike(kind: str) -> None:
    table = _read(kind, ROWS)
    assert table.frame.to_dict(as_series=False) == {"code": ["01001", "01002"], "pop": ["860", "234"]}
    first = 2 if kind in {"csv", "xlsx", "ods"} else 1
    assert table.lines.to_list() == [first, first + 1]
    assert table.warnings == ()


@every_kind
def test_09_column_that_nobody_reads_is_refused(kind: str) -> None:
    with pytest.raises(ReadError, match="columns that nobody reads: “extra”"):
        _read(kind, [["code", "pop", "extra"], ["01001", "860", "1"]])


@every_kind
def test_09_missing_column_is_refused(kind: str) -> None:
    with pytest.raises(ReadError, match=r"“pop”; it has “code”|no record has the field “pop”"):
        _read(kind, [["code"], ["01001"]])


@every_kind
def test_09_reordered_columns_are_read_by_name(kind: str) -> None:
    table = _read(kind, [["pop", "code"], ["860", "01001"]])
    assert (table.frame["pop"][0], table.frame["code"][0]) == ("860", "01001")


@every_kind
def test_09_spaces_around_names_do_not_matter(kind: str) -> None:
    table = _read(kind, [[" code\u00a0", "\u202fpop "], ["01001", "860"]])
    assert table.frame["pop"].to_list() == ["860"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_09_header_given_twice_is_refused(kind: str) -> None:
    with pytest.raises(ReadError, match="two columns are called “pop”"):
        _read(kind, [["code", "pop", "pop"], ["01001", "860", "861"]])


@every_kind
def test_09_other_name_of_a_column_is_read_under_the_declared_one(kind: str) -> None:
    columns = {"code": {"role": "territory", "also": ["CODGEO"]}, "pop": {"role": "text"}}
    table = _read(kind, [["CODGEO", "pop"], ["01001", "860"]], columns=columns)
    assert table.frame["code"].to_list() == ["01001"]


@every_kind
def test_09_two_names_of_one_column_are_refused(kind: str) -> None:
    columns = {"code": {"role": "territory", "also": ["CODGEO"]}, "pop": {"role": "text"}}
    with pytest.raises(ReadError, match="“code” and “CODGEO” are two names of one column"):
        _read(kind, [["code", "CODGEO", "pop"], ["01001", "01002", "860"]], columns=columns)


@every_kind
def test_09_year_in_a_name_may_be_any(kind: str) -> None:
    columns = {"Code {year} Commune": {"role": "territory"}, "pop": {"role": "text"}}
    table = _read(kind, [["Code 2024 Commune", "pop"], ["01001", "860"]], columns=columns)
    assert table.frame["Code {year} Commune"].to_list() == ["01001"]
    with pytest.raises(ReadError, match="columns that nobody reads: “Code 24 Commune”"):
        _read(kind, [["Code 24 Commune", "pop"], ["01001", "860"]], columns=columns)


@every_kind
def test_09_two_years_in_one_header_are_refused(kind: str) -> None:
    columns = {"Code {year} Commune": {"role": "territory"}, "pop": {"role": "text"}}
    with pytest.raises(ReadError, match="“Code 2023 Commune” and “Code 2024 Commune” are two names"):
        _read(kind, [["Code 2023 Commune", "Code 2024 Commune", "pop"], ["1", "2", "3"]], columns=columns)


@every_kind
def test_09_ignored_names_may_end_with_a_star(kind: str) -> None:
    rows = [["code", "pop", "ordre_1", "ordre_2 (a)"], ["01001", "860", "1", "2"]]
    assert _read(kind, rows, ignore=["ordre_*"]).frame.columns == ["code", "pop"]


@every_kind
def test_14_table_without_row_is_refused(kind: str) -> None:
    with pytest.raises(ReadError, match=r"no row|no record"):
        _read(kind, ROWS[:1] if kind != "parquet" else [["code", "pop"]])


@pytest.mark.parametrize("kind", ["xlsx", "ods", "parquet"])
def test_14_truncated_file_is_refused(kind: str) -> None:
    spec = build_spec(reader=READERS[kind])
    with pytest.raises(ReadError, match=r"damaged|truncated"):
        read_table(WRITERS[kind](ROWS)[:-30], spec, file="main")


@every_kind
def test_20_web_page_instead_of_data_is_refused(kind: str) -> None:
    page = b"<!DOCTYPE html><html><body>Connexion</body></html>"
    with pytest.raises(ReadError, match=r"HTML reçu|not a Parquet file"):
        read_table(page, build_spec(reader=READERS[kind]), file="main")


@every_kind
def test_22_strange_names_are_only_names(kind: str) -> None:
    for name in ("x" * 300, "SELECT", "'; DROP TABLE communes", "📈", "a.*(b)"):
        columns = {"code": {"role": "territory"}, name: {"role": "text", "to": "kept"}}
        assert _read(kind, [["code", name], ["01001", "1"]], columns=columns).frame[name].to_list() == ["1"]


@every_kind
def test_rows_are_selected_by_declared_name(kind: str) -> None:
    table = _read(kind, ROWS, select={"code": ["01002"]})
    assert table.frame["pop"].to_list() == ["234"]
    assert table.lines.to_list() == [3 if kind in {"csv", "xlsx", "ods"} else 2]


def _observe(kind: str, rows: Sequence[Sequence[str]], **changes: Any) -> Observed:
    spec = build_spec(reader=READERS[kind], **changes)
    table = read_table(WRITERS[kind](rows), spec, file="main")
    return finish([observe(table, spec, INDICATORS)], spec, file="main")


@every_kind
def test_10_same_row_twice_is_kept_once_and_said(kind: str) -> None:
    observed = _observe(kind, [*ROWS, ROWS[1]])
    assert observed.frame.height == 2
    assert [check.severity for check in observed.checks] == ["warning"]


@every_kind
def test_10_one_key_with_two_values_is_refused(kind: str) -> None:
    with pytest.raises(ReadError, match="01001 inhabitants 2023"):
        _observe(kind, [*ROWS, ["01001", "861"]])


@every_kind
@pytest.mark.parametrize("cell", ["1001", "01001", " 01001\u00a0"])
def test_11_commune_code_has_one_spelling(kind: str, cell: str) -> None:
    assert _observe(kind, [ROWS[0], [cell, "860"]]).frame["code"].to_list() == ["01001"]


@every_kind
@pytest.mark.parametrize("cell", ["1001.0", "101", "", "2-1", "02-janv", "2024-01-02", "Total", "1.0E3"])
def test_11_13_14_anything_else_is_no_commune(kind: str, cell: str) -> None:
    """« Total » under the last row has no shape of a commune: the file is refused, and the old one stays."""
    with pytest.raises(ReadError, match=r"column “code”: Expected an INSEE code"):
        _observe(kind, [*ROWS, [cell, "860"]])


@every_kind
@pytest.mark.parametrize(
    ("cell", "right"), [("200 069 193", True), ("2.00E+08", False), ("200069190", False)]
)
def test_12_siren_is_never_in_scientific_notation(kind: str, cell: str, right: bool) -> None:
    rows, geography = [ROWS[0], [cell, "860"]], {"level": "epci", "year": 2025}
    if right:
        assert _observe(kind, rows, geography=geography).frame["code"].to_list() == ["200069193"]
    else:
        with pytest.raises(ReadError, match="a SIREN of 9 digits with a right key"):
            _observe(kind, rows, geography=geography)


@every_kind
@pytest.mark.parametrize("cell", ["12 345,5", "12\u00a0345,5", "12\u202f345,5", "12345,5"])
def test_08_declared_marks_of_numbers_are_read_alike(kind: str, cell: str) -> None:
    spec = build_spec(reader={**READERS[kind], "decimal": ",", "thousands": "space"})
    table = read_table(WRITERS[kind]([ROWS[0], ["01001", cell]]), spec, file="main")
    assert observe(table, spec, INDICATORS).frame["value"].to_list() == [12345.5]


@every_kind
@pytest.mark.parametrize("cell", ["1,234", "1 234", "1.234,5", "١٢٣", "²", "nan", "1_000", "1e3"])
def test_08_ambiguous_number_is_refused(kind: str, cell: str) -> None:
    with pytest.raises(ReadError, match="column “pop”: Expected a number"):
        _observe(kind, [ROWS[0], ["01001", cell]])
