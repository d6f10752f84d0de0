"""Addresses of the files of a view."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.ui.exports.responses import EXTENSIONS
from portal.web.explore.files import views

_SEGMENT = r"explorer/(?P<segment>[a-z0-9][a-z0-9_-]{0,79})"

urlpatterns: list[URLPattern] = [
    re_path(rf"^{_SEGMENT}\.(?P<extension>{EXTENSIONS})$", views.download_table),
    re_path(rf"^{_SEGMENT}\.geojson$", views.download_contours),
    re_path(rf"^{_SEGMENT}\.(?P<image>svg|png)$", views.download_image),
    re_path(rf"^{_SEGMENT}\.(?P<extension>{CITATION_EXTENSIONS})$", views.cite_view),
]
