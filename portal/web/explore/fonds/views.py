"""Addresses of the contours and of the values."""

from __future__ import annotations

import gzip
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from portal.territories.addresses import SEGMENTS
from portal.ui.caching import public_page
from portal.ui.refusing import Impossible, refuse_impossible
from portal.web.explore.asked import PATH, read_asked, read_zone
from portal.web.explore.fonds.addresses import get_contours_version
from portal.web.explore.fonds.kept import read_file
from portal.web.explore.fonds.values import present_values
from portal.web.explore.fonds.written import compress
from portal.web.explore.reading import explore
from portal.web.explore.refusing import explore_view

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_QUICK: Final = 6
_TYPE: Final = "application/json; charset=utf-8"


@public_page(get_contours_version, has_versions=False)
@refuse_impossible
def show_contours(request: HttpRequest, level: str, *, compact: bool = False) -> HttpResponse:
    """The contours of a zone. With the version of today in its address, an answer that never changes."""
    zone = read_zone(request.GET.get("zone", ""))
    if level not in SEGMENTS:
        raise Http404(f"no contours of {level[:40]!r}")
    if level not in zone.levels:
        known = " ou ".join(f"« {PATH}/fonds/{one}.json »" for one in zone.levels)
        raise Impossible(f"« {PATH}/fonds/{level[:40]}.json » : {zone.subject} se montre avec {known}.")
    response = _answer(request, read_file(zone, level, is_compact=compact))
    if request.GET.get("v") == get_contours_version() and not zone.member_positions:
        response["Cache-Control"] = _FOR_EVER
    return response


@explore_view
def show_values(request: HttpRequest, segment: str) -> HttpResponse:
    explored = explore(read_asked(segment, request.GET))
    return _answer(request, compress(present_values(explored), _QUICK))


def _answer(request: HttpRequest, compressed: bytes) -> HttpResponse:
    """JSON that is already compressed, for those who read gzip; open to scripts of any site."""
    takes_gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(compressed if takes_gzip else gzip.decompress(compressed), content_type=_TYPE)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response
