"""``/explorer/<indicateur>``: one indicator over a zone, in one of its views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from portal.audience.actions import count_view
from portal.web.explore.asked import MAP
from portal.web.explore.hub.viewed import PREFIX
from portal.web.explore.left_aside import read_page_asked
from portal.web.explore.looks import VIEWS
from portal.web.explore.page import present_page
from portal.web.explore.reading import explore
from portal.web.explore.refusing import explore_view


@explore_view
def show_indicator(request: HttpRequest, segment: str) -> HttpResponse:
    asked = read_page_asked(segment, request.GET)
    if request.path != asked.path:
        return HttpResponseRedirect(asked.address())
    count_view(f"{PREFIX}{asked.indicator.slug}", request=request)
    explored = explore(asked)
    view = VIEWS.get(asked.view, VIEWS[MAP])
    return render(request, "explore/indicator.html", present_page(explored, view))
