"""When something new is expected, and what is said of a dataset meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.models import FetchAttempt, Release
from portal.stats.queries.freshness import (
    Attempts,
    Freshness,
    build_freshness,
    compute_next_expected,
    is_overdue,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("refresh", "months", "since", "expected"),
    [
        ("yearly", (7, 12), date(2026, 8, 3), date(2026, 12, 1)),
        ("yearly", (7, 12), date(2026, 12, 31), date(2027, 7, 1)),
        ("yearly", (7,), date(2026, 7, 1), date(2027, 7, 1)),
        ("yearly", (), date(2026, 3, 31), date(2027, 3, 1)),
        ("quarterly", (), date(2026, 11, 30), date(2027, 2, 1)),
        ("monthly", (), date(2026, 12, 15), date(2027, 1, 1)),
        ("never", (7,), date(2026, 8, 3), None),
        ("at_each_election", (), date(2026, 8, 3), None),
    ],
)
def test_next_month_expected(
    refresh: str, months: tuple[int, ...], since: date, expected: date | None
) -> None:
    assert compute_next_expected(refresh, months, since) == expected


@pytest.mark.parametrize(
    ("expected", "today", "overdue"),
    [
        (date(2026, 7, 1), date(2026, 7, 31), False),
        (date(2026, 7, 1), date(2026, 8, 31), False),
        (date(2026, 7, 1), date(2026, 9, 1), True),
        (None, date(2036, 1, 1), False),
    ],
)
def test_overdue_after_the_month_and_the_days_of_grace(
    expected: date | None, today: date, overdue: bool
) -> None:
    assert is_overdue(expected, today) is overdue


def _build_dataset(**changes: Any) -> Dataset:
    data = {
        "title": "Comptes", "summary": "S", "producer": "ofgl",
        "licence": "lov2", "page": "https://ofgl.example", "refresh": "yearly", "expected_months": [7, 12],
        "fetch": {"kind": "http", "url": "https://ofgl.example/a.csv"},
        "geography": {"level": "commune", "year": 2025}, "reader": {"kind": "csv"},
        "columns": {"code": {"role": "territory"}}, "rows": {"min": 1, "max": 9}, **changes,
    }  # fmt: skip
    identity = {"slug": "ofgl_comptes", "folder": Path()}
    return Dataset.model_validate({**spread_common(data), **identity})


def _build_release(published_at: datetime, **changes: Any) -> Release:
    return Release(dataset="ofgl_comptes", number=3, published_at=published_at, **changes)


def _build_attempt(outcome: str, at: datetime, **changes: Any) -> FetchAttempt:
    given = {"dataset": "ofgl_comptes", "file": "main", **changes}
    return FetchAttempt(outcome=outcome, started_at=at, finished_at=at, **given)


def _build(
    *attempts: FetchAttempt, release: Release | None = None, new_at: datetime | None = None, **changes: Any
) -> Freshness:
    answered = [one.finished_at for one in attempts if one.outcome in {"new", "unchanged"}]
    recorded = Attempts(attempts, max(answered, default=None), new_at)
    return build_freshness(_build_dataset(**changes), "OFGL", recorded, release, TODAY)


JULY = datetime(2026, 7, 20, 6, 0, tzinfo=UTC)
AUGUST = datetime(2026, 8, 20, 6, 0, tzinfo=UTC)


def test_dataset_never_fetched_waits() -> None:
    freshness = _build()
    assert (freshness.state, freshness.last_attempt_at, freshness.next_expected_on) == ("waiting", None, None)
    assert (freshness.age_days, freshness.release_number, freshness.failure) == (None, None, None)


def test_dataset_online_is_fresh_until_the_next_month_expected() -> None:
    freshness = _build(_build_attempt("unchanged", AUGUST), release=_build_release(JULY), new_at=JULY)
    assert (freshness.state, freshness.next_expected_on) == ("fresh", date(2026, 12, 1))
    assert (freshness.last_attempt_at, freshness.last_success_at, freshness.last_new_at) == (
        AUGUST,
        AUGUST,
        JULY,
    )
    assert freshness.age_days == 94


def test_dataset_is_late_when_its_month_passed() -> None:
    release = _build_release(datetime(2025, 12, 20, tzinfo=UTC))
    freshness = _build(release=release)
    assert (freshness.state, freshness.next_expected_on) == ("late", date(2026, 7, 1))


def test_failure_is_told_while_the_release_stays() -> None:
    failed = _build_attempt("failed", AUGUST, reason="not_found", sentence="Le fichier n’est plus là.")
    other = _build_attempt("unchanged", AUGUST, file="autre")
    freshness = _build(other, failed, release=_build_release(JULY))
    assert (freshness.state, freshness.release_number) == ("failing", 3)
    assert [attempt.file for attempt in freshness.files] == ["main", "autre"]
    assert freshness.failure is not None
    assert freshness.failure.sentence == "Le fichier n’est plus là."


def test_files_of_packages_are_dated_by_the_release() -> None:
    sources = [
        {"name": "a", "fetched_at": "2026-07-20T06:00:00+00:00"},
        {"name": "b", "fetched_at": ""},
        {"name": "c", "fetched_at": "2026-01-01"},
    ]
    assert _build(release=_build_release(AUGUST, sources=sources)).last_success_at == JULY


def test_mirror_says_nothing_of_the_source() -> None:
    assert _build(_build_attempt("mirror", AUGUST)).last_success_at is None


def test_instructions_of_files_to_hand_over() -> None:
    fetch = {"kind": "handed", "instructions": "Demander à la DGCL."}
    assert _build(fetch=fetch).instructions == ("Demander à la DGCL.",)
