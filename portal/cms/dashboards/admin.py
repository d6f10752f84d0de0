"""The back-office of composed dashboards: their screens, and the indicators that a form proposes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cms.dashboards.models import ComposedDashboard
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import list_years
from portal.ui.words import LEVELS


class ComposedDashboardViewSet(SnippetViewSet):
    model = ComposedDashboard
    icon = "table"
    menu_label = "Tableaux de bord"
    add_to_admin_menu = True
    list_display = ["label", "slug", "live", "last_published_at"]
    list_filter = ["live"]
    search_fields = ["label", "slug", "summary"]
    panels = ComposedDashboard.admin_panels


@require_admin_access
def list_choosable(request: HttpRequest) -> JsonResponse:
    """Every indicator that a panel may show: its slug, its name, the levels that have figures online."""
    catalogue = get_catalogue()
    found: list[dict[str, Any]] = []
    for one in catalogue.list_public_indicators():
        levels = [LEVELS[level] for level in one.levels if level != "france" and list_years(one.slug, level)]
        about = ", ".join(levels) or "aucun chiffre en ligne"
        found.append(
            {"slug": one.slug, "label": f"{one.label} – {catalogue.themes[one.theme].label} ({about})"}
        )
    return JsonResponse({"indicateurs": found})


admin_patterns: list[URLPattern] = [
    path("tableaux-de-bord/indicateurs.json", list_choosable, name="composed_dashboard_indicators"),
]
