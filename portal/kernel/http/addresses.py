"""Addresses that may be asked: http and https, ports 80 and 443, public hosts only."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

import httpx

from portal.kernel.http.errors import OutboundError, Reason

PORTS: Final = frozenset({80, 443})
_MAX_LENGTH: Final = 4000
_HOST: Final = re.compile(
    r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?|[0-9a-f:.]*:[0-9a-f:.]*(%\w+)?", re.IGNORECASE
)

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_REFUSED: Final = tuple(
    ipaddress.ip_network(text)
    for text in (
        # Not public whatever the version of Python says of them (it changed its mind about some).
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        # IPv6 is public in 2000::/3 only, less documentation, Teredo and 6to4, which hide an IPv4.
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
_GLOBAL_V6: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: the host in ASCII, without credentials nor fragment."""

    url: httpx.URL

    @property
    def scheme(self) -> str:
        return self.url.scheme

    @property
    def host(self) -> str:
        return self.url.raw_host.decode("ascii")

    @property
    def port(self) -> int:
        return self.url.port or (443 if self.scheme == "https" else 80)

    def __str__(self) -> str:
        return str(self.url)


def parse_address(text: str, *, base: Address | None = None, ports: frozenset[int] = PORTS) -> Address:
    """An address, relative to ``base`` if it is one; credentials and fragment are dropped.

    Raises OutboundError: BAD_ADDRESS when it is none, BLOCKED_ADDRESS for another scheme or port.
    """
    if len(text) > _MAX_LENGTH:
        raise OutboundError(Reason.BAD_ADDRESS, f"{text[:80]}…: an address of {len(text)} characters.")
    try:
        url = base.url.join(text) if base else httpx.URL(text)
        scheme, host, port = url.scheme, url.raw_host.decode("ascii"), url.port
        clean = url.copy_with(username=None, password=None, fragment=None) if host else url
    # UnicodeError, ValueError: labels and ports that no parser foresees (standards.md, 5.3 D 60).
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise OutboundError(Reason.BAD_ADDRESS, f"{text!r} is not an address: {error}.", url=text) from error
    if scheme not in {"http", "https"}:
        reason = Reason.BLOCKED_ADDRESS if scheme else Reason.BAD_ADDRESS
        raise OutboundError(reason, f"{text!r}: expected http or https, found {scheme!r}.", url=text)
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise OutboundError(Reason.BAD_ADDRESS, f"{text!r}: {host[:80]!r} is not a host.", url=text)
    if port is not None and port not in ports:
        raise OutboundError(Reason.BLOCKED_ADDRESS, f"{text!r}: port {port} is not asked.", url=text)
    return Address(clean)


def is_public(text: str) -> bool:
    """Whether a resolved IP address is on the public internet, also when it hides an IPv4 one."""
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:  # a network with IPv6 only reaches IPv4 hosts through it
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_V6:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _REFUSED)


def is_loopback(text: str) -> bool:
    """Whether a resolved address is this machine."""
    return ipaddress.ip_address(text.partition("%")[0]).is_loopback
