"""Versions of the figures: each state of the releases online is recorded, and kept readable for a while.

An address with ``?version=`` is answered from the packed rows of that time. What a version costs is
the rows that no other version needs: a publication that moves one dataset keeps one release more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Length

from portal.stats.models import CurrentRelease, DataVersion, PackedColumn, PackedRow, Release
from portal.stats.store.read import compute_version_key
from portal.stats.store.versions import KEPT_BYTES, KEPT_FOR


def record_version(*, now: datetime) -> None:
    """Note which releases are online, when they are not those of the last line."""
    rows = CurrentRelease.objects.values_list(
        "dataset", "release_id", "release__number", "release__archive_sha256"
    )
    online = list(rows)
    key = compute_version_key((dataset, number, sha256) for dataset, _, number, sha256 in online)
    last = DataVersion.objects.order_by("-pk").values_list("key", flat=True).first()
    if online and key != last:
        releases = {dataset: release_id for dataset, release_id, *_ in online}
        DataVersion.objects.create(key=key, recorded_at=now, releases=releases)


def find_needed(kept: Collection[int], *, now: datetime) -> set[int]:
    """Ids of the releases that the versions still readable are made of, the latest version first.

    ``kept``: releases whose rows stay in any case, which cost nothing. A version of which a release is
    archived is gone already.
    """
    archived = set(Release.objects.filter(state=Release.State.ARCHIVED).values_list("pk", flat=True))
    needed, spent = set(kept), 0
    for releases in _list_recent(now):
        if not archived.isdisjoint(releases):
            continue
        spent += measure_packed(releases - needed)
        if spent > KEPT_BYTES:
            break
        needed |= releases
    return needed


def _list_recent(now: datetime) -> Iterator[set[int]]:
    """The releases of each version replaced less than ``KEPT_FOR`` ago, the latest first."""
    replaced_at = now
    lines = DataVersion.objects.order_by("-pk").values_list("recorded_at", "releases")
    for recorded_at, releases in lines.iterator():
        if now - replaced_at > KEPT_FOR:
            return
        yield set(releases.values())
        replaced_at = recorded_at


def measure_packed(release_ids: Collection[int]) -> int:
    """Bytes of the packed rows and columns of these releases."""
    return sum(
        model.objects.filter(release__in=release_ids).aggregate(size=Sum(Length("payload")))["size"] or 0
        for model in (PackedRow, PackedColumn)
        if release_ids
    )
