"""Past states of the figures, for pages asked at a version: which are kept, and how to read from one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.stats.models import DataVersion, Release
from portal.stats.store.read import OnlineRelease, Snapshot, get_online_snapshot
from portal.territories.models import Load

KEPT_FOR: Final = timedelta(days=400)
"""How long a version stays readable after it was replaced: what is cited holds until the next edition."""

KEPT_BYTES: Final = 2_000_000_000
"""Packed bytes kept for past versions only, at most; the oldest ones go first."""


@dataclass(frozen=True, slots=True)
class Version:
    """A recorded state. ``recorded_at``: the first time that it came online.

    ``is_kept``: pages can still be answered from it. ``moved``: the datasets whose release is not that
    of the state before it; all of them for the first one.
    """

    key: str
    recorded_at: datetime
    is_online: bool
    is_kept: bool
    moved: tuple[str, ...]


def list_versions() -> list[Version]:
    """All recorded states, the one online first, in the order they came online. Two SQL queries."""
    archived = set(Release.objects.filter(state=Release.State.ARCHIVED).values_list("pk", flat=True))
    rows = list(DataVersion.objects.order_by("pk").values_list("key", "recorded_at", "releases"))
    first: dict[str, datetime] = {}
    found = []
    before: dict[str, int] = {}
    for key, recorded_at, releases in rows:
        moved = (slug for slug in {**before, **releases} if before.get(slug) != releases.get(slug))
        known = first.setdefault(key, recorded_at)
        is_kept = archived.isdisjoint(releases.values())
        found.append(Version(key, known, False, is_kept, tuple(sorted(moved))))
        before = releases
    return _name_online(found)


def _name_online(versions: list[Version]) -> list[Version]:
    online = get_online_snapshot().key
    return [
        Version(one.key, one.recorded_at, one.key == online, one.is_kept, one.moved)
        for one in reversed(versions)
    ]


def find_recorded_at(key: str) -> datetime | None:
    """When a version came online for the first time; None for one that was never recorded."""
    return DataVersion.objects.filter(key=key).order_by("pk").values_list("recorded_at", flat=True).first()


_past: dict[str, Snapshot] = {}
_PAST_AT_MOST: Final = 8


def find_snapshot(key: str) -> Snapshot | None:
    """The snapshot of a recorded version; None when it is unknown, or no longer kept.

    What is worked out for a past snapshot is kept for the next page; whether its rows are there is
    asked each time, for a publication in another process may have purged them.
    """
    online = get_online_snapshot()
    if key == online.key:
        return online
    row = DataVersion.objects.filter(key=key).order_by("pk").values_list("releases", flat=True).last()
    if row is None:
        return None
    releases = _find_releases(row.values())
    if len(releases) < len(row):
        return None
    load = Load.objects.order_by("-id").values_list("id", flat=True).first()
    version = f"{key}.{load or 0}"
    kept = _past.get(version)
    if kept is None:
        if len(_past) >= _PAST_AT_MOST:
            _past.clear()
        kept = _past[version] = Snapshot(releases, version, key, is_past=True)
    return kept


def _find_releases(release_ids: Collection[int]) -> dict[str, OnlineRelease]:
    rows = (
        Release.objects.filter(pk__in=list(release_ids))
        .exclude(state=Release.State.ARCHIVED)
        .order_by("dataset")
        .values_list("dataset", "pk", "number", "published_at", "extract")
    )
    return {
        dataset: OnlineRelease(pk, dataset, number, published_at, extract)
        for dataset, pk, number, published_at, extract in rows
    }


def forget_past_snapshots() -> None:
    """Drop what is kept: for tests."""
    _past.clear()
