"""What readers take away of a dashboard: files of its figures, the document to print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.ui.exports.documents import answer_document, answer_in_turn
from portal.ui.exports.responses import build_file_response, parse_format
from portal.ui.refusing import Impossible
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.building import build_dashboard
from portal.web.explore.dashboards.document import TEMPLATE, build_document
from portal.web.explore.dashboards.files import (
    build_readme,
    build_tables,
    ensure_fits,
    is_quick,
    name_file,
)


def answer_file(
    request: HttpRequest, asked: DashboardAsked, extension: str, query: str | None
) -> HttpResponse:
    """The file of an extension, in its turn when it is long to make.

    Raises Impossible for words that are no format.
    """
    wanted = parse_format(extension, query)
    if wanted is None:
        raise Impossible(
            f"« format={(query or '')[:40]} » : les formats d’un fichier CSV sont « csv » et « excel »."
        )
    ensure_fits(asked)

    def write() -> HttpResponse:
        shown = build_dashboard(asked)
        tables = build_tables(asked, shown, wanted)
        return build_file_response(wanted, tables, build_readme(shown), file_name=name_file(asked))

    return write() if is_quick(asked) else answer_in_turn(request, write)


def answer_print(request: HttpRequest, asked: DashboardAsked) -> HttpResponse:
    """The document to print."""
    return answer_document(
        request,
        TEMPLATE,
        lambda: build_document(build_dashboard(asked)),
        file_name=f"{name_file(asked)}.pdf",
    )
