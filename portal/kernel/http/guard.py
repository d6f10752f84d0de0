"""The guard at the moment of connecting: names are resolved here, and only what was verified is joined.

Every hop of every request makes its own connection through ``GuardedBackend``; the address given to the
system is the verified IP, so that a name that changes between two resolutions changes nothing.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import certifi
import httpcore

from portal.kernel.http.addresses import PORTS, is_loopback, is_public
from portal.kernel.http.errors import OutboundError, Reason, UnknownHost
from portal.kernel.http.limits import Clock

Resolve = Callable[[str, int], list[str]]
"""From a host and a port to IP addresses. Raises OSError or UnicodeError when there is none."""


@dataclass(frozen=True, slots=True)
class Loopback:
    """Lets a session reach this machine on these ports: for tests, in code. No setting leads to it."""

    ports: frozenset[int]


NO_LOOPBACK: Final = Loopback(frozenset())
_NO_SUCH_NAME: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


def resolve_host(host: str, port: int) -> list[str]:
    """What the system resolves, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


@lru_cache(maxsize=1)  # some hundreds of authorities are read; nothing in it changes
def build_tls() -> ssl.SSLContext:
    """Certificates verified, TLS 1.2 at least: the authorities of Mozilla and those of this machine."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, after which one attempt is over."""

    clock: Clock
    at: float

    def clip(self, timeout: float | None) -> float:
        """The time left, at most ``timeout``. Raises httpcore.ReadTimeout when there is none."""
        left = self.at - self.clock.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the total deadline is over")
        return left if timeout is None else min(timeout, left)


class GuardedStream(httpcore.NetworkStream):
    """A stream whose every operation ends before the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.clip(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.clip(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.clip(timeout))
        return GuardedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses, on ports 80 and 443, and to nothing else."""

    def __init__(self, deadline: Deadline, loopback: Loopback, resolve: Resolve) -> None:
        self._deadline, self._loopback, self._resolve = deadline, loopback, resolve
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        refused: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for ip in self._list_allowed(host, port):
            try:
                stream = self._network.connect_tcp(
                    ip, port, self._deadline.clip(timeout), local_address, socket_options
                )
                return GuardedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        raise refused or httpcore.ConnectError(f"{host} has no address")

    def _list_allowed(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be joined. Raises OutboundError when there is none."""
        try:
            found = self._resolve(host.strip("[]"), port)
        except UnicodeError as error:
            raise OutboundError(Reason.BAD_ADDRESS, f"{host!r} is not a host: {error}.") from error
        except OSError as error:
            kind = UnknownHost if error.errno in _NO_SUCH_NAME else OutboundError
            raise kind(Reason.UNREACHABLE, f"{host} cannot be resolved: {error}.") from error
        allowed = [ip for ip in found if self._is_allowed(ip, port)]
        if found and not allowed:
            raise OutboundError(
                Reason.BLOCKED_ADDRESS,
                f"{host} port {port} is {', '.join(found[:4])}: not a public address on port 80 or 443.",
            )
        return allowed

    def _is_allowed(self, ip: str, port: int) -> bool:
        if port in self._loopback.ports:
            return is_loopback(ip)
        return port in PORTS and is_public(ip)

    def connect_unix_socket(self, path: str, *args: Any, **options: Any) -> httpcore.NetworkStream:
        raise OutboundError(Reason.BLOCKED_ADDRESS, f"{path} is a socket of this machine.")

    def sleep(self, seconds: float) -> None:
        self._network.sleep(seconds)
