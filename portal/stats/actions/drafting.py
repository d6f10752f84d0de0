"""One dataset from its files at hand to a release that is ready: read, computed, verified, written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from portal.stats.actions.computed import list_computed_in
from portal.stats.actions.fingerprint import fingerprint_dataset
from portal.stats.actions.losses import describe_sources, find_lost_files, find_lost_years
from portal.stats.actions.orders import Order, Outcome, Report, State
from portal.stats.actions.parts import AtHand, find_at_hand, read_at_hand
from portal.stats.actions.refusals import explain_checks, explain_error, explain_loss
from portal.stats.actions.releases import Draft, find_current, list_online, prepare_release
from portal.stats.actions.verifying import Verification
from portal.stats.compute.cube import Cube, build_cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.perimeter import UnknownCodesError
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.fetching.mirrored import keep_mirrored
from portal.stats.ingest.observations import CheckResult, Observations, empty_frame
from portal.stats.models import Release


@dataclass(frozen=True)
class Drafting:
    """What the releases of datasets are prepared with."""

    catalogue: Catalogue
    geography: Geography
    order: Order
    report: Report

    def prepare(self, dataset: Dataset) -> Outcome:
        """``ready`` with its release, which nobody sees yet; or why there is none. Raises whatever a
        source, a descriptor or a full disk does."""
        self.report(dataset.slug, "find")
        current = find_current(dataset.slug)
        at_hand = find_at_hand(dataset, FetchPlace.from_settings())
        if isinstance(at_hand, str):
            return Outcome(dataset.slug, "waiting", at_hand, current)
        fingerprint = fingerprint_dataset(self.catalogue, dataset, at_hand.files, self.geography)
        idle = self._find_idle(dataset.slug, fingerprint, current)
        if idle is not None:
            self._keep_mirrored(at_hand)
            return idle
        lost = find_lost_files(dataset, at_hand.files, current)
        if lost and not self.order.force:
            return Outcome(dataset.slug, "withheld", lost, current)
        try:
            return self._draft(dataset, at_hand, fingerprint, current)
        except ReadError as error:
            sentence = explain_error(error, _name_files(at_hand))
            return Outcome(dataset.slug, "failed", str(error), current, sentence=sentence)

    def _draft(self, dataset: Dataset, at_hand: AtHand, fingerprint: str, current: Release | None) -> Outcome:
        self.report(dataset.slug, "read")
        observations = read_at_hand(at_hand, self.catalogue)
        if observations.errors:
            return self._refuse("failed", dataset.slug, observations.errors, at_hand)
        self.report(dataset.slug, "compute")
        cube = self._build_cube(dataset, at_hand, observations)
        checks = self._verify(dataset, at_hand, observations, cube)
        # As large as the cube, in which everything is by now.
        observations = replace(observations, frame=empty_frame())
        doubts = [check for check in checks if check.severity == "error"]
        lost = find_lost_years(dataset, cube, current)
        if (doubts or lost) and not self.order.force:
            return self._refuse("withheld", dataset.slug, doubts, at_hand, lost)
        self.report(dataset.slug, "write")
        self._keep_mirrored(at_hand)
        draft = Draft(
            dataset.slug,
            cube,
            fingerprint,
            sources=describe_sources(observations, at_hand.files),
            checks=[check.as_json() for check in (*observations.checks, *checks)],
            extract=at_hand.extract,
            nomenclatures=observations.labels,
        )
        return Outcome(dataset.slug, "ready", release=self._prepare(draft))

    def _refuse(
        self, state: State, dataset: str, doubts: Sequence[CheckResult], at_hand: AtHand, lost: str = ""
    ) -> Outcome:
        """What did not pass, as letters for agents and a sentence for readers."""
        letters = [*(check.write_letter() for check in doubts), *([lost] if lost else [])]
        names = _name_files(at_hand)
        sentence = explain_checks(doubts, names) if doubts else explain_loss(names)
        current = find_current(dataset)
        return Outcome(dataset, state, "\n".join(letters), current, sentence=sentence)

    def _find_idle(self, dataset: str, fingerprint: str, current: Release | None) -> Outcome | None:
        """Why nothing is to be done for a dataset, if so."""
        if self.order.force:
            return None
        if current is not None and current.fingerprint == fingerprint:
            return Outcome(dataset, "unchanged", release=current)
        refused = Release.objects.filter(
            dataset=dataset, fingerprint=fingerprint, state=Release.State.ROLLED_BACK
        ).first()
        if refused is not None and current is not None:
            message = f"these inputs gave n° {refused.number}, which was rolled back; --force publishes them"
            return Outcome(dataset, "withheld", message, current)
        return None

    def _keep_mirrored(self, at_hand: AtHand) -> None:
        """What is online can be read again when the mirror folder is no longer there."""
        if not self.order.dry_run:
            originals = Path(settings.DATA_DIR) / "originals"
            keep_mirrored(at_hand.dataset.slug, at_hand.files, originals, by=self.order.by)

    def _verify(
        self, dataset: Dataset, at_hand: AtHand, observations: Observations, cube: Cube
    ) -> list[CheckResult]:
        verification = Verification(self.catalogue, self.geography, list_online(self.catalogue))
        if at_hand.extract:
            return verification.check_extract(dataset, cube)
        return verification.check(dataset, observations.frame, cube)

    def _build_cube(self, dataset: Dataset, at_hand: AtHand, observations: Observations) -> Cube:
        indicators = self.catalogue.indicators
        # A part of a list says nothing of the territories that it does not name.
        elsewhere = () if at_hand.extract else dataset.elsewhere
        try:
            cube = build_cube(observations.frame, indicators, self.geography, elsewhere)
        except UnknownCodesError as error:
            names = dict.fromkeys(_name_files(at_hand).values())
            raise UnknownCodesError(f"{', '.join(names)}: {error}") from error
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


def _name_files(at_hand: AtHand) -> dict[str, str]:
    """What letters call each file → its own name."""
    slug = at_hand.dataset.slug
    return {f"{slug}/{name}": file.source.name for name, file in at_hand.files.items()}
