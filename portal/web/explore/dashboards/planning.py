"""Which columns the panels of a dashboard will ask for: read with one SQL query before any of them does."""

from __future__ import annotations

from collections.abc import Iterator

from portal.stats.descriptors.panels import AnyPanel, Changes, Evolution
from portal.stats.store.columns import ColumnKey, prefetch_columns
from portal.stats.store.read import Place, get_snapshot
from portal.web.explore.dashboards.reading import PanelReading

_YEARS = 40


def prefetch_panels(reading: PanelReading) -> None:
    """The latest year of each indicator, or all of them for panels about the past."""
    prefetch_columns(
        key
        for panel in reading.asked.dashboard.panels
        if reading.choose_level(panel) in panel.levels
        for key in _list_keys(panel, reading)
    )


def _list_keys(panel: AnyPanel, reading: PanelReading) -> Iterator[ColumnKey]:
    level, until = reading.choose_level(panel), reading.asked.year
    places = get_snapshot().places(level)
    for slug in panel.slugs:
        filled = [place for place in places.get(slug, ()) if place.filled]
        if isinstance(panel, Changes | Evolution):
            chosen: list[Place] = filled[-_YEARS:]
        else:
            chosen = [place for place in filled if until is None or place.year <= until][-1:]
        for place in chosen:
            yield (place.release_id, slug, place.year, level)
