"""A sheet of an XLSX workbook → its rows, as they flow: values only, no formula, no macro, no link."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, Final

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import Table
from portal.stats.ingest.typed_cells import Flaw, write_date, write_number
from portal.stats.ingest.workbook_archive import open_workbook
from portal.stats.ingest.workbook_rows import Row, RowSource, build_tables, choose_sheet
from portal.stats.ingest.xlsx_parts import Workbook, read_workbook_parts, unescape
from portal.stats.ingest.xml_stream import Attributes, XmlHandler, parse_xml

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
_MAX_MERGED: Final = 100_000
_NUMBER: Final = re.compile("[0-9]{1,9}")
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def read_xlsx(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Columns that the descriptor uses of the sheet that it names, as text.

    Raises ReadError for what is not an XLSX workbook or is protected by a password, a sheet that is not
    there, and whatever ``workbook_rows.build_tables`` refuses.
    """
    with open_workbook(stream, file=file) as archive:
        workbook = read_workbook_parts(archive, file=file)
        sheet = choose_sheet(workbook.sheets, spec, file=file)
        warnings = ["macros are left aside: values only"] if workbook.macros else []
        if sheet.hidden:
            warnings.append(f"the sheet “{sheet.name}” is hidden")
        with archive.open(sheet.part) as part:
            rows = _SheetRows(part, workbook, file)
            yield from build_tables(rows, spec, file=file, warnings=tuple(warnings))


class _SheetRows(RowSource):
    """The rows of one sheet."""

    def __init__(self, part: BinaryIO, workbook: Workbook, file: str) -> None:
        self._part, self._file = part, file
        self._handler = _SheetHandler(workbook, file)

    def keep(self, columns: Collection[int], width: int) -> None:
        self._handler.skipped = frozenset(range(width)) - frozenset(columns)

    def __iter__(self) -> Iterator[Row]:
        handler = self._handler
        for _ in parse_xml(self._part, handler, file=self._file):
            if handler.rows:
                yield from handler.rows
                handler.rows.clear()

    @property
    def merged(self) -> list[tuple[int, int, int, int]]:
        return [_read_range(one) for one in self._handler.merged]


class _SheetHandler(XmlHandler):
    """Rows gathered from the elements of a sheet. ``skipped``: columns whose cells are not looked at."""

    def __init__(self, workbook: Workbook, file: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.merged: list[str] = []
        self.skipped: frozenset[int] = frozenset()
        self._book, self._file = workbook, file
        self._prefix = ""
        self._letters: dict[str, int] = {}
        self._row, self._column, self._filled = 0, -1, False
        self._cells: dict[int, str] = {}
        self._kind, self._style = "n", ""
        self._value: str | None = None
        self._formula = self._wanted = self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self.text.clear()
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        else:
            self._start_rare(name, attributes)

    def _start_rare(self, name: str, attributes: Attributes) -> None:
        if name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
            if len(self.merged) > _MAX_MERGED:
                raise ReadError("too many merged cells: refused.", file=self._file)
        elif name.endswith(":worksheet"):
            self._prefix = name.removesuffix("worksheet")

    def end(self, name: str) -> None:
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._value = "".join(self.text) if self._wanted else "x"
            self.text.clear()
        elif name == "t":
            if not self._phonetic:
                self._value = (self._value or "") + "".join(self.text)
            self.text.clear()
        elif name == "row":
            self.rows.append((self._row, self._cells, self._filled))
        elif name == "rPh":
            self._phonetic = False

    def _start_row(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        row = self._row + 1 if written is None else int(written) if _NUMBER.fullmatch(written) else 0
        if not self._row < row <= MAX_ROWS:
            raise ReadError(
                f"rows that do not follow each other: {written}.", file=self._file, line=self._row
            )
        self._row, self._column, self._cells, self._filled = row, -1, {}, False

    def _start_cell(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        before = self._column
        if written is None:
            self._column = before + 1
        else:
            letters = written.rstrip("0123456789")
            self._column = self._letters.get(letters, -1)
            if self._column < 0:
                self._column = self._letters[letters] = _count_column(letters, self._file)
        if not before < self._column < MAX_COLUMNS:
            raise ReadError(f"cells out of order: {written}.", file=self._file, line=self._row)
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._value, self._formula = None, False
        self._wanted = self._column not in self.skipped

    def _end_cell(self) -> None:
        value = self._value
        if value is None:
            if self._formula:
                self._filled = True
                self._cells[self._column] = Flaw("a formula whose value was not saved")
            return
        if not self._wanted:
            self._filled = True
            return
        text = self._write(value)
        if text:
            self._filled = True
            self._cells[self._column] = text

    def _write(self, value: str) -> str:
        if self._kind == "s":
            if not _NUMBER.fullmatch(value) or int(value) >= len(self._book.shared):
                return Flaw(f"the shared text {value[:20]} is not there")
            return self._book.shared[int(value)]
        if self._kind == "n" and value:
            if self._style in self._book.date_styles:
                return write_date(value, from_1904=self._book.from_1904)
            return write_number(value)
        return _write_rare(self._kind, value)


def _write_rare(kind: str, value: str) -> str:
    """Cells that are neither shared texts nor numbers."""
    match kind:
        case "str" | "inlineStr" | "n":
            return unescape(value)
        case "b":
            return {"0": "false", "1": "true"}.get(value, Flaw(f"the boolean “{value[:20]}”"))
        case "d":
            return value.removesuffix("T00:00:00")
        case "e":
            return Flaw(value)
    return Flaw(f"a cell of the kind “{kind[:20]}”")


def _count_column(letters: str, file: str) -> int:
    """0 for A, 26 for AA."""
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or column > MAX_COLUMNS:
            raise ReadError(f"a cell called “{letters[:20]}”: damaged.", file=file)
        column = column * 26 + ord(letter) - 64
    return column - 1


def _read_range(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column (rows from 1, columns from 0) of ``A1:B2``."""
    first, _, last = reference.partition(":")
    corners = [_REFERENCE.fullmatch(one) for one in (first, last or first)]
    if corners[0] is None or corners[1] is None:
        return (1, 0, 0, 0)
    (top, left), (bottom, right) = ((int(one[2]), _count_column(one[1], "")) for one in corners if one)
    return (top, left, bottom, right)
