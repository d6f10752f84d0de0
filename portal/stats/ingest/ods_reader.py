"""A sheet of an ODS workbook → its rows, as they flow: typed values, repeats unfolded within bounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import Table
from portal.stats.ingest.typed_cells import Flaw, write_number
from portal.stats.ingest.workbook_archive import WorkbookArchive, open_workbook
from portal.stats.ingest.workbook_rows import Row, RowSource, build_tables, choose_sheet
from portal.stats.ingest.xml_stream import Attributes, XmlHandler, parse_small_xml, parse_xml

MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384

_CONTENT: Final = "content.xml"
_CELLS: Final = frozenset(("table:table-cell", "table:covered-table-cell"))
_BLANKS: Final = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_MAX_SPACES: Final = 1000


def read_ods(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Columns that the descriptor uses of the sheet that it names, as text.

    The document is walked twice, for the names of its sheets stand among their rows. Raises ReadError as
    ``xlsx_reader.read_xlsx`` does.
    """
    with open_workbook(stream, file=file) as archive:
        _ensure_open(archive, file)
        sheet = choose_sheet(_list_sheets(archive, file), spec, file=file)
        warnings = (f"the sheet “{sheet.name}” is hidden",) if sheet.hidden else ()
        with archive.open(_CONTENT) as part:
            yield from build_tables(_SheetRows(part, sheet.name, file), spec, file=file, warnings=warnings)


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    hidden: bool


class _ManifestHandler(XmlHandler):
    def __init__(self) -> None:
        super().__init__()
        self.encrypted = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.encrypted = self.encrypted or name.endswith("encryption-data")


def _ensure_open(archive: WorkbookArchive, file: str) -> None:
    handler = _ManifestHandler()
    if "META-INF/manifest.xml" in archive.names:
        with archive.open("META-INF/manifest.xml") as stream:
            parse_small_xml(stream, handler, file=file)
    if handler.encrypted or "encrypted-package" in archive.names:
        raise ReadError("protected by a password: ask for it without one.", file=file)


class _NamesHandler(XmlHandler):
    """Names of the sheets, and which styles hide them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.hiding: set[str] = set()
        self._style = ""
        self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            if self._depth == 0:
                self.sheets.append((attributes.get("table:name", ""), attributes.get("table:style-name", "")))
            self._depth += 1
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hiding.add(self._style)

    def end(self, name: str) -> None:
        self.text.clear()
        if name == "table:table":
            self._depth -= 1


def _list_sheets(archive: WorkbookArchive, file: str) -> list[_Sheet]:
    handler = _NamesHandler()
    with archive.open(_CONTENT) as stream:
        parse_small_xml(stream, handler, file=file)
    return [_Sheet(name, style in handler.hiding) for name, style in handler.sheets]


class _SheetRows(RowSource):
    """The rows of one sheet. Covered cells are flaws: there is nothing left to tell of merged ones."""

    def __init__(self, part: BinaryIO, sheet: str, file: str) -> None:
        self._part, self._file = part, file
        self._handler = _SheetHandler(sheet, file)

    def keep(self, columns: Collection[int], width: int) -> None:
        """All cells are given: repeats make columns cheap to skip already."""

    @property
    def merged(self) -> list[tuple[int, int, int, int]]:
        return []

    def __iter__(self) -> Iterator[Row]:
        handler, number = self._handler, 0
        for _ in parse_xml(self._part, handler, file=self._file):
            for cells, filled, times in handler.rows:
                if not filled:
                    number += times
                    continue
                for _ in range(times):
                    number += 1
                    if number > MAX_ROWS:
                        raise ReadError("more rows than a sheet can have: refused.", file=self._file)
                    yield number, cells, True
            handler.rows.clear()
            if handler.finished:
                return


class _SheetHandler(XmlHandler):
    """Rows of one sheet: cells, whether any is filled, how many times the row is repeated."""

    def __init__(self, sheet: str, file: str) -> None:
        super().__init__()
        self.rows: list[tuple[dict[int, str], bool, int]] = []
        self.finished = False
        self._sheet, self._file = sheet, file
        self._depth, self._inside = 0, False
        self._cells: dict[int, str] = {}
        self._column, self._times = 0, 1
        self._cell: Attributes = {}
        self._lines: list[str] = []
        self._notes = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1 and attributes.get("table:name") == self._sheet:
                self._inside = not self.finished
        elif not self._inside or self._depth > 1:
            return
        elif name in _CELLS:
            self._cell, self._lines = attributes, []
        elif name == "text:p":
            self.text.clear()
        elif name == "table:table-row":
            self._cells, self._column = {}, 0
            self._times = self._count(attributes, "table:number-rows-repeated")
        elif name == "office:annotation":
            self._notes += 1
        elif name in _BLANKS:
            times = self._count(attributes, "text:c")
            self.text.append(_BLANKS[name] * min(times, _MAX_SPACES))

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
            if self._depth == 0 and self._inside:
                self._inside, self.finished = False, True
        elif not self._inside or self._depth > 1:
            self.text.clear()
        elif name == "text:p":
            if not self._notes:
                self._lines.append("".join(self.text))
            self.text.clear()
        elif name in _CELLS:
            self._end_cell(name)
        elif name == "table:table-row":
            self.rows.append((self._cells, bool(self._cells), self._times))
        elif name == "office:annotation":
            self._notes -= 1

    def _end_cell(self, name: str) -> None:
        times = self._count(self._cell, "table:number-columns-repeated")
        text = _write(self._cell, self._lines)
        if name == "table:covered-table-cell":
            text = Flaw("covered by merged cells")
        first, self._column = self._column, self._column + times
        if not text:
            return
        if self._column > MAX_COLUMNS:
            if isinstance(text, Flaw):
                return
            raise ReadError("more columns than a sheet can have: refused.", file=self._file)
        for column in range(first, self._column):
            self._cells[column] = text

    def _count(self, attributes: Attributes, name: str) -> int:
        written = attributes.get(name, "1")
        if not (written.isascii() and written.isdecimal()) or int(written[:9]) == 0:
            raise ReadError(f"{name} is “{written[:20]}”: damaged.", file=self._file)
        return int(written[:9])


def _write(cell: Attributes, lines: list[str]) -> str:
    """The value of a cell, by its type."""
    kind = cell.get("office:value-type", "")
    if cell.get("calcext:value-type") == "error":
        return Flaw("\n".join(lines) or "an error")
    if kind in {"float", "percentage", "currency"}:
        return write_number(cell.get("office:value", ""))
    if kind in {"date", "time", "boolean"}:
        return cell.get(f"office:{kind}-value", "").removesuffix("T00:00:00")
    if not kind and "table:formula" in cell:
        return Flaw("a formula whose value was not saved")
    return cell.get("office:string-value", "\n".join(lines))
