"""Rows of a sheet → tables of text: one rule for XLSX and ODS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from portal.stats.descriptors.columns import ValueColumn
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import WorkbookReader
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.headers import Header, clean_name, read_header
from portal.stats.ingest.tables import Table, batch_rows
from portal.stats.ingest.typed_cells import Flaw

Row = tuple[int, dict[int, str], bool]
"""Number (from 1), cells that are not empty by column (from 0), whether any cell of the row is filled."""


class RowSource(ABC):
    """A sheet that is read as it flows."""

    @abstractmethod
    def __iter__(self) -> Iterator[Row]:
        """Rows in order; empty ones may be left out."""

    @abstractmethod
    def keep(self, columns: Collection[int], width: int) -> None:
        """Say that, of the first ``width`` columns, the cells of all others need not be given."""

    @property
    @abstractmethod
    def merged(self) -> list[tuple[int, int, int, int]]:
        """Merged cells, known once all rows were read: first row and column, last row and column."""


class NamedSheet(Protocol):
    """A sheet of a workbook, as its table of contents has it."""

    @property
    def name(self) -> str:
        """As written in the workbook."""


AnySheet = TypeVar("AnySheet", bound=NamedSheet)


def choose_sheet(sheets: Sequence[AnySheet], spec: SourceFileSpec, *, file: str) -> AnySheet:
    """The sheet that the descriptor names. Raises ReadError, listing those there are."""
    reader = spec.reader
    assert isinstance(reader, WorkbookReader)  # noqa: S101 - chosen by the kind
    found = [sheet for sheet in sheets if clean_name(sheet.name) == clean_name(reader.sheet)]
    if len(found) == 1:
        return found[0]
    names = quote_some([sheet.name for sheet in sheets], 30)
    raise ReadError(
        f"{len(found)} sheets called “{reader.sheet}”; it has {names}: correct “sheet”.", file=file
    )


def build_tables(
    rows: RowSource, spec: SourceFileSpec, *, file: str, warnings: tuple[str, ...]
) -> Iterator[Table]:
    """Used columns of the rows below the header; empty rows at the end are left aside.

    Raises ReadError with the row: an empty row between others (what follows is a footnote), a value in
    a column without name, an error or a formula without value in a used column, merged cells over one.
    """
    iterator = iter(rows)
    sheet = _SheetTable(_find_header(iterator, spec, file), spec, file)
    rows.keep({*sheet.header.indexes, *sheet.nameless}, sheet.header.width)
    for table in batch_rows(sheet.take_rows(iterator), sheet.header, file=file):
        yield Table(file, table.frame, table.lines, warnings)
        warnings = ()
    if not sheet.last_row:
        raise ReadError("the sheet has a header and no row: fetch it again.", file=file)
    sheet.ensure_not_merged(rows.merged)


def _find_header(rows: Iterator[Row], spec: SourceFileSpec, file: str) -> dict[int, str]:
    """Cells of the row of the names of columns; rows above are titles."""
    reader = spec.reader
    assert isinstance(reader, WorkbookReader)  # noqa: S101 - chosen by the kind
    for number, cells, _ in rows:
        if number >= reader.header_row:
            if number == reader.header_row and cells:
                return cells
            break
    raise ReadError("the row of the names of columns is empty.", file=file, line=reader.header_row)


class _SheetTable:
    """The columns of a sheet, and what is expected of the rows below its header.

    ``nameless``: columns without a name, which must be empty. ``last_row``: of those read so far.
    """

    def __init__(self, names: dict[int, str], spec: SourceFileSpec, file: str) -> None:
        reader = spec.reader
        assert isinstance(reader, WorkbookReader)  # noqa: S101 - chosen by the kind
        places = [place for place, name in sorted(names.items()) if clean_name(name)]
        found = read_header([names[place] for place in places], spec, file=file, line=reader.header_row)
        width = max(places, default=-1) + 1
        self.header = Header(width, tuple(places[index] for index in found.indexes), found.keys)
        self.nameless = frozenset(range(width)) - frozenset(places)
        self.last_row = 0
        self._header_row, self._file = reader.header_row, file
        # An error of the producer may be a declared mark of absence (« #N/A »).
        self._marks: Mapping[int, frozenset[str]] = {
            place: frozenset(role.absent) if isinstance(role, ValueColumn) else frozenset()
            for place, role in zip(
                self.header.indexes, (spec.columns.get(key) for key in self.header.keys), strict=True
            )
        }

    def take_rows(self, rows: Iterator[Row]) -> Iterator[tuple[int, list[str]]]:
        """Number and used cells of each row."""
        expected, indexes = self._header_row + 1, self.header.indexes
        for number, cells, filled in rows:
            if not filled:
                continue
            if number != expected:
                raise ReadError(
                    f"an empty row, and then row {number}: {quote_some(list(cells.values()), 4)}."
                    " A footnote, or a second table? Ask for the table alone.",
                    file=self._file,
                    line=expected,
                )
            expected = number + 1
            taken = [cells.get(place, "") for place in indexes]
            for cell in cells.values():
                if cell.__class__ is Flaw:
                    self._refuse_flaws(number, cells)
            if self.nameless or len(cells) > len(indexes):
                self._ensure_named(number, cells)
            self.last_row = number
            yield number, taken

    def _refuse_flaws(self, number: int, cells: dict[int, str]) -> None:
        for place, key in zip(self.header.indexes, self.header.keys, strict=True):
            cell = cells.get(place, "")
            if isinstance(cell, Flaw) and cell not in self._marks[place]:
                raise ReadError(
                    f"{cell}: ask the producer for the values.", file=self._file, line=number, column=key
                )

    def _ensure_named(self, number: int, cells: dict[int, str]) -> None:
        """No value stands under an empty name (a merged header hides which column it belongs to)."""
        for place, cell in cells.items():
            if place >= self.header.width or place in self.nameless:
                raise ReadError(
                    f"column {place + 1} has no name, and here the value “{cell[:40]}”."
                    " A merged header, a note beside the table?",
                    file=self._file,
                    line=number,
                )

    def ensure_not_merged(self, merged: list[tuple[int, int, int, int]]) -> None:
        """Raise ReadError when a used cell is covered by another one: its value is not known."""
        for top, left, bottom, right in merged:
            first = max(top, self._header_row + 1)
            for place, key in zip(self.header.indexes, self.header.keys, strict=True):
                covered = left < place <= right or (place == left and bottom > max(top, first - 1))
                if first <= min(bottom, self.last_row) and covered:
                    raise ReadError(
                        "merged cells: which row has the value? Ask for a table without them.",
                        file=self._file,
                        line=first,
                        column=key,
                    )
