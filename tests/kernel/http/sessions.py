"""Sessions that reach local servers, and wait without waiting."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.http import Limits, Loopback, OutboundError, Session
from portal.kernel.http.guard import resolve_host
from portal.kernel.http.limits import Clock
from tests.servers import LocalServer

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
USER_AGENT = "OpenCollectivites/1 (+https://portail.example/robots; contact@portail.example)"


class PatientClock(Clock):
    """Sleeps are written down and pass at once; the date is ``NOW``, later by what was slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return super().monotonic() + sum(self.slept)

    def now(self) -> datetime:
        return NOW

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def jitter(self) -> float:
        return 1.0


def build_session(
    *servers: LocalServer, clock: Clock | None = None, tls: Any = None, resolve: Any = None, **limits: Any
) -> Session:
    """A session that may reach these servers only; ``attempts`` is 1 and nothing is spaced unless said."""
    return Session(
        USER_AGENT,
        limits=Limits(**{"attempts": 1, "spacing_s": 0, "deadline_s": 10, **limits}),
        loopback=Loopback(frozenset(server.port for server in servers)),
        clock=clock or PatientClock(),
        tls=tls,
        resolve=resolve or resolve_host,
    )


def fail_to_ask(session: Session, url: str) -> OutboundError:
    """Why the question failed: it must."""
    with pytest.raises(OutboundError) as caught:
        session.ask(url)
    return caught.value


def fail_to_download(session: Session, url: str, folder: Path) -> OutboundError:
    """Why the download failed: it must."""
    with pytest.raises(OutboundError) as caught:
        session.download(url, folder)
    return caught.value
