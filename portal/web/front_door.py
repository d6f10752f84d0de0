"""One address for one page: trailing slashes and odd methods are settled before any view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.urls import Resolver404, is_valid_path, resolve
from django.utils.http import escape_leading_slashes

_OWN_METHODS: Final = ("/admin/", "/api/", "/documents/", "/groupes/nouveau")
"""Parts of the site that decide for themselves which methods they accept."""


class FrontDoorMiddleware:
    """Redirects ``/aide/`` to ``/aide`` (301, query kept).

    Paths that exist with their slash (the back-office, the original portal's addresses) are left
    alone. Pages are only read: anything but GET and HEAD is refused with 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if request.method not in ("GET", "HEAD") and not path.startswith(_OWN_METHODS):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if path.endswith("/") and len(path) > 1 and not _wants_its_slash(path):
            bare = path.rstrip("/")
            if bare and is_valid_path(bare):
                return HttpResponsePermanentRedirect(_join(bare, request.META.get("QUERY_STRING", "")))
        return self.get_response(request)


def _wants_its_slash(path: str) -> bool:
    """Whether an address is written with its slash; that of editorial pages takes both, and means none."""
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _join(path: str, query: str) -> str:
    address = escape_leading_slashes(quote(path, safe="/:@!$&'()*+,;=~-._"))
    return f"{address}?{query}" if query else address
