"""``/explorer/<indicateur>/carte.png``: the map of thousands of territories, for the page of its address."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from portal.ui.exports.turns import BusyError
from portal.ui.refusing import Impossible
from portal.web.explore.asked import read_asked
from portal.web.explore.mapping.picture import draw_picture
from portal.web.explore.reading import explore
from portal.web.explore.refusing import explore_view

_NOTHING: Final = "Rien n’est en ligne pour cet indicateur dans cette zone : il n’y a rien à dessiner."
_NO_CONTOUR: Final = "Aucun contour n’est connu pour cette zone : demandez le classement ou le tableau."


@explore_view
def show_picture(request: HttpRequest, segment: str) -> HttpResponse:
    explored = explore(read_asked(segment, request.GET))
    if explored.column is None:
        raise Impossible(_NOTHING)
    try:
        content = draw_picture(explored)
    except BusyError as busy:
        refused = HttpResponse("Trop de cartes sont demandées à la fois : réessayez.", status=503)
        refused["Retry-After"] = str(busy.retry_after_s)
        refused["Cache-Control"] = "no-store"
        return refused
    if not content:
        raise Impossible(_NO_CONTOUR)
    response = HttpResponse(content, content_type="image/png")
    response["X-Robots-Tag"] = "noindex"
    return response
