"""The area of a territory in words: one figure for the whole page."""

from __future__ import annotations

from portal.kernel.french import format_with_unit
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Sheet
from portal.stats.queries.areas import find_area
from portal.territories.models import Territory


def write_area(territory: Territory, sheet: Sheet) -> str:
    """« 50,4 km² »: that which is served among the figures, else that of the outline; empty when unknown."""
    series = find_area(sheet)
    if series is not None and series.latest is not None and series.latest.figure.value is not None:
        unit = get_catalogue().units[series.indicator.unit]
        return format_with_unit(series.latest.figure.value, unit.symbol, series.indicator.decimals)
    if not territory.area_km2:
        return ""
    return format_with_unit(territory.area_km2, "km²", 1 if territory.area_km2 < 100 else 0)
