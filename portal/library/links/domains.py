"""Hosts and registered domains of addresses."""

from __future__ import annotations

import hashlib
import ipaddress
from functools import lru_cache
from typing import Any, Final

from publicsuffixlist import PublicSuffixList

from portal.kernel.http import OutboundError
from portal.kernel.http.addresses import parse_address


@lru_cache(maxsize=1)  # the list that the package carries: read once
def _get_suffixes() -> Any:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def find_domain(host: str) -> str:
    """« insee.fr » for « www.insee.fr »; the host itself when it has no registered domain."""
    name = host.rstrip(".").lower()
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return str(_get_suffixes().privatesuffix(name) or name)
    return name


def find_host(url: str) -> str:
    """The host of an address, in ASCII; empty when it is no address that may be asked."""
    try:
        return parse_address(url, ports=_ANY_PORT).host.lower()
    except OutboundError:
        return ""


def hash_url(url: str) -> str:
    """What an address is found by: SHA-256, in hexadecimal."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


_ANY_PORT: Final = frozenset(range(1, 65536))
