"""Columns of figures: one indicator and year over all territories of a kind, those read last kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from portal.stats.models import PackedColumn
from portal.stats.store.packing import ColumnArrays, unpack_column

ColumnKey = tuple[int, str, int, str]
"""Release, indicator, year, kind."""

_COLUMNS_KEPT: Final = 14_000_000
"""In bytes, of the columns read last: 370 kB for one of communes, some hundreds for one of régions."""
_AT_ONCE: Final = 200
"""Parts of one statement: SQLite takes five hundred."""


@dataclass
class _Columns:
    """Columns never change: those read last are kept. Several threads may read one at once, which costs a
    query and nothing else."""

    kept: dict[ColumnKey, ColumnArrays] = field(default_factory=dict)
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: ColumnKey) -> ColumnArrays | None:
        with self.lock:
            found = self.kept.pop(key, None)
            if found is not None:
                self.kept[key] = found  # last again
            return found

    def keep(self, key: ColumnKey, column: ColumnArrays) -> None:
        with self.lock:
            if key not in self.kept:
                self.size += _weigh(column)
                self.kept[key] = column
            while self.size > _COLUMNS_KEPT and len(self.kept) > 1:
                self.size -= _weigh(self.kept.pop(next(iter(self.kept))))

    def clear(self) -> None:
        with self.lock:
            self.kept.clear()
            self.size = 0


_columns: Final = _Columns()


def _weigh(column: ColumnArrays) -> int:
    return column.values.nbytes + column.absence.nbytes + column.flags.nbytes


def forget_columns() -> None:
    """Drop what is kept: after a publication, and between tests."""
    _columns.clear()


def read_column(release_id: int, indicator: str, year: int, kind: str) -> ColumnArrays:
    """One column of a release. Raises PackedColumn.DoesNotExist."""
    key = (release_id, indicator, year, kind)
    found = _columns.find(key) or _fetch_columns([key]).get(key)
    if found is None:
        raise PackedColumn.DoesNotExist(f"{indicator}, {year}, {kind} in release {release_id}")
    return found


def prefetch_columns(keys: Iterable[ColumnKey]) -> None:
    """Read columns with one SQL query, for those who ask them one by one a moment later."""
    missing = [key for key in dict.fromkeys(keys) if _columns.find(key) is None]
    for start in range(0, len(missing), _AT_ONCE):
        _fetch_columns(missing[start : start + _AT_ONCE])


def _fetch_columns(keys: Sequence[ColumnKey]) -> dict[ColumnKey, ColumnArrays]:
    table = connection.ops.quote_name(PackedColumn._meta.db_table)
    one = f"SELECT release_id, indicator, year, kind, payload FROM {table}"  # noqa: S608 - our model
    one += " WHERE release_id = %s AND indicator = %s AND year = %s AND kind = %s"
    found: dict[ColumnKey, ColumnArrays] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(keys)), [part for key in keys for part in key])
        for release_id, indicator, year, kind, payload in cursor.fetchall():
            key = (release_id, indicator, year, kind)
            found[key] = unpack_column(bytes(payload))
            _columns.keep(key, found[key])
    return found
