"""What workbooks hide (standards.md, section 5.3 A, item 15): values only, never guessed."""

from __future__ import annotations

import pytest

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

# --- 15: what workbooks hide --------------------------------------------------------------------


def test_15_other_sheets_are_left_aside() -> None:
    assert read_xlsx(line(cell("1")), states={"Autre": "visible", "Calculs": "veryHidden"}) == ["1"]


def test_15_wrong_name_of_sheet_lists_those_there_are() -> None:
    content = build_xlsx(HEADER, states={"Métadonnées": "visible"})
    with pytest.raises(ReadError, match="0 sheets called “Données”; it has “Feuille”, “Métadonnées”"):
        read("xlsx", content, reader={"sheet": "Données"})
    with pytest.raises(ReadError, match="0 sheets called “Données”; it has “Feuille”"):
        read("ods", build_ods(ODS_HEADER), reader={"sheet": "Données"})


def test_15_hidden_sheet_is_read_and_said() -> None:
    content = build_xlsx(HEADER + line(cell("1")), states={"Feuille": "hidden", "Autre": "visible"})
    assert read("xlsx", content).warnings == ("the sheet “Feuille” is hidden",)


def test_15_formula_gives_its_saved_value() -> None:
    assert read_xlsx(line("<c><f>1+1</f><v>2</v></c>")) == ["2"]
    assert read_xlsx(line('<c t="str"><f>A1</f><v>ab</v></c>')) == ["ab"]
    assert read_xlsx(line('<c t="str"><f>""</f><v></v></c>')) == [""]


def test_15_formula_without_saved_value_is_refused() -> None:
    with pytest.raises(ReadError, match="line 2, column “pop”: a formula whose value was not saved"):
        read_xlsx(line("<c><f>SUM(B3:B9)</f></c>"))
    with pytest.raises(ReadError, match="line 2, column “pop”: a formula whose value was not saved"):
        read_ods(ods_row(ods_cell("01001"), '<table:table-cell table:formula="of:=1+1"/>'))


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_15_error_of_a_formula_is_refused(error: str) -> None:
    with pytest.raises(ReadError, match=f"line 2, column “pop”: {error}"):
        read_xlsx(line(cell(error, "e")))
    with pytest.raises(ReadError, match=f"line 2, column “pop”: {error}"):
        read_ods(ods_row(ods_cell("01001"), ods_cell(error, extra=' calcext:value-type="error"')))


def test_15_error_declared_as_a_mark_of_absence_is_read() -> None:
    pop = {"role": "value", "indicator": "inhabitants", "period": 2023, "absent": {"#N/A": "not_available"}}
    columns = {"code": {"role": "territory"}, "pop": pop}
    content = build_xlsx(HEADER + line(cell("#N/A", "e")))
    assert read("xlsx", content, columns=columns).frame["pop"].to_list() == ["#N/A"]


def test_15_flaw_in_a_column_left_aside_does_no_harm() -> None:
    body = texts("code", "pop", "x") + line(cell("860"), cell("#REF!", "e"))
    assert read("xlsx", build_xlsx(body), ignore=["x"]).frame["pop"].to_list() == ["860"]


def test_15_links_to_other_workbooks_are_never_followed() -> None:
    """Every workbook of these tests has a relation to file:///etc/passwd; a sheet cannot be one."""
    assert read_xlsx(line("<c><f>[1]Feuil1!A1</f><v>7</v></c>")) == ["7"]
    relations = (
        '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="file:///etc/passwd"'
        ' TargetMode="External"/></Relationships>'
    )
    with pytest.raises(ReadError, match="0 sheets called “Feuille”"):
        read_xlsx(line(cell("1")), parts={"xl/_rels/workbook.xml.rels": relations})


def test_15_macros_are_left_aside_and_said() -> None:
    content = build_xlsx(HEADER + line(cell("1")), parts={"xl/vbaProject.bin": b"\xd0\xcf"})
    assert read("xlsx", content).warnings == ("macros are left aside: values only",)


def test_15_password_is_said() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    with pytest.raises(ReadError, match=r"protected by a password, or an old .xls"):
        read("xlsx", ole)
    manifest = '<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    with pytest.raises(ReadError, match="protected by a password"):
        read("ods", build_ods(ODS_HEADER, manifest=manifest))


def test_15_binary_workbook_is_refused() -> None:
    relations = '<r><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.bin"/></r>'
    with pytest.raises(ReadError, match="xlsb"):
        read("xlsx", build_xlsx(HEADER, parts={"_rels/.rels": relations}))


