"""Writing packed figures.

A release is written before anybody can see it, in several transactions, so that other writers of
the database never wait long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from django.db import connection, models, transaction

from portal.stats.compute.vectors import FigureVector
from portal.stats.models import PackedColumn, PackedRow
from portal.stats.store.layout import key_of, summary_key_of
from portal.stats.store.packing import (
    RowBlock,
    SummaryBlock,
    pack_column,
    pack_rows,
    pack_summaries,
)

# Bytes per transaction: half a second of writing at most, and few enough commits not to be seen.
_BATCH_BYTES: Final = 24_000_000


def write_rows(release_id: int, kind: str, codes: Sequence[str], block: RowBlock) -> None:
    """Write the rows of these territories, in the order of the block."""
    payloads = pack_rows(block)
    rows = ((release_id, key_of(kind, code), row) for code, row in zip(codes, payloads, strict=True))
    _insert(PackedRow, ("release_id", "key", "payload"), rows, len(payloads[0]) if payloads else 1)


def write_summaries(
    release_id: int, kind: str, grouping: str, codes: Sequence[str], block: SummaryBlock
) -> None:
    """Write the summaries of these groups, in the order of the block; empty ones are left out."""
    payloads = pack_summaries(block)
    filled = block.n.max(axis=0, initial=0) > 0
    rows = (
        (release_id, summary_key_of(kind, grouping, code), row)
        for code, row, kept in zip(codes, payloads, filled, strict=True)
        if kept
    )
    _insert(PackedRow, ("release_id", "key", "payload"), rows, len(payloads[0]) if payloads else 1)


def write_columns(
    release_id: int, kind: str, columns: Iterable[tuple[tuple[str, int], FigureVector]]
) -> None:
    """Write each cell (indicator and year) over all the positions of the kind."""
    rows = (
        (
            release_id,
            indicator,
            year,
            kind,
            pack_column(column.values, column.absence, column.status, column.origin),
        )
        for (indicator, year), column in columns
    )
    _insert(PackedColumn, ("release_id", "indicator", "year", "kind", "payload"), rows, 400_000)


def delete_packed(release_ids: Sequence[int]) -> None:
    """Remove all packed rows and columns of these releases."""
    PackedRow.objects.filter(release_id__in=release_ids).delete()
    PackedColumn.objects.filter(release_id__in=release_ids).delete()


def settle_database() -> None:
    """After a large write: fold SQLite's log into the file, refresh PostgreSQL's statistics.

    Neither can be done within a transaction: nothing is done then.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif connection.vendor == "postgresql":
            for model in (PackedRow, PackedColumn):
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"VACUUM (ANALYZE) {table}")


def _insert(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[tuple[Any, ...]], row_bytes: int
) -> None:
    """INSERT through the cursor: model instances would take ten times as long as the database."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our models
    size = max(1, _BATCH_BYTES // (row_bytes + 100))
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, batch)
