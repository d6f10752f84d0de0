"""The view of a part of a commune: parse, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.web.factsheets.finding import Elsewhere, get_territory
from portal.web.factsheets.parts.page import present_part


@public_page(get_page_version)
def show_part(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    try:
        territory = get_territory(request, kind, code, tail)
    except Elsewhere as elsewhere:
        return elsewhere.response
    return render(request, "factsheets/part.html", present_part(territory))
