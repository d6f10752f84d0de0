"""Addresses of the explanations of a territory: ``/communes/35238-rennes/finances`` and its files."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, re_path

from portal.ui.exports.responses import EXTENSIONS
from portal.web.factsheets.finances import views

PAGES: Final = "finances"
"""Segments of the pages, separated by « | »: public promises. What the catalogue has no more is 404."""


def list_patterns(kind: str, address: str) -> list[URLPattern]:
    """For one kind of territory, before the pattern of themes. ``address`` is that of its sheet."""
    fixed = {"kind": kind}
    return [
        re_path(
            rf"^{address}/(?P<page>{PAGES})\.(?P<extension>{EXTENSIONS})$", views.download_explanation, fixed
        ),
        re_path(rf"^{address}/(?P<page>{PAGES})$", views.show_explanation, fixed),
    ]
