"""Addresses of the files of a sheet and of its themes, from the pattern of the sheet."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.ui.exports.responses import EXTENSIONS
from portal.web.factsheets.files import views


def list_sheet_patterns(kind: str, address: str) -> list[URLPattern]:
    """Before that of the sheet, whose slug is anything."""
    return _list_patterns(kind, address)


def list_theme_patterns(kind: str, address: str, theme: str) -> list[URLPattern]:
    """After those of the other pages under a sheet; ``theme`` is the pattern of the segment of a theme."""
    return _list_patterns(kind, rf"{address}/(?P<theme>{theme})")


def _list_patterns(kind: str, address: str) -> list[URLPattern]:
    fixed = {"kind": kind}
    return [
        re_path(rf"^{address}\.(?P<extension>{EXTENSIONS})$", views.download_sheet, fixed),
        re_path(rf"^{address}\.(?P<extension>{CITATION_EXTENSIONS})$", views.cite_sheet, fixed),
    ]
