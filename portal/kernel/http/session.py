"""A session of polite and guarded requests: redirects followed one by one, failures classed and retried."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from portal.kernel.http.addresses import PORTS, Address, parse_address
from portal.kernel.http.errors import RETRIED, OutboundError, Reason
from portal.kernel.http.guard import (
    NO_LOOPBACK,
    Deadline,
    GuardedBackend,
    Loopback,
    Resolve,
    build_tls,
    resolve_host,
)
from portal.kernel.http.limits import Clock, Limits
from portal.kernel.http.pacing import Pacing, compute_backoff_s
from portal.kernel.http.partial import Partial
from portal.kernel.http.probing import REDIRECTS, Probe, Trail
from portal.kernel.http.receiving import ensure_success, read_excerpt, receive
from portal.kernel.http.wire import Reply, open_reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version we have: it may then answer that nothing changed."""

    etag: str = ""
    last_modified: str = ""

    def as_headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """A small answer, whole. ``hops``: statuses of the redirects that led to ``final_url``."""

    status: int
    final_url: str
    headers: Mapping[str, str]
    content: bytes
    hops: tuple[int, ...] = ()

    @property
    def has_moved(self) -> bool:
        """Whether the server says that ``final_url`` is the address from now on."""
        return bool(self.hops) and all(status in {301, 308} for status in self.hops)


@dataclass(frozen=True, slots=True)
class Download:
    """A file received at ``path`` (for the caller to move), or None when the source says “unchanged”."""

    status: int
    final_url: str
    headers: Mapping[str, str]
    path: Path | None
    bytes: int = 0
    sha256: str = ""

    @property
    def name(self) -> str:
        """The name that the server gives the file, or the end of the address; not to be trusted."""
        disposition = self.headers.get("content-disposition", "")
        found = re.search(r"filename\s*=\s*\"?([^\";]+)", disposition, re.IGNORECASE)
        return found.group(1).strip() if found else self.final_url.partition("?")[0].rsplit("/", 1)[-1]


