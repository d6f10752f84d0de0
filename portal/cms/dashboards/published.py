"""Composed dashboards that readers may see."""

from __future__ import annotations

from collections.abc import Iterator

from portal.cms.dashboards.models import ComposedDashboard
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard


def list_composed_dashboards() -> Iterator[Dashboard]:
    """Those published, in the order of their list. One SQL query."""
    known = get_catalogue().dashboards
    for one in ComposedDashboard.objects.filter(live=True):
        found = one.find_descriptor()
        if found is not None and found.slug not in known:
            yield found


def find_composed_dashboard(segment: str) -> Dashboard | None:
    """The one published at this end of an address. One SQL query."""
    one = ComposedDashboard.objects.filter(slug=segment, live=True).first()
    return one.find_descriptor() if one else None


def was_published(segment: str) -> bool:
    """Whether this end of an address was that of a dashboard that is not published any more."""
    return ComposedDashboard.objects.filter(
        slug=segment, live=False, first_published_at__isnull=False
    ).exists()
