"""A file as a table of text, and the rule that every cell is taken and then the row is closed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from portal.stats.descriptors.dataset import Selection, SourceFileSpec
from portal.stats.ingest.errors import ReadError, quote_some


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

    def refuse_where(self, wrong: pl.Series, column: str, message: str) -> None:
        """Raise ReadError at the first row of the boolean ``wrong``, listing what was found there."""
        if not wrong.any():
            return
        rows = wrong.arg_true()
        found = self.frame[column].gather(rows).unique(maintain_order=True).to_list()
        lines = ", ".join(str(self.line_of(int(row))) for row in rows[:5])
        raise ReadError(
            f"{message} Found {quote_some(found)} on {len(rows)} rows (lines {lines}…).",
            file=self.file,
            line=self.line_of(int(rows[0])),
            column=column,
        )


def clean_header(names: Sequence[str], *, file: str) -> list[str]:
    """Names of columns without surrounding spaces (no-break ones included).

    Raises ReadError for an empty name or one given twice.
    """
    cleaned = [
        unicodedata.normalize("NFC", name).strip().strip("\u00a0\u202f\ufeff").strip() for name in names
    ]
    for number, name in enumerate(cleaned, start=1):
        if not name:
            raise ReadError(f"column {number} has no name.", file=file, line=1)
        if cleaned.index(name) != number - 1:
            raise ReadError(f"two columns are called “{name[:80]}”.", file=file, line=1, column=name[:80])
    return cleaned


def ensure_columns(found: Sequence[str], spec: SourceFileSpec, *, file: str, may_miss: bool = False) -> None:
    """Close the row: every column of the file is used or ignored, every used one is there.

    ``may_miss``: a declared column may be in no record (JSON leaves empty fields out).
    """
    used = set(spec.columns) | set(spec.select)
    unknown = [name for name in found if name not in used and name not in set(spec.ignore)]
    if unknown:
        raise ReadError(
            f"columns that nobody reads: {quote_some(unknown)}."
            " Give them a role in “columns” or list them in “ignore”.",
            file=file,
            line=1,
        )
    missing = [] if may_miss else sorted(used - set(found))
    if missing:
        raise ReadError(
            f"columns that are not in the file: {quote_some(missing)}; it has {quote_some(list(found), 30)}."
            " The producer may have renamed them: correct the descriptor.",
            file=file,
            line=1,
        )


def select_rows(table: Table, select: dict[str, Selection]) -> Table:
    """The rows that the descriptor keeps."""
    keep = pl.repeat(True, table.frame.height, dtype=pl.Boolean, eager=True)
    for column, selection in select.items():
        cells = table.frame[column]
        if selection.any_of is not None:
            keep &= cells.is_in(list(selection.any_of))
        if selection.none_of:
            keep &= ~cells.is_in(list(selection.none_of))
    if keep.all():
        return table
    return Table(table.file, table.frame.filter(keep), table.lines.filter(keep), table.warnings)
