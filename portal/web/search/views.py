"""``/recherche?q=``: what the search box answers without JavaScript, and when nothing is chosen."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.territories.search.engine import HIGHEST_LIMIT, search_territories
from portal.ui.caching import public_page
from portal.web.search.presenter import GROUPS, Asked, build_results

_LONGEST: Final = 120


@public_page(get_page_version)
def show_results(request: HttpRequest) -> HttpResponse:
    asked = parse_asked(request)
    hits = search_territories(asked.q, limit=HIGHEST_LIMIT)
    return render(request, "search/results.html", {"results": build_results(asked, hits)})


def parse_asked(request: HttpRequest) -> Asked:
    """The question, the group and the page. Raises Http404 when the last two are no such thing."""
    group = request.GET.get("nature", "")
    if group and group not in GROUPS:
        raise Http404(f"no group {group!r}")
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) < 4 and int(page)):
        raise Http404(f"no page {page!r}")
    q = " ".join(request.GET.get("q", "").replace("\x00", " ").split())
    return Asked(q=q[:_LONGEST].strip(), group=group, page=int(page))
