"""The page of a theme of a territory: all its indicators."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from portal.kernel.french import fix_name, of_place
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.web.factsheets.comparators import Comparator, link_comparators, read_figures, tell_group
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.themes import build_whole, list_themes


def present_theme(territory: Territory, segment: str, comparator: Comparator | None) -> dict[str, Any]:
    """Everything the template places. Raises Http404 for a theme about which nothing is known here."""
    figures = read_figures(territory.kind, territory.code, comparator)
    themes = list_themes(figures.board)
    found = next((theme for theme in themes if theme.segment == segment), None)
    if found is None:
        raise Http404(f"no theme {segment!r} for {territory}")
    path = path_of(territory.kind, territory.code, territory.slug)
    query = comparator.query if comparator else ""
    return {
        "territory": territory,
        "name": fix_name(territory.name),
        "of_name": of_place(territory.name, territory.article_kind, territory.kind),
        "sheet_path": path,
        "trail": list_trail(territory),
        "query": query,
        "theme": found.theme,
        "segment": segment,
        "table": build_whole(figures, found, path),
        "comparators": link_comparators(territory, comparator, f"{path}/{segment}"),
        "compared": comparator.words if comparator else None,
        "compared_note": tell_group(comparator, territory) if comparator else "",
        "others": [
            (one.theme.label, f"{path}/{one.segment}{query}", one.segment == segment) for one in themes
        ],
    }
