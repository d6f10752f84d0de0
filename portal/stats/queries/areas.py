"""The area of a territory: the same figure wherever it is told, that from which densities are computed."""

from __future__ import annotations

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import Series, Sheet


def find_area_indicator(kind: str) -> Indicator | None:
    """The first public indicator of this level that is measured in a unit of area."""
    return get_catalogue().areas.get(kind)


def find_area(sheet: Sheet) -> Series | None:
    """The series of the area of a sheet, in km²; None when it has no value."""
    indicator = find_area_indicator(sheet.kind)
    series = sheet.series.get(indicator.slug) if indicator else None
    if series is None or series.latest is None or series.latest.figure.value is None:
        return None
    return series
