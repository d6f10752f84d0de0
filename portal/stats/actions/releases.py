"""Releases: prepared out of sight, published all at once, kept for a while, rolled back.

A reader follows ``CurrentRelease`` and never sees a release that is being written. Whatever happens
to the process that prepares one (kill -9 included), the releases online stay as they are, and the
next run removes what was left behind (``discard_leftovers``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from portal.stats.actions.archive import archive_cube, discard_archive
from portal.stats.actions.changes import describe_changes
from portal.stats.actions.tables import write_cube
from portal.stats.compute.cube import Cube
from portal.stats.compute.geography import Geography
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import CurrentRelease, PackedColumn, PackedRow, Release
from portal.stats.store.read import reset_snapshot
from portal.stats.store.write import delete_packed

KEPT_RELEASES: Final = 2
"""Releases before the current one whose packed rows are kept, for instant rollback (R-07)."""


class ReleaseError(Exception):
    """A release cannot be published or rolled back; the message says why and what to do."""


@dataclass(frozen=True)
class Draft:
    """Everything a release is made of. ``inputs``: of a computed one, input dataset → number."""

    dataset: str
    cube: Cube
    fingerprint: str
    sources: Sequence[Mapping[str, Any]] = ()
    checks: Sequence[Mapping[str, Any]] = ()
    inputs: Mapping[str, int] = field(default_factory=dict)


def prepare_release(
    draft: Draft, *, indicators: Mapping[str, Indicator], geography: Geography, by: str, now: datetime
) -> Release:
    """Write a new release in full, not yet visible; nothing is left of it when this fails."""
    last = Release.objects.filter(dataset=draft.dataset).aggregate(Max("number"))["number__max"] or 0
    release = Release.objects.create(
        dataset=draft.dataset,
        number=last + 1,
        by=by,
        prepared_at=now,
        fingerprint=draft.fingerprint,
        sources=list(draft.sources),
        checks=list(draft.checks),
        inputs=dict(draft.inputs),
    )
    try:
        layout = write_cube(release.pk, draft.cube, indicators, geography)
        release.layout = layout.to_json()
        release.archive, release.archive_sha256, release.value_count = archive_cube(
            draft.dataset, release.number, draft.cube, indicators, geography
        )
        release.changes = describe_changes(release, find_current(draft.dataset))
        release.save()
    except BaseException:
        discard_release(release)
        raise
    return release


def publish_releases(
    releases: Sequence[Release], *, by: str, now: datetime, withdrawn: Iterable[str] = ()
) -> None:
    """Put these releases online, and take ``withdrawn`` datasets offline, in one transaction.

    Readers see everything before, or everything after. Raises ReleaseError.
    """
    with transaction.atomic():
        for release in releases:
            _ensure_packed(release)
            CurrentRelease.objects.update_or_create(dataset=release.dataset, defaults={"release": release})
            Release.objects.filter(pk=release.pk).update(
                state=Release.State.PUBLISHED, published_at=now, by=by
            )
        CurrentRelease.objects.filter(dataset__in=list(withdrawn)).delete()
    reset_snapshot()
    for release in releases:
        release.refresh_from_db()
        purge_releases(release.dataset)


def find_current(dataset: str) -> Release | None:
    """The release of a dataset that is online."""
    pointer = CurrentRelease.objects.filter(dataset=dataset).select_related("release").first()
    return pointer.release if pointer else None


def find_previous(dataset: str) -> Release:
    """The release that a rollback would put online. Raises ReleaseError when there is none."""
    current = find_current(dataset)
    if current is None:
        raise ReleaseError(f"{dataset}: no release is online, nothing to roll back.")
    previous = (
        Release.objects.filter(dataset=dataset, state=Release.State.PUBLISHED, number__lt=current.number)
        .order_by("-number")
        .first()
    )
    if previous is None:
        raise ReleaseError(f"{dataset}: no release before n° {current.number} is kept.")
    return previous


def withdraw_release(release: Release) -> None:
    """Mark a release as rolled back: a load of the same inputs will not publish it again."""
    Release.objects.filter(pk=release.pk).update(state=Release.State.ROLLED_BACK)


def purge_releases(dataset: str) -> None:
    """Remove the packed rows of the releases that are too old; their archives stay."""
    kept = Release.objects.filter(dataset=dataset).exclude(
        state__in=[Release.State.ARCHIVED, Release.State.PREPARED]
    )
    online = CurrentRelease.objects.filter(dataset=dataset).values("release_id")
    others = kept.exclude(pk__in=online).order_by("-number")
    for release in others[KEPT_RELEASES:]:
        # Marked first: were this cut short, nobody would offer a release with half of its rows.
        Release.objects.filter(pk=release.pk).update(state=Release.State.ARCHIVED)
    _delete_archived_rows()


def _delete_archived_rows() -> None:
    rows = PackedRow.objects.filter(release=OuterRef("pk"))
    columns = PackedColumn.objects.filter(release=OuterRef("pk"))
    archived = Release.objects.filter(state=Release.State.ARCHIVED)
    left = archived.filter(Q(Exists(rows)) | Q(Exists(columns)))
    delete_packed(list(left.values_list("pk", flat=True)))


def discard_leftovers() -> list[str]:
    """Finish what a killed run left: rows too old, releases prepared and not published; their names."""
    _delete_archived_rows()
    left = list(Release.objects.filter(state=Release.State.PREPARED))
    for release in left:
        discard_release(release)
    return [str(release) for release in left]


def discard_release(release: Release) -> None:
    """Remove a release that was never published, packed rows first."""
    delete_packed([release.pk])
    discard_archive(release.dataset, release.number)
    Release.objects.filter(pk=release.pk, state=Release.State.PREPARED).delete()


def _has_rows(release_id: int) -> bool:
    return PackedRow.objects.filter(release_id=release_id).exists()


def _ensure_packed(release: Release) -> None:
    if release.state == Release.State.ARCHIVED or (release.value_count and not _has_rows(release.pk)):
        raise ReleaseError(f"{release}: its packed rows are gone, it cannot be put online.")
