"""Puts the previous release of a dataset back online, with what is computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.stats.actions.geography import build_geography
from portal.stats.actions.loading import list_online, prepare_computed
from portal.stats.actions.lock import hold_load_lock
from portal.stats.actions.releases import (
    discard_leftovers,
    find_current,
    find_previous,
    publish_releases,
    withdraw_release,
)
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import COMPUTED_DATASET, PackedRow, Release
from portal.territories.queries.universe import get_universe


@dataclass(frozen=True)
class Rollback:
    """``withdrawn`` was online, ``restored`` is; ``computed``: the computed release that goes with it."""

    withdrawn: Release
    restored: Release
    computed: Release | None


def rollback_figures(dataset: str, *, by: str, now: datetime) -> Rollback:
    """Go back one release. The next load does not publish the withdrawn figures again by itself.

    The computed indicators follow: their release of that time if it is kept, else computed anew.
    Raises ReleaseError when no earlier release is kept, LoadIsRunningError.
    """
    with hold_load_lock():
        discard_leftovers()
        restored = find_previous(dataset)
        withdrawn = find_current(dataset)
        assert withdrawn is not None  # noqa: S101 - find_previous would have raised
        computed = _find_computed(restored, by, now)
        publish_releases([restored, *([computed] if computed else [])], by=by, now=now)
        withdraw_release(withdrawn)
        return Rollback(withdrawn, restored, computed)


def _find_computed(restored: Release, by: str, now: datetime) -> Release | None:
    """The computed release on these inputs; None when nothing is computed or it is online already."""
    current = find_current(COMPUTED_DATASET)
    if current is None or restored.dataset == COMPUTED_DATASET:
        return None
    catalogue = get_catalogue()
    releases = {**list_online(catalogue), restored.dataset: restored}
    inputs = {name: release.number for name, release in sorted(releases.items())}
    if current.inputs == inputs:
        return None
    kept = Release.objects.filter(dataset=COMPUTED_DATASET, state=Release.State.PUBLISHED, inputs=inputs)
    for release in kept.order_by("-number"):
        if PackedRow.objects.filter(release=release).exists():
            return release
    geography = build_geography(get_universe())
    return prepare_computed(catalogue, releases, geography, by=by, now=now)
