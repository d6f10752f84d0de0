"""Loads figures: every dataset read, checked and prepared, then all of them put online at once.

A dataset that fails, or that waits for its files, is left as it was and said; the others go on. Nothing
that readers see changes before the last step, which is one transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.stats.actions.computed import build_computed_cube, list_computed_in
from portal.stats.actions.drafting import Drafting
from portal.stats.actions.fingerprint import fingerprint_computed
from portal.stats.actions.geography import build_geography
from portal.stats.actions.groupings import add_category_groupings, list_grouping_datasets
from portal.stats.actions.lock import hold_load_lock
from portal.stats.actions.orders import Order, Outcome, Report
from portal.stats.actions.refusals import EXPECTED, UNPUBLISHED, explain_error, record_refusals
from portal.stats.actions.releases import (
    Draft,
    discard_leftovers,
    discard_release,
    find_current,
    list_online,
    prepare_release,
    publish_releases,
)
from portal.stats.compute.geography import Geography
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.models import COMPUTED_DATASET, CurrentRelease, Release
from portal.stats.store.write import settle_database
from portal.territories.queries.universe import get_universe, reset_universe

logger = logging.getLogger(__name__)


class NoTerritoriesError(RuntimeError):
    """Figures cannot be placed before the territories are loaded."""


class UnknownNamesError(ValueError):
    """Datasets were asked for that the catalogue does not have."""


def load_figures(order: Order, *, report: Report = lambda dataset, step: None) -> list[Outcome]:
    """Load datasets and what is computed from them, and put the new releases online.

    A dataset whose inputs did not change is left alone, as is one that an agent rolled back, unless
    ``force``. With ``dry_run`` everything is done but putting online, then undone. Raises
    CatalogueError, UnknownNamesError, NoTerritoriesError, LoadIsRunningError.
    """
    catalogue = get_catalogue()
    unknown = sorted(set(order.datasets) - set(catalogue.datasets))
    if unknown:
        known = ", ".join(sorted(catalogue.datasets))
        raise UnknownNamesError(f"unknown datasets: {', '.join(unknown)}. Expected some of: {known}.")
    with hold_load_lock():
        for name in discard_leftovers():
            logger.warning("%s: left by a run that was cut short, removed", name)
        run = _Run(catalogue, _get_geography(), order, report)
        chosen = order.datasets or list(catalogue.datasets)
        grouping = [slug for slug in list_grouping_datasets(catalogue) if slug in chosen]
        outcomes = [run.load(catalogue.datasets[slug]) for slug in grouping]
        run.group(outcomes)
        outcomes += [run.load(catalogue.datasets[slug]) for slug in chosen if slug not in grouping]
        if list_computed_in(catalogue, COMPUTED_DATASET):
            outcomes.append(run.compute(outcomes))
        outcomes = run.finish(outcomes)
        if not order.dry_run:
            record_refusals(outcomes, now=order.now)
        return outcomes


def prepare_computed(
    catalogue: Catalogue, releases: dict[str, Release], geography: Geography, *, by: str, now: datetime
) -> Release:
    """Prepare the indicators computed from several datasets, given the releases of these."""
    draft = Draft(
        COMPUTED_DATASET,
        build_computed_cube(catalogue, releases, geography),
        fingerprint_computed(catalogue, releases, geography),
        inputs={dataset: release.number for dataset, release in sorted(releases.items())},
    )
    return prepare_release(draft, indicators=catalogue.indicators, geography=geography, by=by, now=now)


def _get_geography() -> Geography:
    reset_universe()
    universe = get_universe()
    if not universe.version:
        raise NoTerritoriesError("no territories yet: run manage.py load_territories first.")
    return build_geography(universe)


def _explain_failure(dataset: str, error: Exception) -> Outcome:
    """A letter for what sources and descriptors do; a traceback for what nobody thought of."""
    message = str(error)
    if not isinstance(error, EXPECTED):
        logger.error("%s: not loaded", dataset, exc_info=error)
        message = f"{type(error).__name__}: {message}"
    return Outcome(dataset, "failed", message, sentence=explain_error(error, {}))


@dataclass
class _Run:
    catalogue: Catalogue
    geography: Geography
    order: Order
    report: Report

    def load(self, dataset: Dataset) -> Outcome:
        started = time.monotonic()
        try:
            drafting = Drafting(self.catalogue, self.geography, self.order, self.report)
            outcome = drafting.prepare(dataset)
        except Exception as error:  # whatever a source, a descriptor or a full disk does: the others go on
            outcome = _explain_failure(dataset.slug, error)
        return replace(outcome, seconds=time.monotonic() - started)

    def group(self, outcomes: Sequence[Outcome]) -> None:
        """From here on, communes are also grouped by the categories of the releases that give them."""
        releases = self._list_releases(outcomes)
        self.geography = add_category_groupings(self.geography, self.catalogue, releases)

    def _list_releases(self, outcomes: Sequence[Outcome]) -> dict[str, Release]:
        """Dataset → the release that is about to be online, else the one that is."""
        ready = {one.dataset: one.release for one in outcomes if one.state == "ready" and one.release}
        return list_online(self.catalogue) | ready

    def compute(self, outcomes: Sequence[Outcome]) -> Outcome:
        """The dataset of computed indicators, on the releases that are about to be online."""
        started = time.monotonic()
        self.report(COMPUTED_DATASET, "compute")
        try:
            outcome = self._compute(self._list_releases(outcomes))
        except Exception as error:
            outcome = _explain_failure(COMPUTED_DATASET, error)
        return replace(outcome, seconds=time.monotonic() - started)

    def _compute(self, releases: dict[str, Release]) -> Outcome:
        current = find_current(COMPUTED_DATASET)
        fingerprint = fingerprint_computed(self.catalogue, releases, self.geography)
        if current is not None and current.fingerprint == fingerprint and not self.order.force:
            return Outcome(COMPUTED_DATASET, "unchanged", release=current)
        release = prepare_computed(
            self.catalogue, releases, self.geography, by=self.order.by, now=self.order.now
        )
        return Outcome(COMPUTED_DATASET, "ready", release=release)

    def finish(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Put online what is ready; when the computed dataset failed, nothing: both go together."""
        ready = [one.release for one in outcomes if one.state == "ready" and one.release is not None]
        is_torn = any(one.dataset == COMPUTED_DATASET and one.state == "failed" for one in outcomes)
        if self.order.dry_run or is_torn:
            for release in ready:
                discard_release(release)
            return [self._explain_undone(one) for one in outcomes]
        self.report("", "publish")
        publish_releases(ready, by=self.order.by, now=self.order.now, withdrawn=self._list_removed())
        if ready:
            settle_database()
        return [replace(one, state="published") if one.state == "ready" else one for one in outcomes]

    def _explain_undone(self, outcome: Outcome) -> Outcome:
        if outcome.state != "ready" or self.order.dry_run:
            return outcome
        message = "not published: computed indicators failed"
        return replace(outcome, state="failed", message=message, sentence=UNPUBLISHED)

    def _list_removed(self) -> list[str]:
        """Datasets online that the catalogue no longer has, when everything is loaded."""
        if self.order.datasets:
            return []
        known = set(self.catalogue.datasets)
        if list_computed_in(self.catalogue, COMPUTED_DATASET):
            known.add(COMPUTED_DATASET)
        online = CurrentRelease.objects.values_list("dataset", flat=True)
        return sorted(set(online) - known)
