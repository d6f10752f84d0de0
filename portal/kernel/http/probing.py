"""One look at an address: what it answers, by which redirects, and what went wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from portal.kernel.http.addresses import Address, parse_address
from portal.kernel.http.errors import OutboundError, Reason
from portal.kernel.http.guard import Deadline
from portal.kernel.http.limits import Clock, Limits
from portal.kernel.http.wire import Reply

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect: its status, and where it leads."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Probe:
    """What was seen. ``status`` and ``headers`` are those of the last answer, None and empty when there was
    none; ``body`` its start. ``failure``: what cut the look short; the rest is then what came before."""

    url: str
    final_url: str
    status: int | None
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[Hop, ...]
    failure: OutboundError | None
    elapsed_s: float


class Trail:
    """A look on its way: where it has been, what it has left of its time."""

    def __init__(self, url: str, clock: Clock, left_s: float) -> None:
        self._url, self._clock = url, clock
        self._left_s, self._spent_s = left_s, 0.0
        self._hops: list[Hop] = []
        self._seen: set[str] = set()
        self._status: int | None = None
        self._headers: Mapping[str, str] = {}
        self.leads_to: str | None = None
        self.body = b""
        self.failure: OutboundError | None = None

    @contextmanager
    def work(self) -> Iterator[Deadline]:
        """The time of one hop is counted; what was waited for its turn is not."""
        began = self._clock.monotonic()
        try:
            yield Deadline(self._clock, began + self._left_s - self._spent_s)
        finally:
            self._spent_s += self._clock.monotonic() - began

    def note(self, reply: Reply) -> None:
        """Keep the head of an answer. Raises OutboundError for a redirect without address."""
        self._status, self._headers = reply.status, reply.headers
        self._seen.add(str(reply.address))
        self.leads_to = None
        if reply.status in REDIRECTS:
            self.leads_to = reply.headers.get("location", "")
            if not self.leads_to:
                raise OutboundError(
                    Reason.BAD_ANSWER, f"{reply.address}: redirects nowhere.", status=reply.status
                )

    def follow(self, address: Address, limits: Limits, ports: frozenset[int]) -> Address | None:
        """The next address, None at the end. Raises OutboundError: out of bounds, a loop, too many."""
        if self.leads_to is None:
            return None
        self._hops.append(Hop(self._status or 0, self.leads_to[:2000]))
        following = parse_address(self.leads_to, base=address, ports=ports)
        self._hops[-1] = Hop(self._status or 0, str(following))
        if str(following) in self._seen or len(self._hops) > limits.redirects:
            raise OutboundError(
                Reason.TOO_MANY_REDIRECTS,
                f"{self._url}: {len(self._hops)} redirects, the last to {following}.",
                url=self._url,
            )
        return following

    def finish(self) -> Probe:
        final = self._hops[-1].url if self._hops else self._url
        return Probe(
            self._url,
            final,
            self._status,
            self._headers,
            self.body,
            tuple(self._hops),
            self.failure,
            self._spent_s,
        )
