"""From an address to a territory: the sheet itself, or where to go instead."""

from __future__ import annotations

from collections.abc import Set

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render

from portal.territories.addresses import SUB_ENTITY_KINDS, path_of
from portal.territories.models import Territory
from portal.territories.queries.cards import find_card
from portal.territories.queries.places import find_successors
from portal.web.factsheets.wording import name_type

FRANCE_CODE = "FR"


class Elsewhere(Exception):
    """The sheet is at another address: ``response`` leads there."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.get("Location", ""))
        self.response = response


def get_territory(
    request: HttpRequest, kind: str, code: str = FRANCE_CODE, tail: str = "", *, suffix: str = ""
) -> Territory:
    """The current territory at this address. ``suffix`` follows its path: « .csv », « /communes ».

    Raises Http404 for a code that never existed and Elsewhere for a wrong slug or a past code.
    """
    territory = find_card(kind, code.upper())
    if territory is None or not territory.is_current:
        raise _find_way_on(request, kind, code.upper(), territory)
    path = path_of(kind, territory.code, territory.slug)
    if kind != "france" and (tail != f"-{territory.slug}" or code != territory.code):
        raise Elsewhere(HttpResponsePermanentRedirect(_with_query(request, path + suffix)))
    return territory


def _with_query(request: HttpRequest, path: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _find_way_on(request: HttpRequest, kind: str, code: str, past: Territory | None) -> Elsewhere | Http404:
    """Where a past code or a part of a commune leads: one place, or a choice of several."""
    places = [one.territory for one in find_successors(kind, code)]
    if not places and (kind == "commune" or kind in SUB_ENTITY_KINDS):
        places = _list_wholes(code, SUB_ENTITY_KINDS if kind == "commune" else {kind})
    if not places:
        return Http404(f"no {kind} has the code {code}")
    if len(places) == 1:
        [place] = places
        path = path_of(place.kind, place.code, place.slug)
        # Not for ever: a commune that merged may be restored, and have its own page again.
        return Elsewhere(HttpResponseRedirect(f"{path}?depuis={code}"))
    context = {
        "name": past.name if past else code,
        "code": code,
        "choices": [
            (place.name, name_type(place), f"{path_of(place.kind, place.code, place.slug)}?depuis={code}")
            for place in places
        ],
    }
    return Elsewhere(render(request, "factsheets/successors.html", context))


def _list_wholes(code: str, kinds: Set[str]) -> list[Territory]:
    """The commune of which this code is a part of one of these kinds."""
    part = Territory.objects.filter(kind__in=kinds, code=code).first()
    if part is None:
        return []
    return list(Territory.objects.filter(kind="commune", code=part.parent_code, is_current=True))
