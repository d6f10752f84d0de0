"""The home page: one box, the country in a few figures, a map to enter by."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.web.home.presenter import present_home


@public_page(get_page_version)
def show_home(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home.html", present_home())
