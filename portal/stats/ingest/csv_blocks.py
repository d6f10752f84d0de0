"""The fast way through delimited text: lines whose structure is proven are cut by polars.

Nothing is left to the judgement of polars, which fills rows that are too short: the separators of every
line are counted beforehand. The lines with a quote are put aside, and read by Python's parser.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from portal.stats.ingest.headers import Header

_NEWLINE: Final = ord("\n")
_QUOTE: Final = ord('"')
_MARK: Final = b"\xef\xbb\xbf"
"""Polars drops a byte order mark, even where it is the beginning of a cell."""
_MAX_QUOTED: Final = 0.3
"""Share of the lines with a quote from which nothing is gained."""


def cut_block(block: bytes, delimiter: str, header: Header) -> pl.DataFrame | None:
    """The used cells of a block of whole lines (UTF-8), under their declared names.

    None when Python's parser must decide: a line with too few or too many cells, a row of several lines,
    a lone quote, an odd line end, a table of one column (whose empty lines look like rows).
    """
    if header.width < 2 or block.startswith(_MARK):
        return None
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
        if b"\r" in block:
            return None
    if not block.endswith(b"\n"):
        block += b"\n"
    content = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(content == _NEWLINE)
    aside: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    rows: list[Sequence[str]] = []
    if b'"' in block:
        aside = np.unique(np.searchsorted(ends, np.flatnonzero(content == _QUOTE)))
        lines = _slice_lines(block, ends, aside)
        parsed = _parse_lines(lines, delimiter, header) if len(aside) < _MAX_QUOTED * len(ends) else None
        if parsed is None:
            return None
        rows = parsed
        block = _blank_lines(block, ends, aside, delimiter, header.width)
        content = np.frombuffer(block, dtype=np.uint8)
        ends = np.flatnonzero(content == _NEWLINE)
    if not _has_width(content, ends, ord(delimiter), header.width):
        return None
    frame = _cut(block, delimiter, header)
    return _put_back(frame, aside, rows) if rows else frame


def _slice_lines(block: bytes, ends: NDArray[np.int64], numbers: NDArray[np.int64]) -> list[str]:
    starts = np.concatenate(([0], ends[:-1] + 1))
    return [block[starts[number] : ends[number]].decode() for number in numbers]


def _parse_lines(lines: list[str], delimiter: str, header: Header) -> list[Sequence[str]] | None:
    """Used cells of lines that are each a whole row; None when one is not."""
    take = header.build_taker()
    rows: list[Sequence[str]] = []
    for line in lines:
        try:
            row = next(csv.reader((line,), delimiter=delimiter, strict=True))
        except csv.Error:
            return None
        if len(row) != header.width:
            return None
        rows.append(take(row))
    return rows


def _blank_lines(
    block: bytes, ends: NDArray[np.int64], numbers: NDArray[np.int64], delimiter: str, width: int
) -> bytes:
    """The block with rows of empty cells in the place of some of its lines."""
    blank, pieces, place = delimiter.encode() * (width - 1), [], 0
    for number in numbers:
        start = int(ends[number - 1]) + 1 if number else 0
        pieces += [block[place:start], blank]
        place = int(ends[number])
    return b"".join([*pieces, block[place:]])


def _has_width(content: NDArray[np.uint8], ends: NDArray[np.int64], mark: int, width: int) -> bool:
    """Whether every line holds exactly ``width - 1`` separators."""
    marks = np.flatnonzero(content == mark)
    if len(marks) != len(ends) * (width - 1):
        return False
    rows = marks.reshape(len(ends), width - 1)
    return bool((rows[:, -1] < ends).all() and (rows[1:, 0] > ends[:-1]).all())


def _cut(block: bytes, delimiter: str, header: Header) -> pl.DataFrame:
    frame = pl.read_csv(
        block,
        has_header=False,
        separator=delimiter,
        quote_char=None,
        columns=list(header.indexes),
        infer_schema=False,
        empty_string_is_null=False,
    )
    return frame.rename(dict(zip(frame.columns, header.keys, strict=True)))


def _put_back(frame: pl.DataFrame, numbers: NDArray[np.int64], rows: list[Sequence[str]]) -> pl.DataFrame:
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            cells.scatter(numbers, pl.Series(taken, dtype=pl.String))
            for cells, taken in zip(frame.iter_columns(), columns, strict=True)
        ]
    )
