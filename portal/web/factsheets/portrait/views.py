"""The portrait of a territory as a PDF to print: find the territory, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.pdf import PdfBusyError, build_pdf_response, compile_in_turn
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
    try:
        content = compile_in_turn(TEMPLATE, lambda: build_portrait(territory, comparator))
    except PdfBusyError as busy:
        return _ask_again(request, busy)
    name = build_file_name("portrait", territory.kind, territory.code, territory.slug, suffix="pdf")
    return build_pdf_response(content, file_name=name)


def _ask_again(request: HttpRequest, busy: PdfBusyError) -> HttpResponse:
    response = render(
        request,
        "factsheets/busy.html",
        {"seconds": busy.retry_after_s, "again": request.get_full_path()},
        status=503,
    )
    response["Retry-After"] = str(busy.retry_after_s)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
