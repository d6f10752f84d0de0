"""``/comparer``: up to eight territories side by side, all its state in its address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_csv_response, build_file_name, parse_dialect
from portal.web.comparison import presenter
from portal.web.comparison.asked import MOST, build_address, read_selection

_LONGEST_SEARCH = 120


@public_page(get_page_version)
def show_comparison(request: HttpRequest) -> HttpResponse:
    selection = read_selection(request.GET.getlist("t"))
    q = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST_SEARCH]
    sheets = presenter.ask_sheets(selection)
    context = {
        "selection": selection,
        "most": MOST,
        "columns": presenter.build_columns(selection),
        "themes": presenter.build_themes(sheets),
        "q": q,
        "choices": presenter.list_choices(q, selection) if q and not selection.is_full else [],
        "adding": build_address(selection.keys) + ("&" if selection.territories else "?") + "t=",
        "file": build_address(selection.keys, "/comparer.csv"),
        "excel_file": build_address(selection.keys, "/comparer.csv", format="excel"),
        "api": build_address(selection.keys, "/api/v1/compare"),
    }
    return render(request, "comparison/comparison.html", context)


@public_page(get_page_version)
def download_comparison(request: HttpRequest) -> HttpResponse:
    selection = read_selection(request.GET.getlist("t"))
    dialect = parse_dialect(request.GET.get("format"))
    if dialect is None or not selection.territories:
        reason = "Choisissez au moins un territoire connu et le format « csv » ou « excel »."
        return HttpResponseBadRequest(render(request, "400.html", {"reason": reason}).content)
    rows = presenter.list_file_rows(selection.territories, presenter.ask_sheets(selection), dialect)
    codes = [one.code for one in selection.territories]
    return build_csv_response(
        rows, dialect=dialect, file_name=build_file_name("open-collectivites", "comparaison", *codes)
    )