class Session:
    """Asks other servers. ``user_agent`` says who we are and where to read about us.

    ``turn_of`` names what hosts take turns by: themselves, unless said. ``loopback``, ``resolve``, ``tls``
    and ``clock`` are for tests. The environment is never looked at: no
    proxy, no stored password. No cookie is kept.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        limits: Limits | None = None,
        loopback: Loopback = NO_LOOPBACK,
        resolve: Resolve = resolve_host,
        tls: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        turn_of: Callable[[str], str] = str,
    ) -> None:
        self.limits = limits or Limits()
        self.clock = clock or Clock()
        self._user_agent = user_agent
        self._loopback, self._resolve = loopback, resolve
        self._tls = tls or build_tls()
        self._pacing = Pacing(self.clock, self.limits.spacing_s)
        self._turn_of = turn_of

    def ask(self, url: str, *, accept: str = "application/json", known: Validators | None = None) -> Answer:
        """A small answer (``Limits.answer_bytes``) of status 200; of status 304 and empty when the source
        says that the version ``known`` is still the one. Raises OutboundError."""
        return self._retry(lambda: self._ask_once(url, accept, known))

    def download(
        self, url: str, folder: Path, *, known: Validators | None = None, packed: bool = False
    ) -> Download:
        """A file of any size, into ``folder``; taken up where a former attempt was cut, when it can be.

        ``known``: the version at hand. ``packed``: let the server compress, for answers made on demand,
        which cannot be taken up anyway. Raises OutboundError; what has come is then removed, or kept to
        be taken up by the next call.
        """
        partial = Partial(folder, url)
        return self._retry(lambda: self._download_once(url, partial, known, packed=packed))

    def probe(
        self,
        url: str,
        *,
        method: Literal["GET", "HEAD"] = "GET",
        headers: Mapping[str, str] | None = None,
        body_bytes: int = 65_536,
        within_s: float | None = None,
    ) -> Probe:
        """One look at an address, without retry: any status, the start of its body, each redirect.

        ``within_s`` bounds the work of all hops (``Limits.deadline_s`` unless said), waits for turns apart.
        Raises nothing: what failed is told.
        """
        trail = Trail(url, self.clock, within_s or self.limits.deadline_s)
        ports = PORTS | self._loopback.ports
        asked = {"Accept-Encoding": "gzip", **(headers or {}), "User-Agent": self._user_agent}
        try:
            address: Address | None = parse_address(url, ports=ports)
            while address is not None:
                with self._pacing.take_turn(self._turn_of(address.host)), trail.work() as deadline:
                    backend = GuardedBackend(deadline, self._loopback, self._resolve)
                    with open_reply(
                        address, asked, method=method, backend=backend, tls=self._tls, limits=self.limits
                    ) as reply:
                        trail.note(reply)
                        if trail.leads_to is None and method == "GET":
                            trail.body = read_excerpt(reply, self.limits, deadline, body_bytes)
                address = trail.follow(address, self.limits, ports)
        except OutboundError as error:
            trail.failure = error
        return trail.finish()

    def _retry(self, act: Callable[[], T]) -> T:
        attempt = 1
        while True:
            try:
                return act()
            except OutboundError as error:
                wait_s = error.wait_s
                if wait_s is None:
                    wait_s = compute_backoff_s(attempt, self.limits, self.clock)
                is_last = attempt >= self.limits.attempts or wait_s > self.limits.wait_s
                if error.reason not in RETRIED or is_last:
                    raise
            self.clock.sleep(wait_s)
            attempt += 1

    def _ask_once(self, url: str, accept: str, known: Validators | None) -> Answer:
        deadline = self._start()
        asked = known.as_headers() if known else {}
        with self._follow(url, {"Accept": accept, "Accept-Encoding": "gzip", **asked}, deadline) as reply:
            if reply.status == 304 and asked:
                return Answer(304, str(reply.address), reply.headers, b"", reply.hops)
            ensure_success(reply, self.limits, deadline)
            content = read_excerpt(reply, self.limits, deadline, self.limits.answer_bytes + 1)
            if len(content) > self.limits.answer_bytes:
                raise OutboundError(
                    Reason.TOO_LARGE, f"{url}: more than {self.limits.answer_bytes} bytes.", url=url
                )
            return Answer(reply.status, str(reply.address), reply.headers, content, reply.hops)

    def _download_once(
        self, url: str, partial: Partial, known: Validators | None, *, packed: bool
    ) -> Download:
        start = partial.find_start()
        headers = {"Accept": "*/*", "Accept-Encoding": "gzip" if packed else "identity"}
        if start is not None:
            headers |= {"Range": f"bytes={start.size}-", "If-Range": start.validator}
        elif known is not None:
            headers |= known.as_headers()
        deadline = self._start()
        with self._follow(url, headers, deadline) as reply:
            final_url = str(reply.address)
            if reply.status == 304 and start is None and known is not None and known.as_headers():
                return Download(304, final_url, reply.headers, None)
            path = receive(reply, partial, start, self.limits, deadline)
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return Download(reply.status, final_url, reply.headers, path, path.stat().st_size, digest)

    def _start(self) -> Deadline:
        return Deadline(self.clock, self.clock.monotonic() + self.limits.deadline_s)

    @contextmanager
    def _follow(self, url: str, headers: Mapping[str, str], deadline: Deadline) -> Iterator[Reply]:
        """The reply at the end of the redirects; each hop is a request of its own, guarded as the first."""
        ports = PORTS | self._loopback.ports
        address = parse_address(url, ports=ports)
        hops: list[int] = []
        for _ in range(self.limits.redirects + 1):
            backend = GuardedBackend(deadline, self._loopback, self._resolve)
            asked = {"User-Agent": self._user_agent, **headers}
            with (
                self._pacing.take_turn(self._turn_of(address.host)),
                open_reply(address, asked, backend=backend, tls=self._tls, limits=self.limits) as reply,
            ):
                if reply.status not in REDIRECTS:
                    yield replace(reply, hops=tuple(hops))
                    return
            hops.append(reply.status)
            if not reply.headers.get("location"):
                raise OutboundError(Reason.BAD_ANSWER, f"{address}: redirects nowhere.", status=reply.status)
            address = parse_address(reply.headers["location"], base=address, ports=ports)
        raise OutboundError(
            Reason.TOO_MANY_REDIRECTS, f"{url}: more than {self.limits.redirects} redirects.", url=url
        )
