"""Puts an earlier release of a dataset back online, with what is computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.stats.actions.geography import build_geography
from portal.stats.actions.groupings import add_category_groupings
from portal.stats.actions.loading import prepare_computed
from portal.stats.actions.lock import hold_load_lock
from portal.stats.actions.releases import (
    ReleaseError,
    discard_leftovers,
    find_current,
    find_previous,
    get_kept,
    list_online,
    publish_releases,
)
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import COMPUTED_DATASET, PackedRow, Release
from portal.territories.queries.universe import get_universe


@dataclass(frozen=True)
class Rollback:
    """``withdrawn`` was online, ``restored`` is; ``computed``: the computed release that goes with it.

    Of a rollback that is only planned, ``computed`` is None also when it would be ``computed_anew``.
    """

    withdrawn: Release
    restored: Release
    computed: Release | None
    computed_anew: bool = False


def plan_rollback(dataset: str, number: int | None = None) -> Rollback:
    """What ``rollback_figures`` would do; nothing is written. Raises ReleaseError."""
    withdrawn = find_current(dataset)
    restored = find_previous(dataset) if number is None else get_kept(dataset, number)
    assert withdrawn is not None  # noqa: S101 - both of these would have raised
    if restored == withdrawn:
        raise ReleaseError(f"{restored} is online already.")
    inputs = _list_inputs(restored)
    computed = _find_kept(inputs) if inputs is not None else None
    return Rollback(withdrawn, restored, computed, inputs is not None and computed is None)


def rollback_figures(dataset: str, number: int | None = None, *, by: str, now: datetime) -> Rollback:
    """Go back to a kept release: the one before, or the one of this number.

    Releases after it are withdrawn: the next load does not publish their figures again by itself. The
    computed indicators follow: their release of that time if it is kept, else computed anew. Raises
    ReleaseError (no such release is kept), LoadIsRunningError.
    """
    with hold_load_lock():
        discard_leftovers()
        plan = plan_rollback(dataset, number)
        computed = _compute(plan.restored, by, now) if plan.computed_anew else plan.computed
        online = [plan.restored, *([computed] if computed else [])]
        publish_releases(online, by=by, now=now, rolled_back=plan.restored)
        plan.withdrawn.refresh_from_db()
        return Rollback(plan.withdrawn, plan.restored, computed, plan.computed_anew)


def _list_inputs(restored: Release) -> Mapping[str, int] | None:
    """What the computed release would rest on; None when nothing is computed or nothing changes."""
    current = find_current(COMPUTED_DATASET)
    if current is None or restored.dataset == COMPUTED_DATASET:
        return None
    releases = {**list_online(get_catalogue()), restored.dataset: restored}
    inputs = {name: release.number for name, release in sorted(releases.items())}
    return None if current.inputs == inputs else inputs


def _find_kept(inputs: Mapping[str, int]) -> Release | None:
    """The computed release on these inputs, if its rows are still there."""
    found = Release.objects.filter(
        dataset=COMPUTED_DATASET, state=Release.State.PUBLISHED, inputs=dict(inputs)
    )
    for release in found.order_by("-number"):
        if PackedRow.objects.filter(release=release).exists():
            return release
    return None


def _compute(restored: Release, by: str, now: datetime) -> Release:
    catalogue = get_catalogue()
    releases = {**list_online(catalogue), restored.dataset: restored}
    geography = add_category_groupings(build_geography(get_universe()), catalogue, releases)
    return prepare_computed(catalogue, releases, geography, by=by, now=now)
