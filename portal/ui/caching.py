"""HTTP caching of public pages: the same answer for everyone until the data or the code changes.

A page carries a weak ETag made of the version of what it shows and of the code that draws it. A
browser or a proxy that already has that version is answered 304 before anything is computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import parse_etags

from portal.ui.frozen import PARAMETER, drop_version, is_asked, list_kept, open_version, show_frozen

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MAX_AGE_S: Final = 300
STALE_S: Final = 86400
"""A proxy may serve a page this old while it fetches the new one, or when the portal is down."""

_LISTED: Final = 20
"""Versions named on the page of one that is gone."""

_DRAWN_BY: Final = ("portal", "catalogue")
_DRAWING_SUFFIXES: Final = {".py", ".html", ".typ", ".yaml", ".css", ".js", ".svg"}


def refuse_version(request: HttpRequest) -> HttpResponse:
    """The page that says which versions are left when the one asked is not; 410 Gone."""
    context = {"current": drop_version(request), "kept": list_kept()[:_LISTED]}
    return render(request, "410.html", context, status=410)


def public_page(
    version: Callable[[], str],
    *,
    max_age_s: int = MAX_AGE_S,
    refuse: Callable[[HttpRequest], HttpResponse] = refuse_version,
    has_versions: bool = True,
) -> Callable[[View[P]], View[P]]:
    """Decorate a view whose answer depends only on its address and on ``version()``.

    With ``?version=`` in its address the figures are those of that version, and ``refuse`` answers when
    it is not kept: see ``portal.ui.frozen``. A page about what is online now does not have versions.
    """

    def decorate(view: View[P]) -> View[P]:
        def draw(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            # Asked for before the figures: a publication in between makes a tag that is too old,
            # which costs one request, never one that is too new, which would freeze a stale page.
            etag = f'W/"{version()}.{compute_code_version()}"'
            known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
            if etag in known:
                response: HttpResponse = HttpResponseNotModified()
            else:
                response = view(request, *args, **kwargs)
            if response.status_code == 200 and "*" in known:
                response = HttpResponseNotModified()
            if response.status_code in (200, 304):
                response["ETag"] = etag
            return response

        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if has_versions and is_asked(request):
                response = _draw_frozen(request, lambda: draw(request, *args, **kwargs), refuse)
            else:
                response = draw(request, *args, **kwargs)
            response.setdefault(
                "Cache-Control",
                f"public, max-age={max_age_s}, stale-while-revalidate={STALE_S}, stale-if-error={STALE_S}",
            )
            return response

        return answer

    return decorate


def _draw_frozen(
    request: HttpRequest, draw: Callable[[], HttpResponse], refuse: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """A page at the version asked; a file or a page that no search engine keeps beside today's."""
    opened = open_version(request.GET[PARAMETER])
    if opened is None:
        return refuse(request)
    frozen, context = opened
    with context:
        response = show_frozen(frozen, draw)
    response["X-Robots-Tag"] = "noindex"
    return response


@cache
def compute_code_version() -> str:
    """Fingerprint of the files that draw pages, and of the settings that change them."""
    digest = hashlib.sha256(
        repr((settings.SITE_IDENTITY, settings.SITE_URL, settings.ACCESSIBILITY_STATUS)).encode()
    )
    for folder in _DRAWN_BY:
        for path in sorted(Path(settings.BASE_DIR, folder).rglob("*")):
            if path.suffix in _DRAWING_SUFFIXES:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
