"""Hostile tables (standards.md, section 5.3, items 1 to 24): read right, or refused with their place."""

from __future__ import annotations

from typing import Any

import pytest

from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.reading import read_table
from tests.stats.ingest.files import build_spec

GOOD = "code;pop\n01001;860\n01002;234\n"


def _read(content: bytes | str, **changes: Any) -> dict[str, list[str]]:
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, build_spec(**changes), file="main.csv").frame.to_dict(as_series=False)


EXPECTED = {"code": ["01001", "01002"], "pop": ["860", "234"]}


def test_01_byte_order_mark_is_dropped() -> None:
    assert _read(b"\xef\xbb\xbf" + GOOD.encode()) == EXPECTED


def test_02_windows_bytes_in_utf8_are_decoded_and_said() -> None:
    spec = build_spec(ignore=["nom"])
    raw = "code;nom;pop\n01001;L'Abergement-Clémenciat;860\n".encode("cp1252")
    table = read_table(raw, spec, file="main.csv")
    assert table.frame["pop"].to_list() == ["860"]
    assert table.warnings == ("decoded as cp1252, not utf-8: correct “encoding”",)


def test_02_utf8_declared_as_windows_is_decoded_and_said() -> None:
    columns = {"code": {"role": "territory"}, "nom": {"role": "text"}}
    spec = build_spec(columns=columns, reader={"kind": "csv", "delimiter": ";", "encoding": "cp1252"})
    table = read_table("code;nom\n01001;Évry\n".encode(), spec, file="main.csv")
    assert table.frame["nom"].to_list() == ["Évry"]
    assert len(table.warnings) == 1


def test_03_utf16_of_a_spreadsheet_is_read_and_said() -> None:
    table = read_table(b"\xff\xfe" + GOOD.encode("utf-16-le"), build_spec(), file="main.csv")
    assert table.frame.to_dict(as_series=False) == EXPECTED
    assert table.warnings == ("decoded as utf-16-le, not utf-8",)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_04_any_line_end_gives_the_same_rows(end: str) -> None:
    assert _read(GOOD.replace("\n", end)) == EXPECTED


def test_04_mixed_line_ends_give_the_same_rows() -> None:
    assert _read("code;pop\r\n01001;860\n01002;234\r\n") == EXPECTED


def test_04_newline_in_quotes_is_refused_unless_declared() -> None:
    text = 'code;pop\n01001;"8\n60"\n'
    with pytest.raises(ReadError, match="line 2: a line break inside a cell"):
        _read(text)
    spec = build_spec(reader={"kind": "csv", "delimiter": ";", "multiline": True})
    assert read_table(text.encode(), spec, file="main.csv").frame["pop"].to_list() == ["8\n60"]


def test_05_lone_quote_that_swallows_the_file_is_refused() -> None:
    with pytest.raises(ReadError, match="lone quote"):
        _read('code;pop\n01001;"860\n01002;234\n01004;1\n')


def test_05_lone_quote_closed_further_is_refused() -> None:
    with pytest.raises(ReadError, match="line 2"):
        _read('code;pop\n01001;"860\n01002;234"\n')


def test_06_cell_without_end_is_refused() -> None:
    with pytest.raises(ReadError, match="line"):
        _read("code;pop\n01001;" + "9" * 20_000_001 + "\n")


def test_07_nul_is_refused_with_its_line() -> None:
    with pytest.raises(ReadError, match="line 3: a NUL character"):
        _read("code;pop\n01001;860\n01002;\x00234\n")


@pytest.mark.parametrize("wrong", [",", "\t", "|"])
def test_08_other_separator_is_refused_with_the_mend(wrong: str) -> None:
    with pytest.raises(ReadError, match="Correct “delimiter”"):
        _read(GOOD.replace(";", wrong))


@pytest.mark.parametrize("mark", [",", "\t", "|", ";"])
def test_08_declared_separator_is_read_identically(mark: str) -> None:
    assert _read(GOOD.replace(";", mark), reader={"kind": "csv", "delimiter": mark}) == EXPECTED


def test_09_header_given_twice_is_refused() -> None:
    with pytest.raises(ReadError, match="two columns are called “pop”"):
        _read("code;pop;pop\n01001;860;861\n")


def test_09_empty_header_is_refused() -> None:
    with pytest.raises(ReadError, match="column 3 has no name"):
        _read("code;pop;\n01001;860;1\n")


def test_09_spaces_around_headers_do_not_matter() -> None:
    assert _read(" code\u00a0;\u202fpop \n01001;860\n01002;234\n") == EXPECTED


