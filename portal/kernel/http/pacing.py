"""Politeness: one request at a time per host, a pause between two, waits that servers ask for."""

from __future__ import annotations

import email.utils
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from portal.kernel.http.limits import Clock, Limits

_LONGEST_S: Final = 86_400.0


@dataclass
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended_at: float = float("-inf")


class Pacing:
    """Turns of the hosts: one request at a time each, ``spacing_s`` between them."""

    def __init__(self, clock: Clock, spacing_s: float) -> None:
        self._clock, self._spacing_s = clock, spacing_s
        self._turns: dict[str, _Turn] = {}
        self._lock = threading.Lock()

    @contextmanager
    def take_turn(self, host: str) -> Iterator[None]:
        """Wait for the host to be free, then hold it."""
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
        with turn.lock:
            pause_s = turn.ended_at + self._spacing_s - self._clock.monotonic()
            if pause_s > 0:
                self._clock.sleep(pause_s)
            try:
                yield
            finally:
                turn.ended_at = self._clock.monotonic()


def compute_backoff_s(attempt: int, limits: Limits, clock: Clock) -> float:
    """Before attempt n + 1: doubles each time, bounded, spread between half of it and all of it."""
    whole = min(limits.wait_s, limits.backoff_s * float(1 << (attempt - 1)))
    return whole * (0.5 + clock.jitter() / 2)


def parse_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a server asks to wait, 0 to a day; None when it does not say, or not legibly.

    ``Retry-After`` in seconds or as an HTTP date; else the ``X-RateLimit-Reset`` of Opendatasoft, a date.
    """
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_S)
    moment = parse_http_date(text) or _parse_iso(headers.get("x-ratelimit-reset", ""))
    if moment is None:
        return None
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_S)


def parse_http_date(text: str) -> datetime | None:
    """A date of an HTTP header, aware; None when it is none."""
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
