"""One short string that changes whenever a public page may: figures, places, texts, documents."""

from __future__ import annotations

import time

from django.db.models import Count, Max
from wagtail.models import Page

from portal.cms.models import ComposedDashboard, TerritoryMessage
from portal.library.queries.versions import get_library_version
from portal.library.search.serving import get_served_revision
from portal.stats.queries import get_data_version

_KEPT_S = 5.0
_kept: dict[str, tuple[float, str]] = {}


def get_page_version() -> str:
    """The versions of the figures, of the texts and of the library (all kept for a few seconds)."""
    return f"{get_data_version()}-{get_editorial_version()}-{get_documents_version()}"


def get_documents_version() -> str:
    """Changes whenever a document does, and again when the index of this process knows it: a page drawn in
    between has another name than the one that is right."""
    now = time.monotonic()
    asked_at, version = _kept.get("documents", (float("-inf"), ""))
    if now - asked_at > _KEPT_S:
        version = f"{get_library_version():x}.{get_served_revision():x}"
        _kept["documents"] = (now, version)
    return version


def get_editorial_version() -> str:
    """Changes whenever a page, a message on a territory or a dashboard is created, edited or removed."""
    now = time.monotonic()
    asked_at, version = _kept.get("version", (float("-inf"), ""))
    if now - asked_at > _KEPT_S:
        messages = TerritoryMessage.objects.aggregate(count=Count("id"), last=Max("updated_at"))
        pages = Page.objects.aggregate(count=Count("id"), last=Max("latest_revision_created_at"))
        dashboards = ComposedDashboard.objects.filter(live=True).aggregate(
            count=Count("id"), last=Max("last_published_at")
        )
        found = (messages, pages, dashboards)
        parts = [one[name] for one in found for name in ("count", "last")]
        version = "-".join(_shorten(part) for part in parts)
        _kept["version"] = (now, version)
    return version


def reset_editorial_version() -> None:
    """Forget what was kept: for tests."""
    _kept.clear()


def _shorten(part: object) -> str:
    stamp = getattr(part, "timestamp", None)
    return format(int(stamp() * 1000), "x") if stamp else str(part or 0)
