"""Readings counted: programs left out, added to what is there, old ones dropped, pages never failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from portal.audience import actions
from portal.audience.actions import KEPT_DAYS, count_view, forget_views, record_views
from portal.audience.models import DailyCount
from portal.audience.queries import Viewed, list_most_viewed
from portal.audience.readers import is_person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
REQUEST = RequestFactory().get("/explorer/population", headers={"user-agent": FIREFOX})


@pytest.fixture(autouse=True)
def _counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.COUNT_VIEWS = True
    monkeypatch.setattr(actions, "_plan", lambda: None)  # no thread: tests write when they choose
    yield
    forget_views()


def _list_rows() -> list[tuple[str, int]]:
    return list(DailyCount.objects.order_by("subject").values_list("subject", "count"))


@pytest.mark.parametrize("agent", [FIREFOX, SAFARI])
def test_reader_of_a_browser_is_a_person(agent: str) -> None:
    assert is_person(RequestFactory().get("/", headers={"user-agent": agent}))


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://example.org/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36",
    ],
)
def test_reader_that_names_itself_a_program_is_none(agent: str) -> None:
    assert not is_person(RequestFactory().get("/", headers={"user-agent": agent}))


def test_page_fetched_in_advance_or_only_asked_about_is_not_read() -> None:
    ahead = {"user-agent": FIREFOX, "sec-purpose": "prefetch;prerender"}
    assert not is_person(RequestFactory().get("/", headers=ahead))
    assert not is_person(RequestFactory().head("/", headers={"user-agent": FIREFOX}))


@pytest.mark.django_db
def test_views_are_added_to_those_of_other_processes() -> None:
    today = timezone.localdate()
    for _ in range(3):
        count_view("indicator:population", request=REQUEST)
    count_view("indicator:densite", request=REQUEST)
    assert _list_rows() == []
    assert record_views(today=today) == 2
    count_view("indicator:population", request=REQUEST)
    assert record_views(today=today) == 1
    assert record_views(today=today) == 0
    assert _list_rows() == [("indicator:densite", 1), ("indicator:population", 4)]


@pytest.mark.django_db
def test_views_are_not_counted_when_the_operator_says_no(settings: Settings) -> None:
    settings.COUNT_VIEWS = False
    count_view("indicator:population", request=REQUEST)
    assert record_views(today=timezone.localdate()) == 0


@pytest.mark.django_db
def test_views_older_than_kept_are_dropped_with_the_next_writing() -> None:
    today = timezone.localdate()
    DailyCount.objects.create(day=today - timedelta(days=KEPT_DAYS), subject="kept", count=1)
    DailyCount.objects.create(day=today - timedelta(days=KEPT_DAYS + 1), subject="old", count=1)
    count_view("new", request=REQUEST)
    record_views(today=today)
    assert _list_rows() == [("kept", 1), ("new", 1)]


@pytest.mark.django_db
def test_views_wait_when_the_database_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(rows: object) -> None:
        raise DatabaseError("attempt to write a readonly database")

    today = timezone.localdate()
    with monkeypatch.context() as broken:
        broken.setattr(actions, "_add", fail)
        for _ in range(2):
            count_view("indicator:population", request=REQUEST)
            assert record_views(today=today) == 0
    assert [one.getMessage() for one in caplog.records] == [
        "Views are not recorded for now: attempt to write a readonly database"
    ]
    assert record_views(today=today) == 1
    assert _list_rows() == [("indicator:population", 2)]


@pytest.mark.django_db
def test_views_of_too_many_subjects_take_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_WAITING", 2)
    for name in ("a", "b", "c", "a"):
        count_view(name, request=REQUEST)
    record_views(today=timezone.localdate())
    assert _list_rows() == [("a", 2), ("b", 1)]


@pytest.mark.django_db
def test_count_view_asks_nothing_of_the_database(django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        count_view("indicator:population", request=REQUEST)


@pytest.mark.django_db
def test_most_viewed_adds_the_days_asked() -> None:
    today = date(2026, 3, 31)
    rows = [
        ("2026-03-31", "indicator:a", 5),
        ("2026-03-02", "indicator:a", 5),
        ("2026-03-01", "indicator:a", 90),
        ("2026-03-31", "indicator:b", 10),
        ("2026-03-31", "indicator:c", 2),
        ("2026-03-31", "dashboard:a", 50),
    ]
    DailyCount.objects.bulk_create(
        DailyCount(day=date.fromisoformat(day), subject=subject, count=count) for day, subject, count in rows
    )
    found = list_most_viewed("indicator:", until=today, days=30, limit=5, at_least=3)
    assert found == [Viewed("a", 10), Viewed("b", 10)]
    assert list_most_viewed("indicator:", until=today, days=31, limit=1) == [Viewed("a", 100)]


def test_thread_of_the_timer_closes_its_connection_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*, today: date) -> int:
        raise ZeroDivisionError

    closed: list[bool] = []
    monkeypatch.setattr(actions, "record_views", fail)
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    with pytest.raises(ZeroDivisionError):
        actions._record_and_leave()
    assert closed == [True]
