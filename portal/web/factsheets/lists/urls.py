"""Addresses of the lists around a territory, under that of its sheet: members, neighbours, similar ones."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.territories.addresses import SEGMENTS
from portal.ui.exports.responses import EXTENSIONS
from portal.web.factsheets.lists import views
from portal.web.factsheets.wording import LISTS_OF

_FILE = rf"\.(?P<extension>{EXTENSIONS})"


def list_patterns(kind: str, address: str) -> list[URLPattern]:
    """The lists of a kind, whose sheets are at ``address`` (a pattern without its end)."""
    fixed = {"kind": kind}
    patterns = []
    if members := "|".join(SEGMENTS[member] for member in LISTS_OF[kind]):
        segment = rf"^{address}/(?P<segment>{members})"
        patterns += [
            re_path(rf"{segment}{_FILE}$", views.download_members, fixed),
            re_path(rf"{segment}$", views.show_members, fixed),
        ]
    if kind == "france":
        return patterns
    return [
        *patterns,
        re_path(rf"^{address}/{views.NEIGHBOURS}{_FILE}$", views.download_neighbours, fixed),
        re_path(rf"^{address}/{views.NEIGHBOURS}$", views.show_neighbours, fixed),
        re_path(rf"^{address}/{views.SIMILAR}{_FILE}$", views.download_similar, fixed),
        re_path(rf"^{address}/{views.SIMILAR}$", views.show_similar, fixed),
    ]
