"""What the back-office shows beside pages."""

from django.urls import URLPattern
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cms.dashboards.admin import ComposedDashboardViewSet, admin_patterns
from portal.cms.models import TerritoryMessage
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


@hooks.register("register_admin_urls")
def list_dashboard_addresses() -> list[URLPattern]:
    """What the forms of dashboards ask."""
    return admin_patterns
