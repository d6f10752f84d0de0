"""What every page and file around a territory does: lead elsewhere, refuse in plain French, be kept."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.refusing import Impossible, View
from portal.web.factsheets.finding import Elsewhere


def territory_view(view: View) -> View:
    """A public page whose address may lead elsewhere, or ask for what cannot be."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Elsewhere as elsewhere:
            return elsewhere.response
        except Impossible as impossible:
            return refuse(request, impossible.reason)

    return public_page(get_page_version)(answer)


def refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """A page that says why not."""
    return HttpResponseBadRequest(render(request, "400.html", {"reason": reason}).content)
