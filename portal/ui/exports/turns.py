"""Turns of what takes long to make, so that pages always have a thread left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings

RETRY_AFTER_S: Final = 5


class BusyError(Exception):
    """Too much is being made: ask again in ``retry_after_s`` seconds."""

    def __init__(self, retry_after_s: int = RETRY_AFTER_S) -> None:
        super().__init__(f"{get_turns().limit} are being made; ask again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class Turns:
    """At most ``limit`` long pieces of work (documents, workbooks, pictures) at a time in this process."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._free = BoundedSemaphore(limit)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Raises BusyError when there is none: to wait for one would hold the thread of a page."""
        if not self._free.acquire(blocking=False):
            raise BusyError
        try:
            yield
        finally:
            self._free.release()


@cache
def get_turns() -> Turns:
    """Those of this process: one less than its threads."""
    return Turns(max(1, settings.THREADS - 1))
