"""Views of the lists around a territory: parse, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.territories.addresses import KINDS_OF_SEGMENTS
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import Format, build_file_response, parse_format
from portal.web.factsheets.answering import territory_view
from portal.web.factsheets.finding import FRANCE_CODE, get_territory
from portal.web.factsheets.lists.asked import ImpossibleList, parse_asked
from portal.web.factsheets.lists.members import build_member_file, present_members
from portal.web.factsheets.lists.neighbours import build_neighbour_file, present_neighbours
from portal.web.factsheets.lists.similar import build_similar_file, present_similar

NEIGHBOURS, SIMILAR = "voisins", "similaires"


@territory_view
def show_members(
    request: HttpRequest, kind: str, segment: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}")
    asked = parse_asked(request.GET, KINDS_OF_SEGMENTS[segment])
    return render(request, "factsheets/members.html", present_members(territory, asked))


@territory_view
def download_members(
    request: HttpRequest, kind: str, segment: str, extension: str, code: str = FRANCE_CODE, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{segment}.{extension}")
    wanted = _parse_format(request, extension)
    asked = parse_asked(request.GET, KINDS_OF_SEGMENTS[segment])
    table, readme = build_member_file(territory, asked, wanted)
    name = build_file_name("open-collectivites", segment, territory.kind, territory.code)
    return build_file_response(wanted, [table], readme, file_name=name)


@territory_view
def show_neighbours(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{NEIGHBOURS}")
    asked = parse_asked(request.GET, kind)
    return render(request, "factsheets/neighbours.html", present_neighbours(territory, asked))


@territory_view
def download_neighbours(
    request: HttpRequest, kind: str, code: str, extension: str, tail: str = ""
) -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{NEIGHBOURS}.{extension}")
    wanted = _parse_format(request, extension)
    table, readme = build_neighbour_file(territory, parse_asked(request.GET, kind))
    name = build_file_name("open-collectivites", NEIGHBOURS, territory.kind, territory.code)
    return build_file_response(wanted, [table], readme, file_name=name)


@territory_view
def show_similar(request: HttpRequest, kind: str, code: str, tail: str = "") -> HttpResponse:
    territory = get_territory(request, kind, code, tail, suffix=f"/{SIMILAR}")
    return render(request, "factsheets/similar.html", present_similar(territory))


@territory_view
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
