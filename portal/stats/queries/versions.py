"""The versions of the data, and pages answered from one of them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from portal.stats.store.read import get_online_snapshot, get_snapshot, hold_snapshot
from portal.stats.store.versions import KEPT_FOR, Version, find_recorded_at, find_snapshot, list_versions

__all__ = ["KEPT_FOR", "OpenVersion", "Version", "find_version", "get_version_key", "list_versions"]


@dataclass(frozen=True, slots=True)
class OpenVersion:
    """A version that pages can be answered from: everything asked within ``held`` is."""

    key: str
    recorded_at: datetime
    is_online: bool
    held: AbstractContextManager[None]


def get_version_key() -> str:
    """Name of the releases that figures are read from now: what an address keeps in ``?version=``.

    Empty when nothing is online.
    """
    snapshot = get_snapshot()
    return snapshot.key if snapshot.releases else ""


def find_version(key: str) -> OpenVersion | None:
    """A recorded version; None when it is unknown, or its figures are no longer kept."""
    recorded_at = find_recorded_at(key)
    snapshot = find_snapshot(key) if recorded_at is not None else None
    if snapshot is None or recorded_at is None:
        return None
    return OpenVersion(key, recorded_at, key == get_online_snapshot().key, hold_snapshot(snapshot))
