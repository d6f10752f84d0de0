"""``/indicateurs``: what every figure means, how it is made, how much of it there is."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from portal.audience.actions import count_view
from portal.cms.versions import get_page_version
from portal.stats.addresses import indicator_path, parse_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.ui.caching import public_page
from portal.ui.exports.citations import CitationFormat, build_citation_response
from portal.web.indicators.index import build_index, parse_asked
from portal.web.indicators.page import build_citation, present_indicator
from portal.web.indicators.places import parse_order


@public_page(get_page_version)
def show_indicators(request: HttpRequest) -> HttpResponse:
    asked = parse_asked(request.GET.get("q", ""), request.GET.get("theme", ""))
    if asked is None:
        raise Http404("no such theme")
    return render(request, "indicators/indicators.html", {"index": build_index(asked)})


@public_page(get_page_version)
def cite_indicator(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    """An indicator for a reference manager."""
    citation = build_citation(_get_indicator(segment))
    return build_citation_response(citation, cast("CitationFormat", extension), "open-collectivites", segment)


@public_page(get_page_version)
def show_indicator(request: HttpRequest, segment: str) -> HttpResponse:
    indicator = _get_indicator(segment)
    path = indicator_path(indicator.slug)
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    order = parse_order(request.GET.get("tri", ""))
    if order is None:
        raise Http404("no such order")
    count_view(f"indicator:{indicator.slug}", request=request)
    return render(request, "indicators/indicator.html", present_indicator(indicator, order))


def _get_indicator(segment: str) -> Indicator:
    """Raises Http404."""
    indicator = get_catalogue().indicators.get(parse_segment(segment))
    if indicator is None or indicator.internal:
        raise Http404(f"no indicator {segment!r}")
    return indicator
