"""How often someone may do a thing that costs: a bound of each process, kept in memory, forgotten with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

_KEYS_AT_MOST: Final = 10_000


class Pace:
    """At most ``limit`` times in ``window_s`` seconds for each key (the address of a visitor, say)."""

    def __init__(self, limit: int, window_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit, self.window_s = limit, window_s
        self._clock = clock
        self._seen: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Whether the key may do it once more now; it then counts."""
        now = self._clock()
        with self._lock:
            if len(self._seen) > _KEYS_AT_MOST:
                self._seen.clear()
            recent = [moment for moment in self._seen.get(key, ()) if now - moment < self.window_s]
            if len(recent) >= self.limit:
                self._seen[key] = recent
                return False
            self._seen[key] = [*recent, now]
            return True

    def forget(self) -> None:
        """Start anew: for tests."""
        with self._lock:
            self._seen.clear()
