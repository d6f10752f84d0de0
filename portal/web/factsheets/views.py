"""Views of the sheets and of their themes: find the territory, ask, present, render."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.territories.models import Territory
from portal.ui.caching import public_page
from portal.web.factsheets.comparators import PARAMETER, Comparator, ImpossibleComparison, find_comparator
from portal.web.factsheets.finding import FRANCE_CODE, Elsewhere, get_territory
from portal.web.factsheets.sheet import present_sheet
from portal.web.factsheets.theme_page import present_theme

View = Callable[..., HttpResponse]


def _sheet_view(view: View) -> View:
    """A public page whose address may lead elsewhere, or ask for what cannot be."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Elsewhere as elsewhere:
            return elsewhere.response
        except ImpossibleComparison as impossible:
            page = render(request, "400.html", {"reason": impossible.reason})
            return HttpResponseBadRequest(page.content)

    return public_page(get_page_version)(answer)


@_sheet_view
def show_sheet(request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail)
    context = present_sheet(
        territory, _find_comparator(request, territory), since=request.GET.get("depuis", "")
    )
    return render(request, "factsheets/sheet.html", context)


@_sheet_view
def show_theme(
    request: HttpRequest, kind: str, theme: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{theme}")
    context = present_theme(territory, theme, _find_comparator(request, territory))
    return render(request, "factsheets/theme.html", context)


def _find_comparator(request: HttpRequest, territory: Territory) -> Comparator | None:
    return find_comparator(territory, request.GET.get(PARAMETER, ""))
