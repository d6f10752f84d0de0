"""What readers take away of a dashboard: files of its figures, the document to print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.exports.pdf import PdfBusyError, build_pdf_response, compile_in_turn
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.building import build_dashboard
from portal.web.explore.dashboards.document import TEMPLATE, build_document
from portal.web.explore.dashboards.files import build_readme, build_tables, ensure_fits, name_file
from portal.web.explore.refusing import Impossible


def answer_file(asked: DashboardAsked, extension: str, query: str | None) -> HttpResponse:
    """The file of an extension. Raises Impossible for words that are no format."""
    wanted = parse_format(extension, query)
    if wanted is None:
        raise Impossible(
            f"« format={(query or '')[:40]} » : les formats d’un fichier CSV sont « csv » et « excel »."
        )
    ensure_fits(asked)
    shown = build_dashboard(asked)
    tables = build_tables(asked, shown, wanted)
    return build_file_response(wanted, tables, build_readme(shown), file_name=name_file(asked))


def answer_document(request: HttpRequest, asked: DashboardAsked) -> HttpResponse:
    """The document, or a page that asks to come back when too many are being made."""
    try:
        content = compile_in_turn(TEMPLATE, lambda: build_document(build_dashboard(asked)))
    except PdfBusyError as busy:
        response = render(
            request,
            "explore/dashboards/busy.html",
            {"seconds": busy.retry_after_s, "again": request.get_full_path()},
            status=503,
        )
        response["Retry-After"] = str(busy.retry_after_s)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response
    return build_pdf_response(content, file_name=f"{name_file(asked)}.pdf")
