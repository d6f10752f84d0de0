"""``/explorer/zones``: parse, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.web.explore.choosing.page import present_zones, read_asked
from portal.web.explore.refusing import explore_view


@explore_view
def show_zones(request: HttpRequest) -> HttpResponse:
    return render(request, "explore/zones.html", present_zones(read_asked(request.GET)))
