"""Views of the frames of the explorer: parse, ask, present, render."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from portal.cms.versions import get_page_version
from portal.ui.embedding import embedded_page, refuse_embed, render_embed
from portal.ui.refusing import Impossible
from portal.web.explore.asked import read_asked
from portal.web.explore.embed.page import build_embed, present_embed
from portal.web.explore.looks import VIEWS
from portal.web.explore.reading import explore

_NOTHING = "Ce chiffre n’est pas en ligne pour cette zone."


@embedded_page(get_page_version)
def show_embed(request: HttpRequest, segment: str) -> HttpResponse:
    try:
        explored = explore(read_asked(segment, request.GET))
        if explored.column is None:
            return refuse_embed(request, _NOTHING, status=404)
        shown = present_embed(explored, VIEWS[explored.asked.view])
    except Impossible as impossible:
        return refuse_embed(request, impossible.reason, status=400)
    return render_embed(request, "explore/embed.html", build_embed(explored), shown)
