"""``/explorer``: parse, ask, present, render."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.refusing import refuse_impossible
from portal.web.explore.hub.page import present_hub, read_asked
from portal.web.explore.hub.viewed import list_viewed


def get_hub_version() -> str:
    """That of all pages; it also changes when others become the most read."""
    return f"{get_page_version()}-{sha256(' '.join(list_viewed()).encode()).hexdigest()[:8]}"


@public_page(get_hub_version)
@refuse_impossible
def show_hub(request: HttpRequest) -> HttpResponse:
    return render(request, "explore/hub.html", present_hub(read_asked(request.GET)))
