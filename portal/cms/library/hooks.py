"""Places of the library in the back-office: its menu, its addresses, what waits on the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.components import Component

from portal.cms.library.documents import DocumentViewSet
from portal.cms.library.queues import RIGHT, answer, show_links, show_pairs
from portal.cms.library.sources import SEE, show_preview, show_report, show_source, show_sources
from portal.harvest.queries import list_standings
from portal.kernel.french import format_count
from portal.library.links.queries import count_queue
from portal.library.models import Pair

admin_patterns: list[URLPattern] = [
    path("bibliotheque/doublons/", show_pairs, name="library_pairs"),
    path("bibliotheque/doublons/<int:pk>/", answer, name="library_answer"),
    path("bibliotheque/liens/<slug:queue>/", show_links, name="library_links"),
    path("bibliotheque/sources/", show_sources, name="library_sources"),
    path("bibliotheque/sources/<slug:slug>/", show_source, name="library_source"),
    path("bibliotheque/sources/<slug:slug>/apercu/", show_preview, name="library_preview"),
    path("bibliotheque/moissons/<int:pk>/", show_report, name="library_report"),
]


class AgentsItem(MenuItem):
    """An entry for those who have a right."""

    def __init__(self, label: str, url: str, *, right: str = RIGHT, **options: Any) -> None:
        super().__init__(label, url, **options)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.right))


def build_menu(documents: DocumentViewSet) -> MenuItem:
    """« Bibliothèque »: documents, doubles, links."""
    items = [
        AgentsItem(
            "Documents", reverse(documents.get_url_name("list")), icon_name="doc-full-inverse", order=1
        ),
        AgentsItem("Doublons possibles", reverse("library_pairs"), icon_name="copy", order=2),
        AgentsItem("Liens", reverse("library_links", args=["proposals"]), icon_name="link", order=3),
        AgentsItem("Sources", reverse("library_sources"), icon_name="download", order=4, right=SEE),
    ]
    return SubmenuMenuItem("Bibliothèque", Menu(items=items), icon_name="folder-open-inverse", order=150)


class WaitingPanel(Component):
    """What waits for an agent in the library, each with its way."""

    order = 150

    def render_html(self, parent_context: Any = None) -> str:
        waiting = _list_waiting()
        if not waiting:
            return format_html("<section><h2>Bibliothèque</h2><p>{}</p></section>", "Rien n’attend.")
        rows = format_html_join("", '<li><a href="{}">{}</a></li>', waiting)
        return format_html("<section><h2>Bibliothèque : à faire</h2><ul>{}</ul></section>", rows)


def _list_waiting() -> list[tuple[str, str]]:
    counts = count_queue()
    pairs = Pair.objects.filter(verdict=Pair.Verdict.WAITING).count()
    told = [
        (pairs, "doublon possible", "doublons possibles", reverse("library_pairs")),
        (counts["proposals"], "adresse à remplacer", "adresses à remplacer", _link("proposals")),
        (counts["dead"], "lien mort", "liens morts", _link("dead")),
        (counts["doubtful"], "page peut-être vide", "pages peut-être vides", _link("doubtful")),
    ]
    alerts = sum(bool(one.alerts) for one in list_standings(timezone.now()))
    told.append((alerts, "source à voir", "sources à voir", reverse("library_sources")))
    return [(url, format_count(count, one, many)) for count, one, many, url in told if count]


def _link(queue: str) -> str:
    return reverse("library_links", args=[queue])
