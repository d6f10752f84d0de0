"""``/comparer``: up to eight columns side by side, all its state in its address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.comparison import choosing, columns, files, presenter
from portal.web.comparison.asked import MOST, Selection, read_selection
from portal.web.comparison.figures import read_figures
from portal.web.comparison.readme import build_readme

_LONGEST_SEARCH = 120


@public_page(get_page_version)
def show_comparison(request: HttpRequest) -> HttpResponse:
    selection = read_selection(request.GET)
    q = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST_SEARCH]
    context = {"q": q, "choices": columns.list_choices(q, selection) if q and not selection.is_full else []}
    return render(request, "comparison/comparison.html", context | _build_context(selection))


def _build_context(selection: Selection) -> dict[str, Any]:
    context: dict[str, Any] = {
        "selection": selection,
        "most": MOST,
        "columns": columns.build_columns(selection),
        "adding": selection.build_address() + ("&" if selection.columns else "?") + "t=",
    }
    if selection.columns:
        context |= {
            "offers": columns.list_offers(selection),
            "levels": columns.tell_levels(selection),
            "table": presenter.build_table(selection),
            "views": presenter.list_views(selection),
            "shown_words": presenter.word_shown(selection),
            "choosing": selection.build_address("/comparer/indicateurs"),
            "themes": presenter.list_themes(selection),
            "files": list(presenter.list_files(selection)),
            "api": selection.build_address("/api/v1/compare", theme="", indicators=()),
        }
    return context


@public_page(get_page_version)
def download_comparison(request: HttpRequest, extension: str) -> HttpResponse:
    """The file asked, refused when something that was asked cannot be in it: none is dropped in silence."""
    selection = read_selection(request.GET)
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        return _refuse(request, ["Les formats d’un fichier CSV sont « csv » et « excel »."])
    if selection.refusals or not selection.columns:
        reasons = selection.refusals or ("Choisissez au moins un territoire : « t=commune:35238 ».",)
        return _refuse(request, reasons)
    indicators = choosing.list_all(selection)
    figures = read_figures(selection, [one.slug for one in indicators])
    table = files.build_table(selection, indicators, figures)
    readme = build_readme(selection, indicators, figures)
    return build_file_response(wanted, [table], readme, file_name=files.name_file(selection))


def _refuse(request: HttpRequest, reasons: Sequence[str]) -> HttpResponse:
    return render(request, "comparison/refusal.html", {"reasons": reasons}, status=400)