def test_09_reordered_columns_are_read_by_name() -> None:
    assert _read("pop;code\n860;01001\n234;01002\n") == {"pop": EXPECTED["pop"], "code": EXPECTED["code"]}


def test_09_column_that_nobody_reads_is_refused() -> None:
    with pytest.raises(ReadError, match="columns that nobody reads: “extra”"):
        _read("code;pop;extra\n01001;860;1\n")


def test_09_renamed_column_is_said_with_the_one_that_is_missing() -> None:
    with pytest.raises(ReadError, match=r"nobody reads: “ptot”; and columns that are expected .*: “pop”"):
        _read("code;ptot\n01001;860\n")


def test_09_missing_column_is_refused() -> None:
    with pytest.raises(ReadError, match="columns that are not in the file: “pop”; it has “code”, “ptot”"):
        _read("code;ptot\n01001;860\n", ignore=["ptot"])


@pytest.mark.parametrize("text", ["", " \n \n"])
def test_14_empty_file_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="the file is empty"):
        _read(text)


def test_14_header_alone_is_refused() -> None:
    with pytest.raises(ReadError, match="a header and no row"):
        _read("code;pop\n")


def test_14_truncated_last_line_is_refused() -> None:
    with pytest.raises(ReadError, match="line 3: 1 cells where the header has 2"):
        _read("code;pop\n01001;860\n010")


def test_14_footnote_is_refused() -> None:
    with pytest.raises(ReadError, match="line 4: 1 cells"):
        _read(GOOD + "Source : Insee\n")


def test_14_empty_line_is_refused() -> None:
    with pytest.raises(ReadError, match="line 3: an empty line"):
        _read("code;pop\n01001;860\n\n01002;234\n")


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><body>Not found</body></html>",
        "\n  <html lang='fr'>",
        "<!-- cached --><HTML>",
        b"\xef\xbb\xbf".decode("utf-8-sig") + "<!doctype HTML>",
    ],
)
def test_20_web_page_instead_of_data_is_refused(page: str) -> None:
    with pytest.raises(ReadError, match="HTML reçu à la place d'un CSV"):
        _read(page)


@pytest.mark.parametrize("name", ["x" * 300, "SELECT", '"; DROP TABLE communes', "📈"])
def test_22_strange_column_names_are_only_names(name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    columns = {"code": {"role": "territory"}, name: {"role": "text", "to": "kept"}}
    assert _read(f"code;{quoted}\n01001;1\n", columns=columns)[name] == ["1"]


JSON_SPEC: dict[str, Any] = {"reader": {"kind": "json"}}


def test_json_reads_numbers_as_written_and_missing_as_empty() -> None:
    text = '[{"code": "01001", "pop": 860}, {"code": "01002"}, {"code": "01004", "pop": null}]'
    assert _read(text, **JSON_SPEC) == {"code": ["01001", "01002", "01004"], "pop": ["860", "", ""]}


def test_json_reads_members_with_the_fields_of_their_group() -> None:
    columns = {
        "code": {"role": "territory"},
        "^code": {"role": "parent", "level": "epci"},
        "pop": {"role": "text"},
    }
    text = '[{"code": "200000172", "membres": [{"code": "74042", "pop": 1}, {"code": "74164", "pop": 2}]}]'
    found = _read(text, columns=columns, reader={"kind": "json", "records": ["membres"]})
    assert found == {"^code": ["200000172"] * 2, "code": ["74042", "74164"], "pop": ["1", "2"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"code": "01001", "pop": 1', "line 1: not JSON"),
        ('[{"code": "01001", "pop": NaN}]', "NaN is not a number"),
        ('[{"code": "01001", "pop": Infinity}]', "Infinity is not a number"),
        ('[{"code": "01001", "pop": 1, "pop": 2}]', "the key “pop” twice"),
        ('[{"code": "01001", "pop": [1]}]', "a list or an object where a value"),
        ('{"code": "01001"}', "a list of records is expected"),
        ("[1, 2]", "a list of records is expected"),
        ("[]", "no record"),
        ('[{"code": "01001", "pop": 1, "extra": 1}]', "columns that nobody reads: “extra”"),
        ('[{"code": "01001"}]', "no record has the field “pop”"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"code": "01001", "pop": "\x00"}]', "NUL"),
        ("<html>", "HTML reçu"),
    ],
)
def test_json_that_is_not_what_it_should_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        _read(text, **JSON_SPEC)
