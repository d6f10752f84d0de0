"""Loads figures: every dataset read, checked and prepared, then all of them put online at once.

A dataset that fails, or that waits for its files, is left as it was and said; the others go on. Nothing
that readers see changes before the last step, which is one transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from portal.stats.actions.computed import build_computed_cube, list_computed_in
from portal.stats.actions.fingerprint import fingerprint_computed, fingerprint_dataset
from portal.stats.actions.geography import build_geography
from portal.stats.actions.groupings import add_category_groupings, list_grouping_datasets
from portal.stats.actions.lock import hold_load_lock
from portal.stats.actions.parts import AtHand, find_at_hand, read_at_hand
from portal.stats.actions.releases import (
    Draft,
    discard_leftovers,
    discard_release,
    find_current,
    prepare_release,
    publish_releases,
)
from portal.stats.actions.verifying import Verification
from portal.stats.actions.vintages import find_lost_years
from portal.stats.compute.cube import Cube, build_cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset, Elsewhere
from portal.stats.descriptors.entries import Catalogue
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.observations import CheckResult, Observations
from portal.stats.models import COMPUTED_DATASET, CurrentRelease, Release
from portal.stats.store.write import settle_database
from portal.territories.queries.universe import get_universe, reset_universe

logger = logging.getLogger(__name__)

State = Literal["published", "ready", "unchanged", "withheld", "waiting", "failed"]
Report = Callable[[str, str], None]
"""Called with a dataset and the step that it enters."""


class NoTerritoriesError(RuntimeError):
    """Figures cannot be placed before the territories are loaded."""


class UnknownNamesError(ValueError):
    """Datasets were asked for that the catalogue does not have."""


@dataclass(frozen=True)
class Outcome:
    """What became of one dataset. ``message`` is in English, for the agent who reads the log.

    Of a dataset that waits for files, it says in French where they come from: pages show it.
    """

    dataset: str
    state: State
    message: str = ""
    release: Release | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Order:
    """Which datasets (all when empty), for whom and when. ``force`` publishes even without a change."""

    by: str
    now: datetime
    datasets: Sequence[str] = ()
    dry_run: bool = False
    force: bool = False


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
        return run.finish(outcomes)


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


def list_online(catalogue: Catalogue) -> dict[str, Release]:
    """The releases online of the datasets of the catalogue."""
    pointers = CurrentRelease.objects.select_related("release").filter(dataset__in=catalogue.datasets)
    return {pointer.dataset: pointer.release for pointer in pointers}


def _get_geography() -> Geography:
    reset_universe()
    universe = get_universe()
    if not universe.version:
        raise NoTerritoriesError("no territories yet: run manage.py load_territories first.")
    return build_geography(universe)


@dataclass
class _Run:
    catalogue: Catalogue
    geography: Geography
    order: Order
    report: Report

    def load(self, dataset: Dataset) -> Outcome:
        started = time.monotonic()
        try:
            outcome = self._load(dataset)
        except Exception as error:  # whatever a source, a descriptor or a full disk does: the others go on
            logger.exception("%s: not loaded", dataset.slug)
            outcome = Outcome(dataset.slug, "failed", f"{type(error).__name__}: {error}")
        return replace(outcome, seconds=time.monotonic() - started)

    def _load(self, dataset: Dataset) -> Outcome:
        self.report(dataset.slug, "find")
        at_hand = find_at_hand(dataset, FetchPlace.from_settings())
        if isinstance(at_hand, str):
            return Outcome(dataset.slug, "waiting", at_hand, find_current(dataset.slug))
        fingerprint = fingerprint_dataset(self.catalogue, dataset, at_hand.files, self.geography)
        idle = self._find_idle(dataset.slug, fingerprint)
        if idle is not None:
            return idle
        self.report(dataset.slug, "read")
        observations = read_at_hand(at_hand, self.catalogue)
        if observations.errors:
            return Outcome(dataset.slug, "failed", "\n".join(str(one) for one in observations.errors))
        return self._write(dataset, at_hand, observations, fingerprint)

    def _write(
        self, dataset: Dataset, at_hand: AtHand, observations: Observations, fingerprint: str
    ) -> Outcome:
        self.report(dataset.slug, "compute")
        # A part of a list says nothing of the territories that it does not name.
        elsewhere = () if at_hand.extract else dataset.elsewhere
        cube = self._build_cube(dataset, observations, elsewhere)
        current = find_current(dataset.slug)
        checks = self._verify(dataset, at_hand, observations, cube)
        doubts = [check.message for check in checks if check.severity == "error"]
        doubts += [lost] if (lost := find_lost_years(dataset, cube, current)) else []
        if doubts and not self.order.force:
            return Outcome(dataset.slug, "withheld", "\n".join(doubts), current)
        self.report(dataset.slug, "write")
        draft = Draft(
            dataset.slug,
            cube,
            fingerprint,
            sources=[source.as_json() for source in observations.sources],
            checks=[check.as_json() for check in (*observations.checks, *checks)],
            extract=at_hand.extract,
            nomenclatures=observations.labels,
        )
        return Outcome(dataset.slug, "ready", release=self._prepare(draft))

    def _verify(
        self, dataset: Dataset, at_hand: AtHand, observations: Observations, cube: Cube
    ) -> list[CheckResult]:
        verification = Verification(self.catalogue, self.geography, list_online(self.catalogue))
        if at_hand.extract:
            return verification.check_extract(dataset, cube)
        return verification.check(dataset, observations.frame, cube)

    def _build_cube(
        self, dataset: Dataset, observations: Observations, elsewhere: Sequence[Elsewhere]
    ) -> Cube:
        indicators = self.catalogue.indicators
        cube = build_cube(observations.frame, indicators, self.geography, elsewhere)
        computed = list_computed_in(self.catalogue, dataset.slug)
        add_computed(cube, computed, indicators, self.geography)
        read = [indicators[slug] for slug in dataset.indicators]
        hide_secrets(cube, [*read, *computed], self.geography)
        return cube

    def _prepare(self, draft: Draft) -> Release:
        return prepare_release(
            draft,
            indicators=self.catalogue.indicators,
            geography=self.geography,
            by=self.order.by,
            now=self.order.now,
        )

    def _find_idle(self, dataset: str, fingerprint: str) -> Outcome | None:
        """Why nothing is to be done for a dataset, if so."""
        if self.order.force:
            return None
        current = find_current(dataset)
        if current is not None and current.fingerprint == fingerprint:
            return Outcome(dataset, "unchanged", release=current)
        refused = Release.objects.filter(
            dataset=dataset, fingerprint=fingerprint, state=Release.State.ROLLED_BACK
        ).first()
        if refused is not None and current is not None:
            message = f"these inputs gave n° {refused.number}, which was rolled back; --force publishes them"
            return Outcome(dataset, "withheld", message, current)
        return None

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
            logger.exception("%s: not computed", COMPUTED_DATASET)
            outcome = Outcome(COMPUTED_DATASET, "failed", f"{type(error).__name__}: {error}")
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
        return replace(outcome, state="failed", message="not published: computed indicators failed")

    def _list_removed(self) -> list[str]:
        """Datasets online that the catalogue no longer has, when everything is loaded."""
        if self.order.datasets:
            return []
        known = set(self.catalogue.datasets)
        if list_computed_in(self.catalogue, COMPUTED_DATASET):
            known.add(COMPUTED_DATASET)
        online = CurrentRelease.objects.values_list("dataset", flat=True)
        return sorted(set(online) - known)
