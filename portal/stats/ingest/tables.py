"""A file as a table of text, and the rule that every cell is taken and then the row is closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import polars as pl

from portal.stats.descriptors.dataset import Selection
from portal.stats.ingest.errors import ReadError, quote_some, word_count
from portal.stats.ingest.headers import Header

BATCH_ROWS: Final = 50_000
"""Rows of the tables that readers give: what stays in memory whatever the size of the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text: ``frame`` has String columns only; missing cells are the empty text.

    ``lines`` (Int64, same height) is where each row stands in the file: a line of a CSV, the number
    of a record of a JSON, from 1. ``warnings`` are surprises that did not prevent reading.
    """

    file: str
    frame: pl.DataFrame
    lines: pl.Series
    warnings: tuple[str, ...] = ()

    def line_of(self, row: int) -> int:
        return int(self.lines[row])

    def filter(self, kept: pl.Series) -> Table:
        """The rows where the boolean ``kept`` is true."""
        if kept.all():
            return self
        return Table(self.file, self.frame.filter(kept), self.lines.filter(kept), self.warnings)

    def refuse_where(self, wrong: pl.Series, column: str, message: str) -> None:
        """Raise ReadError at the first row of the boolean ``wrong``, listing what was found there."""
        if not wrong.any():
            return
        rows = wrong.arg_true()
        found = self.frame[column].gather(rows).unique(maintain_order=True).to_list()
        lines = ", ".join(str(self.line_of(int(row))) for row in rows[:5])
        where = f"{'line' if len(rows) == 1 else 'lines'} {lines}{'…' if len(rows) > 5 else ''}"
        raise ReadError(
            f"{message} Found {quote_some(found)} on {word_count(len(rows), 'row')} ({where}).",
            file=self.file,
            line=self.line_of(int(rows[0])),
            column=column,
        )


def build_table(
    columns: Sequence[Sequence[str]], header: Header, lines: Sequence[int], *, file: str
) -> Table:
    """A table of cells given column by column. Raises ReadError for half of a character."""
    try:
        series = [
            pl.Series(key, cells, dtype=pl.String) for key, cells in zip(header.keys, columns, strict=True)
        ]
    except UnicodeEncodeError as error:
        raise ReadError(
            "half of a character (an unpaired surrogate): the file is damaged.", file=file, line=lines[0]
        ) from error
    return Table(file, pl.DataFrame(series), pl.Series("line", lines, dtype=pl.Int64))


def batch_rows(rows: Iterable[tuple[int, Sequence[str]]], header: Header, *, file: str) -> Iterator[Table]:
    """Tables of at most ``BATCH_ROWS`` from the line and the used cells of each row."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH_ROWS)):
        lines = [line for line, _ in batch]
        columns = list(zip(*(cells for _, cells in batch), strict=True))
        yield build_table(columns, header, lines, file=file)


def select_rows(table: Table, select: dict[str, Selection]) -> Table:
    """The rows that the descriptor keeps."""
    keep = pl.repeat(True, table.frame.height, dtype=pl.Boolean, eager=True)
    for column, selection in select.items():
        cells = table.frame[column]
        if selection.any_of is not None:
            keep &= cells.is_in(list(selection.any_of))
        if selection.none_of:
            keep &= ~cells.is_in(list(selection.none_of))
    return table.filter(keep)
