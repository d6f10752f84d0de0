"""How much, how long, how often: every bound of an outbound request, in one place."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, durations in seconds.

    ``deadline_s`` is for one attempt as a whole: name, connection, redirects, head and body.
    ``stall_bytes`` must arrive in every ``stall_s``. ``wait_s`` bounds each wait between attempts;
    ``spacing_s`` is left between two requests to one host.
    """

    body_bytes: int = 4 * 1024**3
    answer_bytes: int = 4 * 1024**2
    header_bytes: int = 64 * 1024
    header_count: int = 200
    redirects: int = 5
    connect_s: float = 10
    read_s: float = 60
    deadline_s: float = 1800
    stall_s: float = 60
    stall_bytes: int = 32 * 1024
    attempts: int = 4
    backoff_s: float = 1
    wait_s: float = 60
    spacing_s: float = 1


class Clock:
    """Time as the session sees it; tests pass one that does not wait."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def jitter(self) -> float:
        """Between 0 and 1."""
        return random.random()  # noqa: S311  (spreads retries, secures nothing)
