"""What the back-office shows beside pages."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from portal.cms.models import TerritoryMessage


class TerritoryMessageViewSet(SnippetViewSet):
    model = TerritoryMessage
    icon = "comment"
    menu_label = "Messages sur les territoires"
    add_to_admin_menu = True
    list_display = ["title", "kind", "code", "is_shown", "updated_at"]
    list_filter = ["kind", "is_shown"]
    search_fields = ["title", "text", "code"]


register_snippet(TerritoryMessageViewSet)
