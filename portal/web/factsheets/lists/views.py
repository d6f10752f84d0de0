"""Views of the lists around a territory: parse, ask, present, render."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.territories.addresses import KINDS_OF_SEGMENTS
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import Format, build_file_response, parse_format
from portal.web.factsheets.finding import FRANCE_CODE, Elsewhere, get_territory
from portal.web.factsheets.lists.asked import ImpossibleList, parse_asked
from portal.web.factsheets.lists.members import build_member_file, present_members
from portal.web.factsheets.lists.neighbours import build_neighbour_file, present_neighbours
from portal.web.factsheets.lists.similar import build_similar_file, present_similar

View = Callable[..., HttpResponse]
NEIGHBOURS, SIMILAR = "voisins", "similaires"


def _list_view(view: View) -> View:
    """A public page whose address may lead elsewhere, or ask for what cannot be."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Elsewhere as elsewhere:
            return elsewhere.response
        except ImpossibleList as refusal:
            page = render(request, "400.html", {"reason": refusal.reason})
            return HttpResponseBadRequest(page.content)

    return public_page(get_page_version)(answer)


@_list_view
def show_members(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}")
    asked = parse_asked(request.GET, KINDS_OF_SEGMENTS[segment])
    return render(request, "factsheets/members.html", present_members(territory, asked))


@_list_view
def download_members(
    request: HttpRequest, kind: str, segment: str, extension: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}.{extension}")
    wanted = _parse_format(request, extension)
    asked = parse_asked(request.GET, KINDS_OF_SEGMENTS[segment])
    table, readme = build_member_file(territory, asked, wanted)
    name = build_file_name("open-collectivites", segment, territory.kind, territory.code)
    return build_file_response(wanted, [table], readme, file_name=name)


@_list_view
def show_neighbours(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{NEIGHBOURS}")
    asked = parse_asked(request.GET, kind)
    return render(request, "factsheets/neighbours.html", present_neighbours(territory, asked))


@_list_view
def download_neighbours(
    request: HttpRequest, kind: str, code: str, extension: str, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{NEIGHBOURS}.{extension}")
    wanted = _parse_format(request, extension)
    table, readme = build_neighbour_file(territory, parse_asked(request.GET, kind))
    name = build_file_name("open-collectivites", NEIGHBOURS, territory.kind, territory.code)
    return build_file_response(wanted, [table], readme, file_name=name)


@_list_view
def show_similar(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{SIMILAR}")
    return render(request, "factsheets/similar.html", present_similar(territory))


@_list_view
def download_similar(
    request: HttpRequest, kind: str, code: str, extension: str, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{SIMILAR}.{extension}")
    wanted = _parse_format(request, extension)
    table, readme = build_similar_file(territory)
    name = build_file_name("open-collectivites", SIMILAR, territory.kind, territory.code)
    return build_file_response(wanted, [table], readme, file_name=name)


def _parse_format(request: HttpRequest, extension: str) -> Format:
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        raise ImpossibleList("Ce format n’existe pas.")
    return wanted
