"""How fresh each dataset is: when its source was last asked, what it answered, what is expected next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from django.db.models import Max, Q
from django.utils import timezone

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.fetching import HandedFetch
from portal.stats.models import CurrentRelease, FetchAttempt, PublicationRefusal, Release
from portal.stats.store.layout import Layout

State = Literal["fresh", "late", "failing", "waiting"]
"""``fresh``: online and nothing overdue; ``late``: online, and the producer's usual month has passed;
``failing``: the last attempt on one of its files failed, or what came was refused (what was online stays
online); ``waiting``: never published yet, for want of its files."""

GRACE_DAYS: Final = 31
"""After the month in which a publication is expected: producers are late, and so may we be."""

_REFUSED: Final = "refused"

_STEP_MONTHS: Final[Mapping[str, int]] = {"yearly": 12, "quarterly": 3, "monthly": 1}


@dataclass(frozen=True, slots=True)
class FileAttempt:
    """The last attempt on one file, or to publish them all. ``sentence``: plain French, why it failed."""

    file: str
    at: datetime
    outcome: str  # FetchAttempt.Outcome: new, unchanged, mirror, failed; or refused, of a publication
    reason: str
    sentence: str
    http_status: int | None
    url: str

    @property
    def is_failure(self) -> bool:
        return self.outcome == FetchAttempt.Outcome.FAILED or self.is_refusal

    @property
    def is_refusal(self) -> bool:
        """Whether the file came, and was refused by the reading or the checks."""
        return self.outcome == _REFUSED


@dataclass(frozen=True, slots=True)
class Freshness:
    """One dataset. Instants are aware; what never happened is None.

    ``last_success_at``: when the source was last known to give what we have (fetched or confirmed).
    ``last_new_at``: when its content last changed here. ``next_expected_on``: first day of the month in
    which something new is expected. ``newest_year``: the most recent year with figures. ``age_days``:
    since the last success. ``extract``: in French, which part of the source is at hand. ``files``: the
    last attempt on each file, failures first. ``instructions``: what an agent has to hand over.
    """

    dataset: str
    title: str
    producer: str
    page: str
    refresh: str
    state: State
    last_attempt_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_expected_on: date | None
    release_number: int | None
    published_at: datetime | None
    newest_year: int | None
    age_days: int | None
    extract: str
    files: tuple[FileAttempt, ...]
    instructions: tuple[str, ...]

    @property
    def failure(self) -> FileAttempt | None:
        """The latest failure that no success followed."""
        failures = [attempt for attempt in self.files if attempt.is_failure]
        return max(failures, key=lambda attempt: attempt.at, default=None)


@dataclass(frozen=True, slots=True)
class Attempts:
    """What is recorded about the files of one dataset, and of their publication if it was refused."""

    latest: tuple[FetchAttempt, ...] = ()
    success_at: datetime | None = None
    new_at: datetime | None = None
    refusal: PublicationRefusal | None = None


def list_freshness(today: date) -> list[Freshness]:
    """Every dataset that comes from outside, by title. Four SQL queries."""
    catalogue = get_catalogue()
    attempts = _load_attempts()
    pointers = CurrentRelease.objects.select_related("release")
    releases = {pointer.dataset: pointer.release for pointer in pointers}
    found = [
        build_freshness(
            dataset,
            catalogue.producers[dataset.producer].name,
            attempts.get(dataset.slug, Attempts()),
            releases.get(dataset.slug),
            today,
        )
        for dataset in catalogue.datasets.values()
    ]
    return sorted(found, key=lambda one: one.title)


def build_freshness(
    dataset: Dataset, producer: str, attempts: Attempts, release: Release | None, today: date
) -> Freshness:
    """From the descriptor, what was attempted and what is online."""
    published_at = release.published_at if release else None
    success_at = _latest([attempts.success_at, *_list_fetched(release)])
    new_at = attempts.new_at or published_at
    expected = (
        compute_next_expected(dataset.refresh, dataset.expected_months, timezone.localdate(new_at))
        if new_at
        else None
    )
    tried = [*map(_describe, attempts.latest), *_describe_refusal(attempts.refusal)]
    files = tuple(sorted(tried, key=lambda one: (not one.is_failure, one.file)))
    return Freshness(
        dataset=dataset.slug,
        title=dataset.title,
        producer=producer,
        page=dataset.page,
        refresh=dataset.refresh,
        state=_find_state(files, release, expected, today),
        last_attempt_at=_latest([attempt.at for attempt in files]),
        last_success_at=success_at,
        last_new_at=new_at,
        next_expected_on=expected,
        release_number=release.number if release else None,
        published_at=published_at,
        newest_year=_find_newest_year(release) if release else None,
        age_days=(today - timezone.localdate(success_at)).days if success_at else None,
        extract=release.extract if release else "",
        files=files,
        instructions=tuple(
            file.fetch.instructions for file in dataset.files if isinstance(file.fetch, HandedFetch)
        ),
    )


def compute_next_expected(refresh: str, months: Sequence[int], since: date) -> date | None:
    """First day of the month in which something newer than ``since`` is expected; None when unknowable.

    ``months`` are those in which the producer usually publishes; without them, one period later.
    """
    if refresh not in _STEP_MONTHS:  # at each election, never: no calendar tells
        return None
    if not months:
        return _add_months(since, _STEP_MONTHS[refresh])
    return next(day for step in range(1, 13) for day in [_add_months(since, step)] if day.month in months)


def is_overdue(expected: date | None, today: date) -> bool:
    """Whether the month of ``expected`` and the days of grace after it are over."""
    if expected is None:
        return False
    return today >= _add_months(expected, 1) + timedelta(days=GRACE_DAYS)


def _add_months(day: date, count: int) -> date:
    whole = day.year * 12 + day.month - 1 + count
    return date(whole // 12, whole % 12 + 1, 1)


def _find_state(
    files: Iterable[FileAttempt], release: Release | None, expected: date | None, today: date
) -> State:
    if any(attempt.is_failure for attempt in files):
        return "failing"
    if release is None:
        return "waiting"
    return "late" if is_overdue(expected, today) else "fresh"


def _load_attempts() -> dict[str, Attempts]:
    answered = Q(outcome__in=(FetchAttempt.Outcome.NEW, FetchAttempt.Outcome.UNCHANGED))
    rows = list(
        FetchAttempt.objects.order_by()
        .values("dataset", "file")
        .annotate(
            last=Max("pk"),
            success_at=Max("finished_at", filter=answered),
            new_at=Max("finished_at", filter=Q(outcome=FetchAttempt.Outcome.NEW)),
        )
    )
    latest = FetchAttempt.objects.in_bulk([row["last"] for row in rows])
    found: dict[str, Attempts] = {}
    for row in rows:
        known = found.get(row["dataset"], Attempts())
        found[row["dataset"]] = Attempts(
            (*known.latest, latest[row["last"]]),
            _latest([known.success_at, row["success_at"]]),
            _latest([known.new_at, row["new_at"]]),
        )
    for refusal in PublicationRefusal.objects.all():
        known = found.get(refusal.dataset, Attempts())
        found[refusal.dataset] = replace(known, refusal=refusal)
    return found


def _describe_refusal(refusal: PublicationRefusal | None) -> list[FileAttempt]:
    if refusal is None:
        return []
    return [FileAttempt("", refusal.at, _REFUSED, "", refusal.sentence, None, "")]


def _describe(attempt: FetchAttempt) -> FileAttempt:
    return FileAttempt(
        file=attempt.file,
        at=attempt.finished_at,
        outcome=attempt.outcome,
        reason=attempt.reason,
        sentence=attempt.sentence,
        http_status=attempt.http_status,
        url=attempt.final_url,
    )


def _list_fetched(release: Release | None) -> list[datetime | None]:
    """When the files of a release were had: for those that no attempt is recorded of (packages)."""
    if release is None:
        return []
    return [_parse_instant(str(source.get("fetched_at") or "")) for source in release.sources]


def _parse_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)


def _find_newest_year(release: Release) -> int | None:
    kinds = Layout.from_json(release.layout).kinds.values()
    return max((year for kind in kinds for _, year in kind.cells), default=None)
