"""The same table in every format (standards.md, section 5.3 A): read alike, or refused alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from portal.stats.ingest.batches import read_table
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import Table
from tests.stats.ingest.files import build_spec
from tests.stats.ingest.workbooks import READERS, WRITERS

every_kind = pytest.mark.parametrize("kind", list(WRITERS))
with_header = pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "parquet"])

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
