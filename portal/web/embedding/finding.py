"""From the address of a page of ours to its twin that other sites may show."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from portal.ui.embedding import PREFIX, Embed, EmbeddedPage, is_embedded

LONGEST: Final = 8000
"""Characters of an address: the longest of ours name four hundred communes."""

_SCHEMES: Final = frozenset({"http", "https"})
_UNREADABLE: Final = frozenset(" \t\r\n\0\\<>\"'")


class MalformedAddress(ValueError):
    """What was given is not an address at all."""


class NotEmbeddable(LookupError):
    """An address that is not ours, or that has nothing to show elsewhere."""


def find_embed(address: str) -> Embed:
    """What the page at ``address`` shows when it is embedded: a whole address, or a path of ours.

    The page is drawn to know: an address that cannot be shown is told so now, not in a reader's page.
    Raises MalformedAddress or NotEmbeddable.
    """
    path, query = _parse(address)
    try:
        match = resolve(PREFIX + path)
    except Resolver404:
        raise NotEmbeddable(path) from None
    if not is_embedded(match.func):
        raise NotEmbeddable(path)
    page = match.func(_build_request(PREFIX + path, query), *match.args, **match.kwargs)
    if not isinstance(page, EmbeddedPage) or page.status_code != 200:
        raise NotEmbeddable(path)
    return page.embed


def _parse(address: str) -> tuple[str, str]:
    """Path, with its escapes undone once as a server does, and query."""
    if not address or len(address) > LONGEST or _UNREADABLE.intersection(address):
        raise MalformedAddress(address[:80])
    try:
        parts = urlsplit(address)
    except ValueError:
        raise MalformedAddress(address[:80]) from None
    is_path = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not is_path and (parts.scheme not in _SCHEMES or not parts.netloc):
        raise MalformedAddress(address[:80])
    # Whole and literal: « ours@elsewhere » and « ours.elsewhere » are other hosts.
    if not is_path and parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        raise NotEmbeddable(parts.netloc[:80])
    path = unquote(parts.path, errors="replace")
    return path.removeprefix(PREFIX) if path.startswith(f"{PREFIX}/") else path, parts.query


def _build_request(path: str, query: str) -> HttpRequest:
    """A reader's request for a page: it has nobody's headers."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.META = {"QUERY_STRING": query, "REQUEST_METHOD": "GET", "PATH_INFO": path}
    request.GET = QueryDict(query)
    return request