def test_15_lying_dimension_changes_nothing() -> None:
    for said in ("A1", "A1:XFD1048576", "nonsense"):
        assert read_xlsx(line(cell("1")), before=f'<dimension ref="{said}"/>') == ["1"]


def test_15_empty_formatted_rows_are_left_aside() -> None:
    """A million of them, as the ASPIC workbooks declare."""
    empty = "".join(f'<row r="{number}"><c r="A{number}" s="3"/></row>' for number in range(4, 60_000))
    assert read_xlsx(line(cell("1")), line(cell("2")), empty) == ["1", "2"]
    repeated = ods_row("<table:table-cell/>", extra=' table:number-rows-repeated="1048570"')
    assert read_ods(ods_texts("01001", "860"), repeated) == ["860"]


def test_15_shared_rich_and_boolean_cells_are_read() -> None:
    shared = "<si><t>01001</t></si><si><r><t>huit</t></r><r><t> cents</t></r><rPh><t>x</t></rPh></si>"
    rows = [row(cell("0", "s"), cell("1", "s")), line(cell("1", "b")), line(cell("a_x000D_b", "str"))]
    assert read_xlsx(*rows, shared=shared) == ["huit cents", "true", "a\rb"]


def test_15_shared_text_that_is_not_there_is_refused() -> None:
    with pytest.raises(ReadError, match="line 2, column “pop”: the shared text 7 is not there"):
        read_xlsx(line(cell("7", "s")))


def test_15_prefixed_elements_are_the_same() -> None:
    """Some tools write <x:row> where others write <row>."""
    body = HEADER + line(cell("860"))
    prefixed = body.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    sheet = f'<x:worksheet xmlns:x="m"><x:sheetData>{prefixed}</x:sheetData></x:worksheet>'
    assert read_xlsx(parts={"xl/worksheets/sheet1.xml": sheet}) == ["860"]


@pytest.mark.parametrize(
    "body",
    [
        row(cell("01001"), number=3) + row(cell("01002"), number=3),
        row(cell("01001"), number=1_048_577),
        row(cell("01001"), number=0),
        row(cell("860", extra=' r="B2"'), cell("01001", extra=' r="A2"')),
        row(cell("860", extra=' r="XFE2"')),
        row(cell("860", extra=' r="2"')),
    ],
)
def test_15_cells_and_rows_out_of_order_are_refused(body: str) -> None:
    with pytest.raises(ReadError, match=r"do not follow|out of order|damaged"):
        read_xlsx(body)


# --- ODS ----------------------------------------------------------------------------------------


def test_ods_repeats_are_unfolded() -> None:
    same = ods_row(ods_cell("01001", extra=' table:number-columns-repeated="2"'))
    assert read_ods(same) == ["01001"]
    twice = ods_row(ods_cell("01001"), ods_cell("5"), extra=' table:number-rows-repeated="2"')
    assert read_ods(twice) == ["5", "5"]


def test_ods_typed_value_wins_over_its_display_and_notes_are_no_text() -> None:
    shown = ods_cell("0.125", kind="percentage").replace("<text:p>0.125", "<text:p>12,5 %")
    note = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>Note</text:p>'
        '</office:annotation><text:p>huit<text:s text:c="2"/>cents</text:p></table:table-cell>'
    )
    date = '<table:table-cell office:value-type="date" office:date-value="2024-01-31T00:00:00"/>'
    rows = [ods_row(ods_cell("01001"), one) for one in (shown, note, date)]
    assert read_ods(*rows) == ["0.125", "huit  cents", "2024-01-31"]


def test_ods_only_the_named_sheet_is_read() -> None:
    other = '<table:table table:name="Autre">' + ods_texts("x", "y", "z") + "</table:table>"
    assert read_ods(ods_texts("01001", "860"), others=other) == ["860"]


@pytest.mark.parametrize(
    "bomb",
    [
        ods_row(ods_cell("01001", extra=' table:number-columns-repeated="1000000000"')),
        ods_row(ods_cell("1"), ods_cell("2"), extra=' table:number-rows-repeated="1000000000"'),
        ods_row(ods_cell("1"), ods_cell("2"), extra=' table:number-rows-repeated="-1"'),
        ods_row(ods_cell("1"), extra=' table:number-rows-repeated="x"'),
    ],
)
def test_16_ods_repeat_bombs_are_refused(bomb: str) -> None:
    with pytest.raises(ReadError, match=r"than a sheet can have|damaged"):
        read_ods(bomb)
