"""« Qui fait quoi »: ``/communes/35238-rennes/qui-fait-quoi``."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.web.factsheets.institutions.page import SEGMENT
from portal.web.factsheets.institutions.views import show_institutions


def list_patterns(kind: str, address: str) -> list[URLPattern]:
    """For communes: other territories are among what their communes are told."""
    if kind != "commune":
        return []
    return [re_path(rf"^{address}/{SEGMENT}$", show_institutions, {"kind": kind})]
