"""Which dashboards there are: those of the catalogue, in the order of its pages."""

from __future__ import annotations

from portal.stats.addresses import parse_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard


def find_dashboard(segment: str) -> Dashboard | None:
    """The dashboard of a part of an address."""
    return get_catalogue().dashboards.get(parse_segment(segment))


def list_dashboards() -> list[Dashboard]:
    """All of them, by order then label."""
    return sorted(get_catalogue().dashboards.values(), key=lambda one: (one.order, one.label))
