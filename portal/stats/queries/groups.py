"""Summaries of groups, kept as they were read: those of a département are the same for all its communes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Final

from portal.stats.queries.answers import Summary
from portal.stats.store.packing import unpack_summary
from portal.stats.store.read import Snapshot

_EMPTY: Final = Summary(0, None, None, None, None, None, None)
_KEPT_AT_MOST: Final = 4096  # some kilobytes each: 20 MB; France has 1 500 of them

_Place = tuple[int, str]  # release, key of the group


class GroupSummaries:
    """What one release says of one group: nothing without a payload. A summary is built once."""

    __slots__ = ("_built", "_row")

    def __init__(self, payload: bytes | None) -> None:
        self._row = None if payload is None else unpack_summary(payload)
        self._built: dict[int, Summary] = {}

    def summary(self, cell: int) -> Summary:
        found = self._built.get(cell)
        if found is None:
            found = self._built[cell] = self._build(cell)
        return found

    def _build(self, cell: int) -> Summary:
        if self._row is None or not self._row.n[cell]:
            return _EMPTY
        stats = [None if isnan(number) else number for number in self._row.stats[:, cell].tolist()]
        return Summary(int(self._row.n[cell]), *stats)


class GroupDirectory:
    """The groups read so far of the releases online at one moment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._kept: dict[_Place, GroupSummaries] = {}

    def find(self, keys: Iterable[str]) -> tuple[dict[_Place, GroupSummaries], list[str]]:
        """What is kept of these groups, and the keys to read."""
        releases = self.snapshot.release_ids
        found: dict[_Place, GroupSummaries] = {}
        missing = []
        for key in keys:
            kept = {(release_id, key): self._kept.get((release_id, key)) for release_id in releases}
            known = {place: group for place, group in kept.items() if group is not None}
            found |= known
            if len(known) < len(kept):
                missing.append(key)
        return found, missing

    def add(self, keys: Iterable[str], payloads: Mapping[_Place, bytes]) -> dict[_Place, GroupSummaries]:
        """Keep what was read of these groups; those without a payload are kept as empty."""
        read = {
            (release_id, key): GroupSummaries(payloads.get((release_id, key)))
            for key in keys
            for release_id in self.snapshot.release_ids
        }
        if len(self._kept) + len(read) > _KEPT_AT_MOST:
            self._kept.clear()
        self._kept |= read
        return read


_directory: GroupDirectory | None = None


def get_group_directory(snapshot: Snapshot) -> GroupDirectory:
    """That of this snapshot: a publication makes a new one. That of the past serves one page."""
    if snapshot.is_past:
        return GroupDirectory(snapshot)
    global _directory  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    kept = _directory
    if kept is None or kept.snapshot is not snapshot:
        kept = _directory = GroupDirectory(snapshot)
    return kept
