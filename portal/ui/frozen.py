"""Pages asked at a version of the data: ``?version=3f9a1c0b2d4e`` gives the figures as they were then.

The design layer knows no data: who knows the versions registers how one is opened (``serve_versions``).
A page costs nothing more when no version is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest

R = TypeVar("R")

PARAMETER: Final = "version"
KEY: Final = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version: ``published_on`` is the day its figures came out; ``is_online``: they still are the last."""

    key: str
    published_on: date
    is_online: bool = False


class Versions(Protocol):
    """Who knows the versions of the data."""

    def open(self, key: str) -> tuple[Frozen, AbstractContextManager[None]] | None:
        """A version, and within what a page is answered from it; None for one that is not kept."""

    def list_kept(self) -> Sequence[Frozen]:
        """Those that can be opened, the latest first."""

    def get_key(self) -> str:
        """That of the figures which a page shows now; empty when nothing is online."""


_versions: list[Versions] = []
_shown: ContextVar[Frozen | None] = ContextVar("frozen_page", default=None)


def serve_versions(versions: Versions) -> None:
    """Register who knows the versions: at start, once."""
    _versions[:] = [versions]


def is_asked(request: HttpRequest) -> bool:
    """Whether an address asks for a version: a look at its text, for every page goes through here."""
    return "version=" in request.META.get("QUERY_STRING", "") and PARAMETER in request.GET


def open_version(key: str) -> tuple[Frozen, AbstractContextManager[None]] | None:
    """See ``Versions.open``; None for what has not the form of a key."""
    return _versions[0].open(key) if _versions and KEY.fullmatch(key) else None


def list_kept() -> Sequence[Frozen]:
    return _versions[0].list_kept() if _versions else ()


def find_frozen() -> Frozen | None:
    """The version that the page being drawn was asked at; None for an ordinary page."""
    return _shown.get()


def show_frozen(frozen: Frozen, draw: Callable[[], R]) -> R:
    """Draw a page that knows it is frozen."""
    token = _shown.set(frozen)
    try:
        return draw()
    finally:
        _shown.reset(token)


def keep_version(address: str) -> str:
    """An address of ours, at the version of the page being drawn: for its files and its other views.

    Unchanged on an ordinary page. In templates: ``{{ path|keep_version }}``.
    """
    frozen = _shown.get()
    return address if frozen is None else add_version(address, frozen.key)


def add_version(address: str, key: str) -> str:
    """An address with ``?version=``, before its anchor if it has one."""
    path, mark, anchor = address.partition("#")
    path, _, query = path.partition("?")
    asked = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != PARAMETER]
    return f"{path}?{urlencode([*asked, (PARAMETER, key)], safe=':')}{mark}{anchor}"


def drop_version(request: HttpRequest) -> str:
    """The address asked, with today's figures."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return f"{request.path}?{query.urlencode(safe=':')}" if query else request.path


def get_version_key() -> str:
    """Name of the figures that pages show now; empty when nothing is online."""
    return _versions[0].get_key() if _versions else ""


def build_frozen_address(address: str) -> str:
    """The whole address that will always show these figures: what « Citer » gives.

    ``address`` is a path of ours with what it asks. Without any figure online it has no version.
    """
    key = get_version_key()
    return f"{settings.SITE_URL}{add_version(address, key) if key else address}"
