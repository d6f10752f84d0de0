"""Parquet → tables of text, typed values written as those of workbooks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.headers import Header, read_header
from portal.stats.ingest.tables import BATCH_ROWS, Table
from portal.stats.ingest.typed_cells import Flaw, write_float, write_moment

_MAGIC: Final = b"PAR1"
_COPY: Final = 1 << 20


def read_parquet(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Columns that the descriptor uses, as text; nulls are empty. ``lines`` are numbers of records.

    Raises ReadError for what is not Parquet or is truncated, and for a used column of lists or bytes.
    """
    stream.seek(0)
    if stream.read(4) != _MAGIC:
        raise ReadError("not a Parquet file: fetch it again.", file=file)
    with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
        stream.seek(0)
        while chunk := stream.read(_COPY):
            copy.write(chunk)
        copy.flush()
        try:
            yield from _read_path(Path(copy.name), spec, file)
        except pl.exceptions.PolarsError as error:
            raise ReadError(f"damaged or truncated ({error}): fetch it again.", file=file) from error


def _read_path(path: Path, spec: SourceFileSpec, file: str) -> Iterator[Table]:
    source = pl.scan_parquet(path, glob=False)
    schema = source.collect_schema()
    names = schema.names()
    header = read_header(names, spec, file=file)
    used = [names[index] for index in header.indexes]
    for name in used:
        if isinstance(schema[name], (pl.List, pl.Array, pl.Struct, pl.Object, pl.Binary)):
            raise ReadError(f"values of the type {schema[name]} cannot be read.", file=file, column=name)
    above = 0
    for frame in source.select(used).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
        for part in frame.iter_slices(BATCH_ROWS):
            yield _build_table(part, header, above, file)
            above += part.height
    if not above:
        raise ReadError("no record: fetch it again.", file=file)


def _build_table(frame: pl.DataFrame, header: Header, above: int, file: str) -> Table:
    lines = pl.int_range(above + 1, above + frame.height + 1, dtype=pl.Int64, eager=True).alias("line")
    columns = []
    for key, cells in zip(header.keys, frame.iter_columns(), strict=True):
        columns.append(_write_cells(cells, lines, key, file).fill_null("").alias(key))
    return Table(file, pl.DataFrame(columns), lines)


def _write_cells(cells: pl.Series, lines: pl.Series, key: str, file: str) -> pl.Series:
    if cells.dtype.is_float() or isinstance(cells.dtype, pl.Decimal):
        texts = [None if value is None else write_float(float(value)) for value in cells.to_list()]
        for row, text in enumerate(texts):
            if isinstance(text, Flaw):
                raise ReadError(f"{text}.", file=file, line=int(lines[row]), column=key)
        return pl.Series(cells.name, texts, dtype=pl.String)
    if isinstance(cells.dtype, pl.Datetime):
        moments = [None if moment is None else write_moment(moment) for moment in cells.to_list()]
        return pl.Series(cells.name, moments, dtype=pl.String)
    return cells.cast(pl.String)
