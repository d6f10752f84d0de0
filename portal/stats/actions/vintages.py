"""Whether files are older than what is online: an older vintage never replaces a newer one by itself."""

from __future__ import annotations

from portal.stats.actions.parts import can_give
from portal.stats.compute.cube import Cube
from portal.stats.descriptors.dataset import Dataset
from portal.stats.models import Release
from portal.stats.store.layout import Layout


def find_lost_years(dataset: Dataset, cube: Cube, online: Release | None) -> str:
    """The letter that says which newest years of the release online the figures would lose; else empty.

    A year that the descriptor no longer gives is left out deliberately: it is not lost.
    """
    if online is None:
        return ""
    now: dict[str, int] = {}
    for cell, column in cube.columns.items():
        if column.is_present.any():
            now[cell.indicator] = max(cell.year, now.get(cell.indicator, 0))
    before: dict[str, int] = {}
    for layout in Layout.from_json(online.layout).kinds.values():
        for (slug, year), count in zip(layout.cells, layout.counts, strict=True):
            if count and can_give(dataset, slug, year):
                before[slug] = max(year, before.get(slug, 0))
    lost = [f"{slug} {year}" for slug, year in sorted(before.items()) if year > now.get(slug, 0)]
    if not lost:
        return ""
    shown = ", ".join(lost[:10]) + (f" and {len(lost) - 10} others" if len(lost) > 10 else "")
    return (
        f"these files are older than n° {online.number}, which is online and stays: they do not give {shown}."
        " Give the newer files back, or publish them as they are with --force."
    )
