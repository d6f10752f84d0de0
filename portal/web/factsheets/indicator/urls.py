"""``<sheet>/indicateurs/<indicator>``: one figure of one territory, its drawing and its file."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.ui.exports.responses import EXTENSIONS
from portal.web.factsheets.indicator.views import (
    download_image,
    download_series,
    show_embed,
    show_figure,
)

_SEGMENT = r"indicateurs/(?P<segment>[a-z0-9][a-z0-9_-]{0,79})"


def list_indicator_patterns(kind: str, address: str) -> list[URLPattern]:
    """Patterns below the ``address`` of the sheets of a kind."""
    fixed = {"kind": kind}
    return [
        re_path(rf"^{address}/{_SEGMENT}\.(?P<image>svg|png)$", download_image, fixed),
        re_path(rf"^{address}/{_SEGMENT}\.(?P<extension>{EXTENSIONS})$", download_series, fixed),
        re_path(rf"^{address}/{_SEGMENT}$", show_figure, fixed),
        re_path(rf"^integrer/{address}/{_SEGMENT}$", show_embed, fixed),
    ]
