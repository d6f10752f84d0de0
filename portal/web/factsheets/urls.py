"""Sheets: ``/communes/35238-rennes``, its file, its themes, the list of its members and their file.

The code alone decides; whatever follows it is corrected by a redirection. A code that does not have
the shape of its kind is no address at all.
"""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.territories.addresses import SEGMENTS
from portal.web.factsheets import views
from portal.web.factsheets.files.urls import list_sheet_patterns, list_theme_patterns
from portal.web.factsheets.finances.urls import list_patterns as list_explanations
from portal.web.factsheets.indicator.urls import list_indicator_patterns
from portal.web.factsheets.institutions.urls import list_patterns as list_institutions
from portal.web.factsheets.lists.urls import list_patterns as list_lists
from portal.web.factsheets.parts.urls import list_part_patterns
from portal.web.factsheets.portrait import views as portrait

_CODES = {
    "commune": r"\d[\dABab]\d{3}",
    "epci": r"\d{9}",
    "ept": r"\d{9}",
    "departement": r"\d{2,3}|2[ABab]",
    "region": r"\d{2,3}",
}
_THEME = r"[a-z][a-z0-9-]{0,79}"
"""After the lists of members: no theme is called like one of them."""
_TAIL = r"(?P<tail>(?:-[^/]*)?)"


def _list_patterns(kind: str, address: str) -> list[URLPattern]:
    fixed = {"kind": kind}
    patterns = [
        *list_sheet_patterns(kind, address),
        re_path(rf"^{address}\.pdf$", portrait.download_portrait, fixed),
        re_path(rf"^{address}$", views.show_sheet, fixed),
    ]
    patterns += list_lists(kind, address)
    patterns += list_explanations(kind, address)
    patterns += list_institutions(kind, address)
    patterns += list_theme_patterns(kind, address, _THEME)
    patterns += list_indicator_patterns(kind, address)
    return [*patterns, re_path(rf"^{address}/(?P<theme>{_THEME})$", views.show_theme, fixed)]


urlpatterns = [
    pattern
    for kind, code in _CODES.items()
    for pattern in _list_patterns(kind, rf"{SEGMENTS[kind]}/(?P<code>{code}){_TAIL}")
]
urlpatterns += [*_list_patterns("france", "france"), *list_part_patterns()]
