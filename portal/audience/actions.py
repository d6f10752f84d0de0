"""Counting what is read: in memory at once, in the database a minute later, from a thread of its own.

A page never waits for it and never fails by it. What waits is lost when the process ends: a minute of
counts at most, which is the price of costing nothing.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from threading import Lock, Timer
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from portal.audience.models import DailyCount
from portal.audience.readers import is_person

KEPT_DAYS: Final = 400
"""A year and a month: one year can be compared with the one before."""

WAIT_S: Final = 60.0
MOST_WAITING: Final = 5_000
"""Subjects of one process that wait together; others are not counted until these are written."""

_ROWS_AT_ONCE: Final = 500
_LOG: Final = logging.getLogger(__name__)

Key = tuple[date, str]


class _Waiting:
    """What this process has counted and not written yet."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.counts: Counter[Key] = Counter()
        self.is_planned = False
        self.has_failed = False

    def add(self, key: Key) -> bool:
        """Count one; whether somebody must now plan the writing."""
        with self.lock:
            if key in self.counts or len(self.counts) < MOST_WAITING:
                self.counts[key] += 1
            must_plan, self.is_planned = not self.is_planned, True
        return must_plan

    def take(self) -> Counter[Key]:
        with self.lock:
            taken, self.counts, self.is_planned = self.counts, Counter(), False
        return taken

    def put_back(self, counts: Mapping[Key, int]) -> None:
        """What could not be written waits for the next time, as far as there is room."""
        with self.lock:
            room = max(0, MOST_WAITING - len(self.counts))
            self.counts.update(dict(islice(counts.items(), room)))


_waiting: Final = _Waiting()


def count_view(subject: str, *, request: HttpRequest) -> None:
    """Count one reading of « indicator:population » today, unless a program reads. It never waits."""
    if settings.COUNT_VIEWS and is_person(request) and _waiting.add((timezone.localdate(), subject)):
        _plan()


def _plan() -> None:
    timer = Timer(WAIT_S, _record_and_leave)
    timer.daemon = True
    try:
        timer.start()
    except RuntimeError:  # no thread left, or the process ends: the next view tries again
        _waiting.is_planned = False


def _record_and_leave() -> None:
    """In the thread of the timer, which has a connection of its own."""
    try:
        record_views(today=timezone.localdate())
    finally:
        connection.close()


def record_views(*, today: date) -> int:
    """Write what waits and drop what is too old; the number of subjects written.

    A database that cannot be written (read-only, locked, away) costs a line in the log: what waits is tried
    again with the next views, within the room there is.
    """
    counts = _waiting.take()
    if not counts:
        return 0
    try:
        with transaction.atomic():
            for rows in _cut(counts):
                _add(rows)
            DailyCount.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)).delete()
    except DatabaseError as error:
        _waiting.put_back(counts)
        if not _waiting.has_failed:
            _LOG.warning("Views are not recorded for now: %s", error)
        _waiting.has_failed = True
        return 0
    _waiting.has_failed = False
    return len(counts)


def _cut(counts: Mapping[Key, int]) -> Iterator[list[tuple[str, str, int]]]:
    # In one order in all processes, so that two of them never wait for each other's rows.
    rows = [(day.isoformat(), subject, count) for (day, subject), count in sorted(counts.items())]
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[first : first + _ROWS_AT_ONCE]


def _add(rows: list[tuple[str, str, int]]) -> None:
    """Add to the rows that are there: ``bulk_create`` can replace a number, not add to it."""
    table = connection.ops.quote_name(DailyCount._meta.db_table)
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, subject, count) VALUES {values} "  # noqa: S608 (our own name)
            f"ON CONFLICT (day, subject) DO UPDATE SET count = {table}.count + excluded.count",
            [cell for row in rows for cell in row],
        )


def forget_views() -> None:
    """Drop what waits: for tests."""
    _waiting.take()
    _waiting.has_failed = False
