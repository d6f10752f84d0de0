"""``/tableaux-de-bord`` and its pages: parse, ask, present, render."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from portal.audience.actions import count_view
from portal.cms.dashboards.published import was_published
from portal.cms.versions import get_page_version
from portal.stats.addresses import write_segment
from portal.stats.descriptors.dashboard import Dashboard
from portal.ui.embedding import embedded_page, refuse_embed, render_embed
from portal.ui.exports.citations import CitationFormat, build_citation_response
from portal.ui.refusing import Impossible
from portal.web.explore.asked import read_zone
from portal.web.explore.dashboards.asked import DashboardAsked, read_asked, word_zones
from portal.web.explore.dashboards.building import build_dashboard
from portal.web.explore.dashboards.citing import build_citation
from portal.web.explore.dashboards.embedding import build_embed, present_embed
from portal.web.explore.dashboards.finding import find_dashboard
from portal.web.explore.dashboards.page import present_dashboard, present_index
from portal.web.explore.dashboards.taking import answer_file, answer_print
from portal.web.explore.refusing import explore_view


@explore_view
def list_all(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("zone", "")
    zone = read_zone(asked) if asked else None
    return render(request, "explore/dashboards/index.html", present_index(zone))


@explore_view
def show_dashboard(request: HttpRequest, segment: str) -> HttpResponse:
    dashboard = find_dashboard(segment)
    if dashboard is None and was_published(write_segment(segment)):
        return render(request, "explore/dashboards/gone.html", status=410)
    if dashboard is None:
        raise Http404(f"no dashboard {segment[:60]!r}")
    asked = read_asked(dashboard, request.GET)
    if asked is None:
        return _ask_zone(request, dashboard)
    if request.path != asked.path:
        return HttpResponseRedirect(asked.address())
    count_view(f"dashboard:{dashboard.slug}", request=request)
    return _draw(request, asked)


def preview_dashboard(request: HttpRequest, dashboard: Dashboard) -> HttpResponse:
    """The page of a dashboard that is being composed, for the zone it opens with."""
    try:
        asked = read_asked(dashboard, QueryDict())
        return _draw(request, asked) if asked else _ask_zone(request, dashboard)
    except Impossible as impossible:
        return render(request, "400.html", {"reason": impossible.reason}, status=400)


def _draw(request: HttpRequest, asked: DashboardAsked) -> HttpResponse:
    context = present_dashboard(build_dashboard(asked), asked)
    return render(request, "explore/dashboards/dashboard.html", context)


def _ask_zone(request: HttpRequest, dashboard: Dashboard) -> HttpResponse:
    context = {"dashboard": dashboard, "zones": word_zones(dashboard)}
    return render(request, "explore/dashboards/choosing.html", context)


@explore_view
def cite_dashboard(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    asked = get_asked(request, segment)
    wanted = cast("CitationFormat", extension)
    citation = build_citation(build_dashboard(asked))
    return build_citation_response(citation, wanted, "open-collectivites", asked.dashboard.segment)


@explore_view
def download_dashboard(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    return answer_file(request, get_asked(request, segment), extension, request.GET.get("format"))


@explore_view
def print_dashboard(request: HttpRequest, segment: str) -> HttpResponse:
    return answer_print(request, get_asked(request, segment))


def get_dashboard(segment: str) -> Dashboard:
    """Raises Http404 for what is no dashboard."""
    found = find_dashboard(segment)
    if found is None:
        raise Http404(f"no dashboard {segment[:60]!r}")
    return found


def get_asked(request: HttpRequest, segment: str) -> DashboardAsked:
    """What a file or an embed of a dashboard asks. Raises Http404, and Impossible without a zone."""
    dashboard = get_dashboard(segment)
    asked = read_asked(dashboard, request.GET)
    if asked is None:
        raise Impossible(f"Une zone est attendue : {word_zones(dashboard)}, comme « zone=departement:35 ».")
    return asked


@embedded_page(get_page_version)
def show_embed(request: HttpRequest, segment: str) -> HttpResponse:
    """``/integrer/tableaux-de-bord/<slug>``."""
    try:
        shown = build_dashboard(get_asked(request, segment))
    except Impossible as impossible:
        return refuse_embed(request, impossible.reason, status=400)
    return render_embed(request, "explore/dashboards/embed.html", build_embed(shown), present_embed(shown))
