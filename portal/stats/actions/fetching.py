"""Fetches the originals of datasets from their producers, one by one, and records what became of each."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from portal.kernel.http import OutboundError, Reason, Session
from portal.kernel.http.identity import build_user_agent, ensure_no_proxy
from portal.stats.actions.lock import hold_fetch_lock
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.fetching import HandedFetch, OriginalFetch
from portal.stats.ingest.fetching.addresses import describe_address
from portal.stats.ingest.fetching.at_hand import find_in_mirror
from portal.stats.ingest.fetching.online import (
    Received,
    Shelf,
    copy_original,
    fetch_original,
    hand_original,
)
from portal.stats.ingest.fetching.originals import Original
from portal.stats.models import FetchAttempt

logger = logging.getLogger(__name__)

State = Literal["new", "unchanged", "mirror", "planned", "waiting", "failed"]
"""``mirror``: the mirror folder has it, nothing was asked; ``planned``: a dry run would ask;
``waiting``: for an agent to hand it over."""

Report = Callable[[str, str], None]
"""Called with a dataset and the file that is about to be fetched."""

KEPT_DAYS: Final = 400
"""Attempts older than this are forgotten: more than a year, so that seasons can be compared."""


_CLOSING: Final = frozenset({Reason.UNREACHABLE, Reason.RATE_LIMITED})
"""After these a host is left alone until the next run: its other files fail for the same reason."""


class UnknownFilesError(ValueError):
    """A dataset or a file was named that the catalogue does not have, or that cannot be handed over."""


@dataclass(frozen=True, slots=True)
class FetchOrder:
    """Which datasets (all when empty), for whom and when.

    ``handed``: files that an agent gives, by the name of the file in the descriptor of the only dataset.
    ``online``: ask the producer also for what the mirror folder has. ``dry_run``: ask nothing, keep nothing.
    """

    by: str
    now: datetime
    datasets: Sequence[str] = ()
    handed: Mapping[str, Path] = field(default_factory=dict)
    online: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one file. ``message`` is in English, for agents; ``sentence`` in French, for readers."""

    dataset: str
    file: str
    state: State
    message: str
    reason: str = ""
    sentence: str = ""
    bytes: int = 0
    seconds: float = 0.0


def fetch_originals(
    order: FetchOrder,
    *,
    session: Session | None = None,
    report: Report = lambda dataset, file: None,
) -> list[FetchOutcome]:
    """Fetch what the order asks; each attempt is recorded, and a file that fails stops no other.

    Raises CatalogueError, UnknownFilesError, FetchIsRunningError.
    """
    chosen = _list_chosen(order)
    if order.dry_run:
        return [_plan(task, order) for task in chosen]
    with hold_fetch_lock():
        run = _Run(order, session, report)
        outcomes = [run.fetch(task) for task in chosen]
    FetchAttempt.objects.filter(started_at__lt=order.now - timedelta(days=KEPT_DAYS)).delete()
    return outcomes


def open_session() -> Session:
    """A session that says who this portal is. Raises OutboundError when the environment sets a proxy."""
    ensure_no_proxy(settings.PROXY_VARIABLES)
    return Session(build_user_agent(settings.SITE_URL, settings.CONTACT_EMAIL))


@dataclass(frozen=True, slots=True)
class _Task:
    """One original to fetch."""

    dataset: str
    file: SourceFileSpec
    fetch: OriginalFetch


def _list_chosen(order: FetchOrder) -> list[_Task]:
    """The originals that the order is about, in the order of the catalogue."""
    datasets = get_catalogue().datasets
    unknown = sorted(set(order.datasets) - set(datasets))
    if unknown:
        raise UnknownFilesError(
            f"unknown datasets: {', '.join(unknown)}. Expected some of: {', '.join(sorted(datasets))}."
        )
    chosen = [
        _Task(slug, file, file.fetch)
        for slug in order.datasets or datasets
        for file in datasets[slug].files
        if isinstance(file.fetch, OriginalFetch) and (not order.handed or file.name in order.handed)
    ]
    missing = sorted(set(order.handed) - {task.file.name for task in chosen})
    if order.handed and len(order.datasets) != 1:
        raise UnknownFilesError("a file is handed over for one dataset: name that one, and no other.")
    if missing:
        raise UnknownFilesError(f"{order.datasets[0]} has no original called {', '.join(missing)}.")
    return chosen


