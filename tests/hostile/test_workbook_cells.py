"""Hostile cells of workbooks (standards.md, section 5.3 A, items 12 to 14): dates, numbers, merged cells."""

from __future__ import annotations

import pytest

from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import ReadError
from tests.hostile.sheets import HEADER, ODS_HEADER, line, read, read_ods, read_xlsx
from tests.stats.ingest.workbooks import (
    build_ods,
    build_xlsx,
    cell,
    ods_cell,
    ods_row,
    ods_texts,
    row,
    texts,
)

MERGED = '<mergeCells><mergeCell ref="{}"/></mergeCells>'


# --- 13: dates ----------------------------------------------------------------------------------


def test_13_date_is_written_iso() -> None:
    rows = [line(cell(serial, "n", f' s="{style}"')) for serial, style in (("45292", 1), ("45292.5", 2))]
    assert read_xlsx(*rows) == ["2024-01-01", "2024-01-01T12:00:00"]


def test_13_format_that_shows_words_is_no_date() -> None:
    assert read_xlsx(line(cell("12.50", "n", ' s="3"'))) == ["12.5"]


def test_13_days_of_workbooks_from_1904_are_counted_from_there() -> None:
    """43 830 days after 1 January 1904 is 1 January 2024."""
    assert read_xlsx(line(cell("43830", "n", ' s="1"')), properties='date1904="1"') == ["2024-01-01"]


@pytest.mark.parametrize("serial", ["60", "-1", "3000000", "x"])
def test_13_day_out_of_the_calendar_is_refused(serial: str) -> None:
    with pytest.raises(ReadError, match=r"line 2, column “pop”: .*(calendar|no date)"):
        read_xlsx(line(cell(serial, "n", ' s="1"')))


def test_13_code_turned_into_a_date_is_refused_by_its_shape() -> None:
    """« 2-1 » typed in a spreadsheet becomes a 2 January: never a code again."""
    table = read("xlsx", build_xlsx(HEADER + row(cell("45293", "n", ' s="1"'), cell("1", "n"))))
    with pytest.raises(ReadError, match=r"Expected an INSEE code.*Found “2024-01-02”"):
        normalise_codes(table, "code", "commune", {})


# --- 12: numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("860", "860"),
        ("-12.5", "-12.5"),
        ("44.799999999999997", "44.8"),
        ("1.0000000000000001E-5", "0.00001"),
        ("2.13012345E+8", "213012345"),
        ("1001.0", "1001"),
        ("007", "7"),
        ("-0", "-0"),
        ("0.5", "0.5"),
        ("-0.050", "-0.05"),
        (".5", "0.5"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_12_number_is_written_without_exponent_nor_noise(written: str, meant: str) -> None:
    assert read_xlsx(line(cell(written, "n"))) == [meant]
    assert read_ods(ods_row(ods_cell("01001"), ods_cell(written, kind="float"))) == [meant]


@pytest.mark.parametrize("written", ["1E+400", "NaN", "INF", "1_000", "12345678901234567890", "1,5"])
def test_12_number_that_is_none_or_lost_its_digits_is_refused(written: str) -> None:
    with pytest.raises(ReadError, match=r"line 2, column “pop”: .*(no number|15 digits)"):
        read_xlsx(line(cell(written, "n")))
    with pytest.raises(ReadError, match=r"line 2, column “pop”: .*(no number|15 digits)"):
        read_ods(ods_row(ods_cell("01001"), ods_cell(written, kind="float")))


# --- 14: titles, footnotes, merged cells --------------------------------------------------------


def test_14_titles_above_the_header_are_left_aside() -> None:
    """The block of five lines of the table d'appartenance."""
    body = texts("Liste des communes") + "<row/>" + texts("Champ : France") + HEADER + texts("01001", "860")
    table = read("xlsx", build_xlsx(body), reader={"header_row": 4})
    assert (table.frame["pop"].to_list(), table.lines.to_list()) == (["860"], [5])
    ods = ods_texts("Titre") + ods_row(extra=' table:number-rows-repeated="2"')
    table = read("ods", build_ods(ods + ODS_HEADER + ods_texts("01001", "860")), reader={"header_row": 4})
    assert (table.frame["pop"].to_list(), table.lines.to_list()) == (["860"], [5])


def test_14_header_elsewhere_is_refused() -> None:
    with pytest.raises(ReadError, match="line 9: the row of the names of columns is empty"):
        read("xlsx", build_xlsx(HEADER + texts("01001", "860")), reader={"header_row": 9})


@pytest.mark.parametrize("note", ["Source : Insee", "Total"])
def test_14_footnote_after_an_empty_row_is_refused(note: str) -> None:
    with pytest.raises(ReadError, match=f"line 3: an empty row, and then row 4: “{note}”"):
        read_xlsx(line(cell("1")), "<row/>", texts(note))
    with pytest.raises(ReadError, match=f"line 3: an empty row, and then row 4: “{note}”"):
        read_ods(ods_texts("01001", "1"), ods_row(), ods_texts(note))


def test_14_value_beside_the_table_is_refused() -> None:
    with pytest.raises(ReadError, match="line 2: column 3 has no name, and here the value “note”"):
        read_xlsx(line(cell("1"), cell("note")))


def test_14_merged_header_hides_whose_column_it_is() -> None:
    body = row(cell("code"), cell("pop"), '<c r="C1"/>', cell("nom", extra=' r="D1"')) + texts(
        "01001", "860", "861", "x"
    )
    with pytest.raises(ReadError, match="column 3 has no name, and here the value “861”"):
        read("xlsx", build_xlsx(body, after=MERGED.format("B1:C1")), ignore=["nom"])


def test_14_empty_column_without_name_does_no_harm() -> None:
    body = row('<c r="A1"/>', cell("code", extra=' r="B1"'), cell("pop", extra=' r="C1"'))
    rows = row(cell("01001", extra=' r="B2"'), cell("860", extra=' r="C2"'))
    assert read("xlsx", build_xlsx(body + rows)).frame["pop"].to_list() == ["860"]


@pytest.mark.parametrize("merged", ["B2:B3", "A2:B2", "A3:B9"])
def test_14_merged_cells_over_a_used_one_are_refused(merged: str) -> None:
    with pytest.raises(ReadError, match="merged cells: which row has the value"):
        read_xlsx(line(cell("1")), line(cell("2")), after=MERGED.format(merged))


@pytest.mark.parametrize("merged", ["C2:D3", "A4:B9", "B2:D2"])
def test_14_merged_cells_elsewhere_do_no_harm(merged: str) -> None:
    assert read_xlsx(line(cell("1")), line(cell("2")), after=MERGED.format(merged)) == ["1", "2"]


def test_14_covered_cell_is_refused() -> None:
    covered = ods_row(ods_cell("01002"), "<table:covered-table-cell/>")
    with pytest.raises(ReadError, match="line 3, column “pop”: covered by merged cells"):
        read_ods(ods_texts("01001", "860"), covered)
