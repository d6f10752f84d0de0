"""Which dashboards there are: those of the catalogue, then those that agents composed and published."""

from __future__ import annotations

from portal.cms.dashboards.published import find_composed_dashboard, list_composed_dashboards
from portal.stats.addresses import parse_segment, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard


def find_dashboard(segment: str) -> Dashboard | None:
    """The dashboard of a part of an address. One SQL query for what the catalogue does not have."""
    found = get_catalogue().dashboards.get(parse_segment(segment))
    return found or find_composed_dashboard(write_segment(segment))


def list_dashboards() -> list[Dashboard]:
    """All of them, by order then label. One SQL query."""
    found = [*get_catalogue().dashboards.values(), *list_composed_dashboards()]
    return sorted(found, key=lambda one: (one.order, one.label))
