"""The page of a theme of a territory: all its indicators."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from portal.kernel.french import fix_name, of_place
from portal.stats.queries import get_sheet
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.web.factsheets.themes import build_whole, list_themes
from portal.web.factsheets.wording import list_compared, list_groups, name_strate


def present_theme(territory: Territory, segment: str) -> dict[str, Any]:
    """Everything the template places. Raises Http404 for a theme about which nothing is known here."""
    sheet = get_sheet(territory.kind, territory.code, list_groups(territory))
    themes = list_themes(sheet)
    found = next((theme for theme in themes if theme.segment == segment), None)
    if found is None:
        raise Http404(f"no theme {segment!r} for {territory}")
    groups = list_compared(territory)
    path = path_of(territory.kind, territory.code, territory.slug)
    return {
        "territory": territory,
        "name": fix_name(territory.name),
        "of_name": of_place(territory.name, territory.article_kind, territory.kind),
        "sheet_path": path,
        "theme": found.theme,
        "segment": segment,
        "table": build_whole(sheet, found, groups),
        "strate": name_strate(territory) if groups else "",
        "others": [(one.theme.label, f"{path}/{one.segment}", one.segment == segment) for one in themes],
    }