def _plan(task: _Task, order: FetchOrder) -> FetchOutcome:
    state: State = "planned"
    message = f"would ask {describe_address(task.fetch)}"
    if task.file.name in order.handed:
        message = f"would keep {order.handed[task.file.name]}"
    elif _is_mirrored(task.fetch, order):
        state, message = "mirror", "in the mirror folder: nothing is asked"
    elif isinstance(task.fetch, HandedFetch):
        state, message = "waiting", task.fetch.instructions
    return FetchOutcome(task.dataset, task.file.name, state, message)


def _is_mirrored(fetch: OriginalFetch, order: FetchOrder) -> bool:
    return not order.online and find_in_mirror(fetch, settings.MIRROR_DIR) is not None


class _Run:
    """One fetch of several files; what one address gave serves every file that is read from it."""

    def __init__(self, order: FetchOrder, session: Session | None, report: Report) -> None:
        self._order, self._session, self._report = order, session, report
        self._received: dict[str, Original] = {}
        self._closed: dict[str, OutboundError] = {}

    def fetch(self, task: _Task) -> FetchOutcome:
        plan = _plan(task, self._order)
        if plan.state == "waiting":
            return plan
        self._report(task.dataset, task.file.name)
        began = time.monotonic()
        attempt = FetchAttempt(dataset=task.dataset, file=task.file.name, started_at=timezone.now())
        if plan.state == "mirror":
            attempt.outcome, attempt.detail = FetchAttempt.Outcome.MIRROR, plan.message
        else:
            self._try(attempt, task)
        attempt.finished_at = timezone.now()
        attempt.save()
        return _describe(attempt, time.monotonic() - began)

    def _try(self, attempt: FetchAttempt, task: _Task) -> None:
        try:
            received = self._receive(task)
        except OSError as error:  # a full disk, a folder that cannot be written
            failure = OutboundError(Reason.NOT_KEPT, f"{type(error).__name__}: {error}")
            _record_failure(attempt, failure)
        except OutboundError as error:
            _record_failure(attempt, error)
        else:
            origin = received.original.origin
            attempt.outcome = received.outcome
            attempt.bytes, attempt.sha256 = origin.bytes, origin.sha256
            attempt.http_status, attempt.final_url = received.status, origin.final_url
            attempt.detail = f"{origin.name}, {origin.bytes:,} bytes"

    def _receive(self, task: _Task) -> Received:
        originals = Path(settings.DATA_DIR) / "originals"
        shelf = Shelf(originals, task.dataset, task.file, self._order.by, timezone.now())
        if task.file.name in self._order.handed:
            return hand_original(self._order.handed[task.file.name], shelf)
        address = describe_address(task.fetch)
        if address in self._received:
            return copy_original(self._received[address], shelf)
        host = urlsplit(address).netloc
        if host in self._closed:
            raise self._closed[host]
        self._session = self._session or open_session()
        try:
            received = fetch_original(shelf, self._session)
        except OutboundError as error:
            if error.reason in _CLOSING:
                self._closed[host] = error
            raise
        self._received[address] = received.original
        return received


def _record_failure(attempt: FetchAttempt, error: OutboundError) -> None:
    logger.warning("%s/%s: %s: %s", attempt.dataset, attempt.file, error.reason, error)
    attempt.outcome = FetchAttempt.Outcome.FAILED
    attempt.reason, attempt.sentence, attempt.detail = error.reason, error.sentence, str(error)
    attempt.http_status, attempt.final_url = error.status, error.url


def _describe(attempt: FetchAttempt, seconds: float) -> FetchOutcome:
    states: dict[str, State] = {"new": "new", "unchanged": "unchanged", "mirror": "mirror"}
    return FetchOutcome(
        attempt.dataset,
        attempt.file,
        states.get(attempt.outcome, "failed"),
        attempt.detail,
        attempt.reason,
        attempt.sentence,
        attempt.bytes,
        seconds,
    )
