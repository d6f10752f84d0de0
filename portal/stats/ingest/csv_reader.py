"""Delimited text → tables of text, refusing whatever could shift or swallow cells.

Blocks of lines go through ``csv_blocks``, which is fast and gives up on whatever is not plain; those go
through Python's parser, which finds what is wrong and says where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import CsvReader
from portal.stats.ingest.csv_blocks import cut_block
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.headers import Header, read_header
from portal.stats.ingest.tables import BATCH_ROWS, Table, build_table
from portal.stats.ingest.text import MAX_LINE_BYTES, Encoding, find_encoding, iterate_blocks


def read_csv(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Columns that the descriptor uses, as text; the others are checked, then dropped.

    Raises ReadError with the line: a row with too few or too many cells, a line break or a lone
    quote in a cell, a header that is not the declared one, no row at all.
    """
    reader = spec.reader
    assert isinstance(reader, CsvReader)  # noqa: S101 - chosen by the kind
    encoding = find_encoding(stream, reader.encoding, file=file)
    csv.field_size_limit(MAX_LINE_BYTES)
    parser = _Parser(spec, reader, file)
    tables = parser.read_text(stream, encoding) if reader.multiline else parser.read_blocks(stream, encoding)
    first = next(tables, None)
    if first is None:
        raise ReadError("the file has a header and no row: fetch it again.", file=file, line=1)
    yield Table(file, first.frame, first.lines, encoding.warnings)
    yield from tables


class _Parser:
    """The rows of one file; ``line`` is the number of lines read so far."""

    def __init__(self, spec: SourceFileSpec, reader: CsvReader, file: str) -> None:
        self.spec, self.reader, self.file = spec, reader, file
        self.line = 0

    def read_text(self, stream: BinaryIO, encoding: Encoding) -> Iterator[Table]:
        """The whole text by Python's parser: rows may have several lines."""
        stream.seek(encoding.mark_bytes)
        text = io.TextIOWrapper(stream, encoding=encoding.name, newline="")
        try:
            header = self._read_header(text)
            yield from self._read_rows(text, header)
        finally:
            text.detach()

    def read_blocks(self, stream: BinaryIO, encoding: Encoding) -> Iterator[Table]:
        """Block after block: no row goes over the end of its line."""
        blocks = iterate_blocks(stream, encoding)
        start = io.StringIO(next(blocks).decode(), newline="")
        header = self._read_header(start)
        rest = start.read()
        if rest:
            yield from self._read_block(rest.encode(), header)
        for block in blocks:
            yield from self._read_block(block, header)

    def _read_block(self, block: bytes, header: Header) -> Iterator[Table]:
        frame = cut_block(block, self.reader.delimiter, header)
        if frame is None:
            yield from self._read_rows(io.StringIO(block.decode(), newline=""), header)
            return
        for part in frame.iter_slices(BATCH_ROWS):
            lines = pl.int_range(self.line + 1, self.line + part.height + 1, dtype=pl.Int64, eager=True)
            self.line += part.height
            yield Table(self.file, part, lines.alias("line"))

    def _read_header(self, text: io.TextIOBase) -> Header:
        for _ in range(self.reader.header_line - 1):
            if not text.readline():
                raise ReadError(f"there is no line {self.reader.header_line}.", file=self.file)
            self.line += 1
        names = next(self._parse(text), (0, []))[1]
        _ensure_delimiter(names, self.spec, self.file, self.reader.header_line)
        return read_header(names, self.spec, file=self.file, line=self.reader.header_line)

    def _read_rows(self, text: io.TextIOBase, header: Header) -> Iterator[Table]:
        """What polars is not trusted with."""
        take, rows = header.build_taker(), self._parse(text)
        while batch := list(islice(rows, BATCH_ROWS)):
            width = header.width
            wrong = next(((line, row) for line, row in batch if len(row) != width), None)
            if wrong is not None:
                _refuse_width(wrong[1], width, wrong[0], self.file)
            columns = list(zip(*(take(row) for _, row in batch), strict=True))
            yield build_table(columns, header, [line for line, _ in batch], file=self.file)

    def _parse(self, text: io.TextIOBase) -> Iterator[tuple[int, list[str]]]:
        """Rows with the line where each begins. Refuses a row of several lines unless they are declared."""
        reader = csv.reader(text, delimiter=self.reader.delimiter, strict=True)
        above, multiline = self.line, self.reader.multiline
        try:
            for row in reader:
                start, self.line = self.line + 1, above + reader.line_num
                if self.line != start and not multiline:
                    raise ReadError(
                        "a line break inside a cell: a quote was opened and not closed."
                        " If cells do have several lines, say “multiline: true”.",
                        file=self.file,
                        line=start,
                    )
                yield start, row
        except csv.Error as error:
            raise ReadError(
                f"{error}: a lone quote or a cell without end; the file is damaged or not a CSV.",
                file=self.file,
                line=self.line + 1,
            ) from error


def _ensure_delimiter(header: list[str], spec: SourceFileSpec, file: str, line: int) -> None:
    if len(header) != 1 or len(spec.columns) + len(spec.ignore) == 1:
        return
    others = [mark for mark in ";,\t|" if mark in header[0]]
    if others:
        raise ReadError(
            f"the header holds “{others[0]}”: is it the separator? Correct “delimiter”.", file=file, line=line
        )


def _refuse_width(row: list[str], width: int, line: int, file: str) -> None:
    if not row:
        raise ReadError("an empty line; the file is truncated or has a footnote.", file=file, line=line)
    raise ReadError(
        f"{len(row)} cells where the header has {width}: {quote_some(row, 4)}."
        " A separator inside a cell, a lone quote, a footnote or a truncated file.",
        file=file,
        line=line,
    )
