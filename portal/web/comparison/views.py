"""``/comparer``: up to eight columns side by side, all its state in its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.cms.versions import get_page_version
from portal.stats.addresses import indicator_path, parse_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.ui.caching import public_page
from portal.ui.exports.documents import answer_document
from portal.ui.exports.images import ImageFormat, build_image_response
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.comparison import choosing, columns, files, presenter
from portal.web.comparison.asked import MOST, YEARS, Selection, read_selection
from portal.web.comparison.choosing import list_choosable
from portal.web.comparison.document import TEMPLATE, build_document
from portal.web.comparison.drawn import BARS, LINES, build_caption, draw
from portal.web.comparison.figures import read_figures
from portal.web.comparison.readme import build_readme

_LONGEST_SEARCH = 120
_NOTHING_ASKED = "Choisissez au moins un territoire : « t=commune:35238 »."


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
            "page": presenter.build_page(selection),
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
        return _refuse(request, selection.refusals or [_NOTHING_ASKED])
    indicators = choosing.list_all(selection)
    figures = read_figures(selection, [one.slug for one in indicators])
    table = files.build_table(selection, indicators, figures)
    readme = build_readme(selection, indicators, figures)
    return build_file_response(wanted, [table], readme, file_name=files.name_file(selection))


@public_page(get_page_version)
def show_one(request: HttpRequest, segment: str) -> HttpResponse:
    """One indicator for the columns of a comparison: drawings, all its years, definition, images."""
    selection, indicator = read_selection(request.GET), _get_indicator(segment)
    if not selection.columns:
        return redirect(indicator_path(indicator.slug))
    context = {
        "selection": selection,
        "indicator": indicator,
        "columns": columns.build_columns(selection),
        "one": presenter.build_one(selection, indicator),
        "levels": columns.tell_levels(selection),
        "back": selection.build_address(),
        "about": indicator_path(indicator.slug),
    }
    return render(request, "comparison/one.html", context)


@public_page(get_page_version)
def download_image(request: HttpRequest, segment: str, image: ImageFormat) -> HttpResponse:
    selection, indicator = read_selection(request.GET), _get_indicator(segment)
    form = request.GET.get("forme", BARS)
    if selection.refusals or not selection.columns or form not in (BARS, LINES):
        wrong = "Les formes d’une image sont « barres » et « courbes », pour au moins un territoire."
        return _refuse(request, selection.refusals or [wrong])
    figures = read_figures(selection, [indicator.slug])
    drawing = draw(selection, indicator, figures, form, selection.years)
    if not drawing:
        return _refuse(request, ["Aucune de ces colonnes n’a de quoi dessiner cet indicateur."])
    years = [row for _, row in figures.find_years(indicator.slug, selection.years or YEARS[-1])]
    shown = [one for row in years for one in row] if form == LINES else figures.find_row(indicator.slug)
    caption = build_caption(selection, indicator, shown, form)
    name = f"{files.name_file(selection).removesuffix('.csv')}_{segment}"
    return build_image_response(image, drawing, caption, file_name=name)


def _get_indicator(segment: str) -> Indicator:
    """Raises Http404 for what is no public indicator."""
    found = get_catalogue().indicators.get(parse_segment(segment))
    if found is None or found.internal:
        raise Http404(f"no indicator is called {segment}")
    return found


@public_page(get_page_version)
def choose_indicators(request: HttpRequest) -> HttpResponse:
    """The form of the indicators to compare: it leads back to the comparison."""
    selection = read_selection(request.GET)
    q = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:_LONGEST_SEARCH]
    context = {
        "selection": selection,
        "names": columns.list_names(selection),
        "q": q,
        "themes": list_choosable(selection, q),
        "kept": replace(selection, indicators=(), theme="").fields,
        "back": selection.build_address(),
    }
    return render(request, "comparison/indicators.html", context)


@public_page(get_page_version)
def print_comparison(request: HttpRequest) -> HttpResponse:
    selection = read_selection(request.GET)
    if selection.refusals or not selection.columns:
        return _refuse(request, selection.refusals or [_NOTHING_ASKED])
    name = files.name_file(selection).removesuffix("csv") + "pdf"
    return answer_document(request, TEMPLATE, lambda: build_document(selection), file_name=name)


def _refuse(request: HttpRequest, reasons: Sequence[str]) -> HttpResponse:
    return render(request, "comparison/refusal.html", {"reasons": reasons}, status=400)
