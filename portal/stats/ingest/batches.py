"""A file of any format → tables of text, a batch of rows at a time."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.csv_reader import read_csv
from portal.stats.ingest.json_reader import read_geojson, read_json
from portal.stats.ingest.ods_reader import read_ods
from portal.stats.ingest.parquet_reader import read_parquet
from portal.stats.ingest.tables import Table, select_rows
from portal.stats.ingest.xlsx_reader import read_xlsx

_READERS: Final[dict[str, Callable[..., Iterator[Table]]]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "ods": read_ods,
    "parquet": read_parquet,
}
_READERS_OF_SEVERAL: Final[dict[str, Callable[..., Iterator[tuple[str, Table]]]]] = {
    "json": read_json,
    "geojson": read_geojson,
}


def read_batches(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """The rows that the descriptor selects, in tables of about ``tables.BATCH_ROWS`` of them at most.

    Columns are those that the descriptor uses, under the names it declares; every other one of the file
    is accounted for, then dropped. At least one table is given. The stream is left open.
    Raises ReadError; only when the last table has been read is the whole file known to be right.
    """
    for _, table in read_together(stream, {file: spec}):
        yield table


def read_together(stream: BinaryIO, specs: Mapping[str, SourceFileSpec]) -> Iterator[tuple[str, Table]]:
    """One content that several files of a descriptor are read from, by their names: each name with its
    tables, as ``read_batches`` gives them. Readers are of one kind; JSON is parsed once for all.
    """
    begun: set[str] = set()
    with _seekable(stream) as source:
        for file, table in _read_all(source, specs):
            selected = select_rows(table, specs[file].select)
            if selected.frame.height or file not in begun:
                begun.add(file)
                yield file, selected


def _read_all(source: BinaryIO, specs: Mapping[str, SourceFileSpec]) -> Iterator[tuple[str, Table]]:
    kind = next(iter(specs.values())).reader.kind
    if kind in _READERS_OF_SEVERAL:
        yield from _READERS_OF_SEVERAL[kind](source, specs)
        return
    for file, spec in specs.items():
        source.seek(0)
        for table in _READERS[kind](source, spec, file=file):
            yield file, table


def read_table(content: bytes, spec: SourceFileSpec, *, file: str) -> Table:
    """The whole file as one table: for files known to be small."""
    tables = list(read_batches(io.BytesIO(content), spec, file=file))
    return Table(
        file,
        pl.concat([table.frame for table in tables]),
        pl.concat([table.lines for table in tables]),
        tables[0].warnings,
    )


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream, or a copy on disk of one that is inflated as it is read: files are read twice."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.seek(0)
        yield cast(BinaryIO, copy)
