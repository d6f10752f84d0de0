"""Addresses of the parts of communes: ``/communes-deleguees/01015-arbignieu``."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.territories.addresses import SEGMENTS, SUB_ENTITY_KINDS
from portal.web.factsheets.parts.views import show_part

_ADDRESS = r"(?P<code>\d[\dABab]\d{3})(?P<tail>(?:-[^/]*)?)"


def list_part_patterns() -> list[URLPattern]:
    """One page each: the figures are on the page of the commune."""
    return [
        re_path(rf"^{SEGMENTS[kind]}/{_ADDRESS}$", show_part, {"kind": kind})
        for kind in sorted(SUB_ENTITY_KINDS)
    ]
