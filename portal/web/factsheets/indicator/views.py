"""Views of one figure of a territory: find both, ask, present, render."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponsePermanentRedirect
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.stats.addresses import parse_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import get_series
from portal.stats.queries.gathered import GATHERED_KINDS
from portal.territories.models import Territory
from portal.ui.caching import public_page
from portal.ui.embedding import PREFIX, embedded_page, refuse_embed, render_embed
from portal.ui.exports.images import ImageFormat, build_image_response
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.factsheets.comparators import PARAMETER, ImpossibleComparison, find_comparator
from portal.web.factsheets.finding import FRANCE_CODE, Elsewhere, get_territory
from portal.web.factsheets.indicator.embedding import build_embed, present_embed
from portal.web.factsheets.indicator.files import build_image, build_readme, build_table, name_file
from portal.web.factsheets.indicator.missing import present_missing
from portal.web.factsheets.indicator.presenter import path_of_figure, present_figure
from portal.web.factsheets.indicator.reading import Reading, read_figure
from portal.web.factsheets.row_words import INDICATORS_SEGMENT

View = Callable[..., HttpResponse]

_MOVED: Final = "Ce territoire n’existe plus sous ce code."
_UNTOLD: Final = "Ce chiffre n’existe pas pour ce territoire."


class _NoFigure(Exception):
    """The indicator is not one of this level, or there is nothing to draw."""

    def __init__(self, territory: Territory, slug: str, *, is_undrawn: bool = False) -> None:
        super().__init__(slug)
        self.territory = territory
        self.slug = slug
        self.is_undrawn = is_undrawn


def _figure_view(view: View) -> View:
    """A public page whose address may lead elsewhere, or to no figure."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            response = view(request, **address)
        except Elsewhere as elsewhere:
            return elsewhere.response
        except ImpossibleComparison as impossible:
            return _refuse(request, impossible.reason)
        except _NoFigure as missing:
            context = present_missing(missing.territory, missing.slug, is_undrawn=missing.is_undrawn)
            response = render(request, "factsheets/indicator_missing.html", context, status=404)
        # One page a figure and a territory, by the millions: the sheets are what is worth being found.
        response["X-Robots-Tag"] = "noindex"
        return response

    return public_page(get_page_version)(answer)


@_figure_view
def show_figure(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    reading = _read(request, kind, code, tail, segment)
    path = path_of_figure(reading.territory, reading.indicator.slug)
    if not path.endswith(f"/{segment}"):
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    return render(request, "factsheets/indicator.html", present_figure(reading))


@embedded_page(get_page_version)
def show_embed(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    """``/integrer/<sheet>/indicateurs/<indicator>``: the figure in the page of another site."""
    try:
        reading = _read(request, kind, code, tail, segment)
    except Elsewhere as elsewhere:
        if isinstance(elsewhere.response, HttpResponsePermanentRedirect):
            return HttpResponsePermanentRedirect(PREFIX + elsewhere.response.url)
        return refuse_embed(request, _MOVED, status=404)
    except ImpossibleComparison as impossible:
        return refuse_embed(request, impossible.reason, status=400)
    except _NoFigure:
        return refuse_embed(request, _UNTOLD, status=404)
    return render_embed(
        request, "factsheets/indicator_embed.html", build_embed(reading), present_embed(reading)
    )


@_figure_view
def download_image(
    request: HttpRequest, kind: str, segment: str, image: ImageFormat, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    reading = _read(request, kind, code, tail, segment, f".{image}")
    found = build_image(reading)
    if found is None:
        raise _NoFigure(reading.territory, reading.indicator.slug, is_undrawn=True)
    drawing, caption = found
    return build_image_response(image, drawing, caption, file_name=name_file(reading))


@_figure_view
def download_series(
    request: HttpRequest, kind: str, segment: str, extension: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    reading = _read(request, kind, code, tail, segment, f".{extension}")
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        return _refuse(request, "Ce format n’existe pas.")
    table, readme = build_table(reading), build_readme(reading)
    return build_file_response(wanted, [table], readme, file_name=name_file(reading))


def _read(request: HttpRequest, kind: str, code: str, tail: str, segment: str, suffix: str = "") -> Reading:
    """Raises Http404, Elsewhere, ImpossibleComparison or _NoFigure."""
    territory = get_territory(request, kind, code, tail, suffix=f"/{INDICATORS_SEGMENT}/{segment}{suffix}")
    indicator = _find_indicator(territory, parse_segment(segment))
    comparator = find_comparator(territory, request.GET.get(PARAMETER, ""))
    return read_figure(territory, indicator, comparator)


def _find_indicator(territory: Territory, slug: str) -> Indicator:
    indicator = get_catalogue().indicators.get(slug)
    if indicator is None or indicator.internal or not _is_told(territory, indicator):
        raise _NoFigure(territory, slug)
    return indicator


def _is_told(territory: Territory, indicator: Indicator) -> bool:
    """Whether figures of the level may exist, for a territory that is its communes taken together."""
    if territory.kind not in GATHERED_KINDS:
        return territory.kind in indicator.levels
    return bool(get_series(territory.kind, territory.code, [indicator.slug]))


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    page = render(request, "400.html", {"reason": reason})
    return HttpResponseBadRequest(page.content)
