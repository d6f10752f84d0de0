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
from portal.stats.actions.versions import find_needed, record_version
from portal.stats.compute.cube import Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.mentions import Mentioned, list_current, list_mentioned
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import CurrentRelease, PackedColumn, PackedRow, Release
from portal.stats.store.read import reset_snapshot
from portal.stats.store.write import delete_packed

KEPT_RELEASES: Final = 2
"""Releases before the current one whose packed rows are kept in any case, for instant rollback (R-07)."""


class ReleaseError(Exception):
    """A release cannot be published or rolled back; the message says why and what to do."""


@dataclass(frozen=True)
class Draft:
    """Everything a release is made of. ``inputs``: of a computed one, input dataset → number.

    ``extract``: in French, which part of the source it is; territories of which it says nothing then
    have no row. ``nomenclatures``: indicator → key of an open category → its label.
    """

    dataset: str
    cube: Cube
    fingerprint: str
    sources: Sequence[Mapping[str, Any]] = ()
    checks: Sequence[Mapping[str, Any]] = ()
    inputs: Mapping[str, int] = field(default_factory=dict)
    extract: str = ""
    nomenclatures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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
        extract=draft.extract,
        nomenclatures={slug: dict(labels) for slug, labels in draft.nomenclatures.items()},
    )
    try:
        territories = _list_territories(draft, indicators, geography)
        layout = write_cube(release.pk, draft.cube, indicators, geography, territories)
        release.layout = layout.to_json()
        release.archive, release.archive_sha256, release.value_count = archive_cube(
            draft.dataset, release.number, draft.cube, indicators, territories
        )
        release.changes = describe_changes(release, find_current(draft.dataset))
        release.save()
    except BaseException:
        discard_release(release)
        raise
    return release


def _list_territories(
    draft: Draft, indicators: Mapping[str, Indicator], geography: Geography
) -> dict[str, Mentioned]:
    """Those that get a row: all of today's, but in an extract those alone that it tells of."""
    if not draft.extract:
        return list_current(geography)
    return list_mentioned(draft.cube, draft.cube.list_stored(indicators), geography)


def publish_releases(
    releases: Sequence[Release],
    *,
    by: str,
    now: datetime,
    withdrawn: Iterable[str] = (),
    rolled_back: Release | None = None,
) -> None:
    """Put these releases online, and take ``withdrawn`` datasets offline, in one transaction.

    ``rolled_back``: the dataset goes back to this release, those after it are marked as rolled back: a
    load of the same inputs will not publish them again. Readers see everything before, or everything
    after. Raises ReleaseError.
    """
    with transaction.atomic():
        for release in releases:
            _ensure_packed(release)
            CurrentRelease.objects.update_or_create(dataset=release.dataset, defaults={"release": release})
            Release.objects.filter(pk=release.pk).update(
                state=Release.State.PUBLISHED, published_at=now, by=by
            )
        CurrentRelease.objects.filter(dataset__in=list(withdrawn)).delete()
        if rolled_back is not None:
            Release.objects.filter(
                dataset=rolled_back.dataset, number__gt=rolled_back.number, state=Release.State.PUBLISHED
            ).update(state=Release.State.ROLLED_BACK)
        record_version(now=now)
    reset_snapshot()
    for release in releases:
        release.refresh_from_db()
    purge_releases(now=now)


def find_current(dataset: str) -> Release | None:
    """The release of a dataset that is online."""
    pointer = CurrentRelease.objects.filter(dataset=dataset).select_related("release").first()
    return pointer.release if pointer else None


def list_online(catalogue: Catalogue) -> dict[str, Release]:
    """The releases online of the datasets of the catalogue."""
    pointers = CurrentRelease.objects.select_related("release").filter(dataset__in=catalogue.datasets)
    return {pointer.dataset: pointer.release for pointer in pointers}


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


def get_kept(dataset: str, number: int) -> Release:
    """A release that can be put online at once. Raises ReleaseError, which names those that can."""
    if find_current(dataset) is None:
        raise ReleaseError(f"{dataset}: no release is online, nothing to roll back.")
    states = [Release.State.PUBLISHED, Release.State.ROLLED_BACK]
    kept = {one.number: one for one in Release.objects.filter(dataset=dataset, state__in=states)}
    if number not in kept:
        listed = ", ".join(f"n° {known}" for known in sorted(kept))
        raise ReleaseError(f"{dataset}: n° {number} is not kept. Expected one of {listed}.")
    return kept[number]


def purge_releases(*, now: datetime) -> None:
    """Remove the packed rows of the releases that are too old, or long withdrawn; their archives stay.

    Those that a version still readable needs are kept: see ``versions.find_needed``.
    """
    found = Release.objects.exclude(state__in=[Release.State.ARCHIVED, Release.State.PREPARED])
    pairs = set(found.values_list("dataset", "pk"))
    spared = {pk for dataset in {dataset for dataset, _ in pairs} for pk in _list_spared(dataset)}
    needed = find_needed(spared, now=now)
    # Marked first: were this cut short, nobody would offer a release with half of its rows.
    outdated = {pk for _, pk in pairs} - needed
    Release.objects.filter(pk__in=outdated).update(state=Release.State.ARCHIVED)
    _delete_archived_rows()


def _list_spared(dataset: str) -> list[int]:
    """The release online, and the nearest ones on either side of it, for instant rollback."""
    found = Release.objects.filter(dataset=dataset).exclude(
        state__in=[Release.State.ARCHIVED, Release.State.PREPARED]
    )
    online = find_current(dataset)
    number = online.number if online else 0
    earlier = found.filter(number__lt=number).order_by("-number")
    later = found.filter(number__gt=number).order_by("-number")  # withdrawn by a rollback
    near = [*earlier[:KEPT_RELEASES], *later[:KEPT_RELEASES], *([online] if online else [])]
    return [release.pk for release in near]


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
