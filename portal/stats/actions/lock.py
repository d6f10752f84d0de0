"""One load of figures at a time, on one machine or several that share a PostgreSQL; one fetch at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

_ADVISORY_KEY: Final = 0x6F63_6669_6773  # "ocfigs": any constant, the same on every machine


class LoadIsRunningError(Exception):
    """Another load of figures is at work."""


class FetchIsRunningError(Exception):
    """Another fetch is at work."""


@contextmanager
def hold_load_lock() -> Iterator[None]:
    """Hold the lock; the system frees it when the process dies. Raises LoadIsRunningError."""
    with _hold_file_lock(
        "figures.lock", LoadIsRunningError("another load of figures holds figures.lock; wait for it")
    ):
        if connection.vendor != "postgresql":
            yield
            return
        with _hold_advisory_lock():
            yield


@contextmanager
def hold_fetch_lock() -> Iterator[None]:
    """One fetch at a time: two would ask the same hosts twice as fast as is polite.

    Raises FetchIsRunningError.
    """
    with _hold_file_lock("fetch.lock", FetchIsRunningError("another fetch holds fetch.lock; wait for it")):
        yield


@contextmanager
def _hold_file_lock(name: str, refusal: Exception) -> Iterator[None]:
    path = Path(settings.DATA_DIR) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise refusal from error
        yield


@contextmanager
def _hold_advisory_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_KEY])
        if not cursor.fetchone()[0]:
            raise LoadIsRunningError("another machine loads figures into this database; wait for it")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_KEY])
