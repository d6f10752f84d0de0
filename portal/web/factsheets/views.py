"""Views of the sheets and of their themes: find the territory, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.territories.models import Territory
from portal.web.factsheets.answering import territory_view
from portal.web.factsheets.comparators import PARAMETER, Comparator, find_comparator
from portal.web.factsheets.finding import FRANCE_CODE, get_territory
from portal.web.factsheets.sheet import present_sheet
from portal.web.factsheets.theme_page import present_theme


@territory_view
def show_sheet(request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail)
    context = present_sheet(
        territory, _find_comparator(request, territory), since=request.GET.get("depuis", "")
    )
    return render(request, "factsheets/sheet.html", context)


@territory_view
def show_theme(
    request: HttpRequest, kind: str, theme: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{theme}")
    context = present_theme(territory, theme, _find_comparator(request, territory))
    return render(request, "factsheets/theme.html", context)


def _find_comparator(request: HttpRequest, territory: Territory) -> Comparator | None:
    return find_comparator(territory, request.GET.get(PARAMETER, ""))
