"""Workbooks of Microsoft Excel: typed cells, codes as text, nothing that could be run.

Texts are written as texts whatever they begin with: no formula, no link is ever made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from portal.ui.exports.explaining import SHEET_NAME, WIDTHS, build_lines
from portal.ui.exports.sheets import (
    cut_text,
    ensure_fits,
    measure_width,
    name_sheets,
    title_column,
    write_exact,
)
from portal.ui.exports.tables import Column, NumberFormat, ReadMe, Table, Value, clean_text

_OPTIONS: Final = {
    "in_memory": True,
    "constant_memory": True,  # rows are written as they come: two fifths less time, a tenth of the memory
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_HEADER: Final = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12},
    "header": _HEADER,
    "text": {"text_wrap": True, "valign": "top"},
}


class _ExactWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter publishes no types
    """Numbers with all their digits: xlsxwriter keeps sixteen, a float may need seventeen."""

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        written = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{written}><v>{write_exact(number)}</v></c>")


@dataclass
class _Book:
    """A workbook being written, and its formats by what they are."""

    workbook: Workbook
    formats: dict[object, Format] = field(default_factory=dict)

    def find_format(self, key: object, **properties: Any) -> Format:
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]

    def find_number_format(self, asked: NumberFormat | None) -> Format:
        return self.find_format(asked, num_format=write_number_format(asked))


def write_xlsx(tables: Sequence[Table], readme: ReadMe, *, author: str) -> bytes:
    """A workbook: « Lisez-moi », then one sheet per table. Raises ValueError when one is too large."""
    buffer = BytesIO()
    book = _Book(Workbook(buffer, _OPTIONS))
    book.workbook.set_properties(
        {"title": clean_text(readme.title), "author": author, "comments": clean_text(readme.address)}
    )
    _write_readme(book, readme, tuple(tables))
    names = name_sheets([table.name for table in tables], taken=[SHEET_NAME])
    for name, table in zip(names, tables, strict=True):
        _write_table(book, name, table)
    book.workbook.close()
    return buffer.getvalue()


def write_number_format(asked: NumberFormat | None) -> str:
    """« #,##0.0" %" »: the unit is a text, so that 12 stays 12 when it is a percentage."""
    if asked is None:
        return "General"
    decimals = "." + "0" * asked.decimals if asked.decimals else ""
    unit = clean_text(asked.unit).replace('"', "")
    return f"#,##0{decimals}" + (f'"\u00a0{unit}"' if unit else "")


def _write_readme(book: _Book, readme: ReadMe, tables: tuple[Table, ...]) -> None:
    sheet = book.workbook.add_worksheet(SHEET_NAME)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    for row, line in enumerate(build_lines(readme, tables)):
        # A line of its own runs over the empty cells to its right, which a wrapped one would not.
        style = "plain" if line.style == "text" and len(line.cells) <= 2 else line.style
        shown = book.find_format(style, **_STYLES.get(style, {}))
        for place, cell in enumerate(line.cells):
            if cell:
                sheet.write_string(row, place, cut_text(cell), shown)


def _write_table(book: _Book, name: str, table: Table) -> None:
    ensure_fits(table)
    sheet = book.workbook.add_worksheet(name, worksheet_class=_ExactWorksheet)
    header = book.find_format("header", **_HEADER)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, measure_width(table, place))
        sheet.write_string(0, place, clean_text(title_column(column)), header)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    fixed = [_find_column_format(book, column) for column in table.columns]
    for row, values in enumerate(table.rows):
        of_row = book.find_number_format(table.formats[row] if table.formats else None)
        for place, value in enumerate(values):
            _write_cell(sheet, (row + 1, place), value, fixed[place] or of_row)


def _find_column_format(book: _Book, column: Column) -> Format | None:
    """How the cells of a column are shown; None for numbers that are shown as their row says."""
    if column.kind == "number":
        if column.decimals is None:
            return None
        return book.find_number_format(NumberFormat(column.decimals, column.unit))
    if column.kind == "year":
        return book.find_format("year", num_format="0")
    # « Texte »: what is typed over a code stays one.
    return book.find_format(column.kind, num_format="@" if column.kind == "code" else "General")


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Value, shown: Format) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(*at, cut_text(clean_text(value)), shown)
    elif value is not None:
        sheet.write_number(*at, value, shown)
