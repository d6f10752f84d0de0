"""What the release online was read from, and what a new one would lose: nothing is lost by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from portal.stats.actions.parts import gives
from portal.stats.compute.cube import Cube
from portal.stats.descriptors.dataset import Dataset
from portal.stats.ingest.fetching import FetchedFile
from portal.stats.ingest.observations import Observations
from portal.stats.models import Release


def describe_sources(observations: Observations, files: Mapping[str, FetchedFile]) -> list[dict[str, Any]]:
    """The originals of a release. ``files`` of each: name in the descriptor → newest year of each
    indicator that was read in it."""
    return [
        {
            **source.as_json(),
            "files": {
                name: dict(observations.newest.get(name, {}))
                for name, file in files.items()
                if file.source == source
            },
        }
        for source in observations.sources
    ]


def find_lost_files(dataset: Dataset, at_hand: Collection[str], online: Release | None) -> str:
    """The letter that says which files the release online was read from and are no longer at hand.

    Empty when none is. A file that the descriptor no longer has is left out deliberately.
    """
    missing = {file.name for file in dataset.files if file.name not in at_hand}
    lost = [
        f"{name} ({source['name']}, from {source['origin']}, of {source['fetched_at'][:10]})"
        for source, name in _list_files(online)
        if name in missing
    ]
    if online is None or not lost:
        return ""
    return (
        f"n° {online.number}, which is online and stays, was also read from files that are no longer at hand:"
        f" {_show(lost)}. Give them back (MIRROR_DIR, manage.py figures fetch {dataset.slug}), or publish"
        " without them with --force."
    )


def find_lost_years(dataset: Dataset, cube: Cube, online: Release | None) -> str:
    """The letter that says which newest years of the release online the figures would lose; else empty.

    A year is left out deliberately when it came from a file, or from a column, that the descriptor no longer
    has: it is not lost.
    """
    now: dict[str, int] = {}
    for cell, column in cube.columns.items():
        if column.is_present.any():
            now[cell.indicator] = max(cell.year, now.get(cell.indicator, 0))
    before: dict[str, int] = {}
    for source, name in _list_files(online):
        spec = next((file for file in dataset.files if file.name == name), None)
        for slug, year in source["files"][name].items():
            if spec is not None and (slug in dataset.makes or gives(spec, slug, year)):
                before[slug] = max(year, before.get(slug, 0))
    lost = [f"{slug} {year}" for slug, year in sorted(before.items()) if year > now.get(slug, 0)]
    if online is None or not lost:
        return ""
    return (
        f"these files are older than n° {online.number}, which is online and stays: they do not give"
        f" {_show(lost)}. Give the newer files back, or publish them as they are with --force."
    )


def _list_files(release: Release | None) -> Iterable[tuple[dict[str, Any], str]]:
    """Each original of a release with each name that it has in the descriptor."""
    for source in release.sources if release else ():
        for name in source.get("files", {}):  # the computed release, and the oldest ones, name none
            yield source, name


def _show(found: list[str]) -> str:
    return ", ".join(found[:10]) + (f" and {len(found) - 10} others" if len(found) > 10 else "")
