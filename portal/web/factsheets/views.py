"""Views of the sheets: find the territory, ask, present, render."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.stats.queries import get_sheet
from portal.territories.addresses import KINDS_OF_SEGMENTS
from portal.territories.models import Territory
from portal.territories.queries.surroundings import list_member_positions, list_relatives
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_csv_response, build_file_name, parse_dialect
from portal.web.factsheets.comparators import PARAMETER, Comparator, ImpossibleComparison, find_comparator
from portal.web.factsheets.exports import list_member_rows, list_sheet_rows
from portal.web.factsheets.finding import FRANCE_CODE, Elsewhere, get_territory
from portal.web.factsheets.members import find_order
from portal.web.factsheets.sheet import present_member_page, present_sheet
from portal.web.factsheets.theme_page import present_theme

View = Callable[..., HttpResponse]


def _sheet_view(view: View) -> View:
    """A public page whose address may lead elsewhere."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Elsewhere as elsewhere:
            return elsewhere.response
        except ImpossibleComparison as impossible:
            return _refuse(request, impossible.reason)

    return public_page(get_page_version)(answer)


@_sheet_view
def show_sheet(request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail)
    context = present_sheet(
        territory, _find_comparator(request, territory), since=request.GET.get("depuis", "")
    )
    return render(request, "factsheets/sheet.html", context)


@_sheet_view
def download_sheet(request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=".csv")
    dialect = parse_dialect(request.GET.get("format"))
    if dialect is None:
        return _refuse(request, "Ce format n’existe pas.")
    rows = list_sheet_rows(territory, get_sheet(territory.kind, territory.code))
    name = build_file_name("open-collectivites", territory.kind, territory.code, territory.slug)
    return build_csv_response(rows, dialect=dialect, file_name=name)


@_sheet_view
def show_members(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}")
    member_kind = KINDS_OF_SEGMENTS[segment]
    order = find_order(member_kind, request.GET.get("tri"))
    if order is None:
        return _refuse(request, "Cette liste ne peut pas être triée ainsi.")
    context = present_member_page(territory, member_kind, order, _parse_page(request))
    return render(request, "factsheets/members.html", context)


@_sheet_view
def show_theme(
    request: HttpRequest, kind: str, theme: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{theme}")
    context = present_theme(territory, theme, _find_comparator(request, territory))
    return render(request, "factsheets/theme.html", context)


@_sheet_view
def download_members(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}.csv")
    dialect = parse_dialect(request.GET.get("format"))
    if dialect is None:
        return _refuse(request, "Ce format n’existe pas.")
    member_kind = KINDS_OF_SEGMENTS[segment]
    positions = list_member_positions(territory.kind, territory.code, member_kind)
    rows = list_member_rows(member_kind, list_relatives(member_kind, positions), dialect)
    name = build_file_name("open-collectivites", segment, territory.kind, territory.code)
    return build_csv_response(rows, dialect=dialect, file_name=name)


def _find_comparator(request: HttpRequest, territory: Territory) -> Comparator | None:
    return find_comparator(territory, request.GET.get(PARAMETER, ""))


def _parse_page(request: HttpRequest) -> int:
    """The page asked, from 1. Raises Http404 for what is no page."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text)):
        raise Http404(f"no page {text!r}")
    return int(text)


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    page = render(request, "400.html", {"reason": reason})
    return HttpResponseBadRequest(page.content)
