"""Views of the pages of explanations: find the territory, ask, present, render."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.stats.queries import get_sheet
from portal.territories.addresses import path_of
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.factsheets.answering import refuse, territory_view
from portal.web.factsheets.comparators import PARAMETER
from portal.web.factsheets.finances.files import build_files
from portal.web.factsheets.finances.page import find_explanation, present_page
from portal.web.factsheets.finding import FRANCE_CODE, get_territory


@territory_view
def show_explanation(
    request: HttpRequest, kind: str, page: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{page}")
    context = present_page(territory, page, request.GET.get(PARAMETER, ""))
    if context is None:
        raise Http404(f"no explanation {page!r} for a {kind}")
    return render(request, "factsheets/explanation.html", context)


@territory_view
def download_explanation(
    request: HttpRequest, kind: str, page: str, extension: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{page}.{extension}")
    explanation = find_explanation(page, kind)
    if explanation is None:
        raise Http404(f"no explanation {page!r} for a {kind}")
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        return refuse(request, "Ce format n’existe pas.")
    path = f"{path_of(kind, territory.code, territory.slug)}/{page}"
    tables, readme = build_files(explanation, territory, get_sheet(kind, territory.code), path)
    name = build_file_name("open-collectivites", page, kind, territory.code, territory.slug)
    return build_file_response(wanted, tables, readme, file_name=name)
