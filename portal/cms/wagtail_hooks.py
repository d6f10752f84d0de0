"""What the back-office shows beside pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cms.dashboards.admin import ComposedDashboardViewSet, admin_patterns
from portal.cms.library import hooks as library
from portal.cms.library.documents import BULK_ACTIONS, DocumentPolicy, DocumentViewSet
from portal.cms.library.queues import RIGHT
from portal.cms.models import TerritoryMessage
from portal.library.models import Document
from portal.territories.models import Group


class TerritoryMessageViewSet(SnippetViewSet):
    model = TerritoryMessage
    icon = "comment"
    menu_label = "Messages sur les territoires"
    add_to_admin_menu = True
    list_display = ["title", "kind", "code", "is_shown", "updated_at"]
    list_filter = ["kind", "is_shown"]
    search_fields = ["title", "text", "code"]


class GroupViewSet(SnippetViewSet):
    """Groups of readers: agents take one away (or give it back); nobody edits what another saved."""

    model = Group
    icon = "group"
    menu_label = "Groupes enregistrés"
    add_to_admin_menu = True
    list_display = ["name", "public_id", "member_kind", "created_at", "is_removed"]
    list_filter = ["member_kind", "is_removed"]
    search_fields = ["name", "public_id"]
    panels = [
        FieldPanel("name", read_only=True),
        FieldPanel("public_id", read_only=True),
        FieldPanel("definition", read_only=True),
        FieldPanel("is_removed"),
    ]


register_snippet(TerritoryMessageViewSet)
register_snippet(GroupViewSet)
register_snippet(ComposedDashboardViewSet)
register_permission_policy(Document, DocumentPolicy(Document))
register_snippet(DocumentViewSet)
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)


@hooks.register("register_admin_urls")
def list_addresses() -> list[URLPattern]:
    """What the forms of dashboards ask; the queues of the library."""
    return [*admin_patterns, *library.admin_patterns]


@hooks.register("register_admin_menu_item")
def build_library_menu() -> MenuItem:
    """« Bibliothèque » in the menu."""
    return library.build_menu(DocumentViewSet.model.snippet_viewset)  # type: ignore[attr-defined]


@hooks.register("construct_homepage_panels")
def add_waiting(request: HttpRequest, panels: list[Any]) -> None:
    """What waits in the library, on the first page."""
    if request.user.has_perm(RIGHT):
        panels.append(library.WaitingPanel())
