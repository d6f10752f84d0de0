"""The view of « qui fait quoi »: parse, ask, present, render."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.web.factsheets.finding import Elsewhere, get_territory
from portal.web.factsheets.institutions.page import SEGMENT, is_told, present_institutions


@public_page(get_page_version)
def show_institutions(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    try:
        territory = get_territory(request, kind, code, tail, suffix=f"/{SEGMENT}")
    except Elsewhere as elsewhere:
        return elsewhere.response
    if not is_told(territory):
        raise Http404(f"no institutions are told of {territory}")
    return render(request, "factsheets/institutions.html", present_institutions(territory))
