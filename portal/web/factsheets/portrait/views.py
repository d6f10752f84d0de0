"""The portrait of a territory as a PDF to print: find the territory, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.documents import answer_document
from portal.web.factsheets.comparators import PARAMETER, ImpossibleComparison, find_comparator
from portal.web.factsheets.finding import FRANCE_CODE, Elsewhere, get_territory
from portal.web.factsheets.portrait.presenter import TEMPLATE, build_portrait


@public_page(get_page_version)
def download_portrait(
    request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    try:
        territory = get_territory(request, kind, code, tail, suffix=".pdf")
        comparator = find_comparator(territory, request.GET.get(PARAMETER, ""))
    except Elsewhere as elsewhere:
        return elsewhere.response
    except ImpossibleComparison as impossible:
        return render(request, "400.html", {"reason": impossible.reason}, status=400)
    name = build_file_name("portrait", territory.kind, territory.code, territory.slug, suffix="pdf")
    return answer_document(request, TEMPLATE, lambda: build_portrait(territory, comparator), file_name=name)
