"""Delimited text → a table of text, refusing whatever could shift or swallow cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import CsvReader
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.tables import Table, clean_header, ensure_columns
from portal.stats.ingest.text import decode_text

MAX_CELL_CHARACTERS: Final = 20_000_000
"""Outlines of communes are the longest known cells (2 million characters)."""


def read_csv(content: bytes, spec: SourceFileSpec, *, file: str) -> Table:
    """Columns that the descriptor uses, as text; the others are checked, then dropped.

    Raises ReadError with the line: a row with too few or too many cells, a line break or a lone
    quote in a cell, a header that is not the declared one, no row at all.
    """
    reader_spec = spec.reader
    assert isinstance(reader_spec, CsvReader)  # noqa: S101 - chosen by the kind
    decoded = decode_text(content, reader_spec.encoding, file=file)
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=reader_spec.delimiter, strict=True)
    rows = _iterate(reader, file)
    header = clean_header(next(rows, []), file=file)
    _ensure_delimiter(header, spec, file)
    ensure_columns(header, spec, file=file)
    wanted = [name for name in header if name in spec.columns or name in spec.select]
    indexes = [header.index(name) for name in wanted]
    cells: list[list[str]] = [[] for _ in wanted]
    lines: list[int] = []
    width, multiline = len(header), reader_spec.multiline
    takers = list(zip(indexes, [column.append for column in cells], strict=True))
    line = reader.line_num
    for row in rows:
        start, line = line + 1, reader.line_num
        if len(row) != width:
            _refuse_width(row, width, start, file)
        if line != start and not multiline:
            raise ReadError(
                "a line break inside a cell: a quote was opened and not closed."
                " If cells do have several lines, say “multiline: true”.",
                file=file,
                line=start,
            )
        for index, take in takers:
            take(row[index])
        lines.append(start)
    if not lines:
        raise ReadError("the file has a header and no row: fetch it again.", file=file, line=1)
    frame = pl.DataFrame(
        {name: pl.Series(name, column, dtype=pl.String) for name, column in zip(wanted, cells, strict=True)}
    )
    return Table(file, frame, pl.Series("line", lines, dtype=pl.Int64), decoded.warnings)


def _iterate(reader: Iterator[list[str]], file: str) -> Iterator[list[str]]:
    """Rows of the reader; its errors with their place."""
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line: int = reader.line_num  # type: ignore[attr-defined]
            raise ReadError(
                f"{error}: a lone quote or a cell without end; the file is damaged or not a CSV.",
                file=file,
                line=line,
            ) from error


def _ensure_delimiter(header: list[str], spec: SourceFileSpec, file: str) -> None:
    if len(header) > 1 or len(spec.columns) + len(spec.ignore) == 1:
        return
    others = [mark for mark in ";,\t|" if mark in header[0]]
    if others:
        raise ReadError(
            f"the header holds “{others[0]}”: is it the separator? Correct “delimiter”.", file=file, line=1
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
