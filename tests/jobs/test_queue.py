"""Jobs are asked for once, tried again, taken up from the dead, and done at their time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs import registry
from portal.jobs.beating import release_lost
from portal.jobs.ending import compute_wait
from portal.jobs.models import Schedule, Ticket, Worker
from portal.jobs.queries import get_beat
from portal.jobs.queue import enqueue
from portal.jobs.registry import Job, JobStopped, Stopping, UnknownJobError, Work, job, periodic
from portal.jobs.schedule import compute_next, enqueue_due
from portal.jobs.working import claim, perform_task, work

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

DONE: list[object] = []


@pytest.fixture(autouse=True)
def _jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    registry.discover_jobs()
    monkeypatch.setattr(registry, "_JOBS", {})
    monkeypatch.setattr("portal.jobs.working.close_old_connections", lambda: None)  # the test's own
    DONE.clear()

    @job("essai", attempts=3)
    def do(work: Work, *, word: str) -> str:
        DONE.append(word)
        return f"Fait : {word}."

    @job("panne", attempts=2)
    def fail(work: Work) -> str:
        raise OSError("le disque est plein")


def _hurry() -> None:
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=timezone.now())


def test_job_asked_for_twice_is_done_once_then_may_be_asked_for_again():
    assert enqueue("essai", word="un")
    assert not enqueue("essai", word="un")
    assert enqueue("essai", word="deux")
    assert work("seul", is_batch=True) == 2
    assert DONE == ["un", "deux"]
    assert not Ticket.objects.exists()
    assert enqueue("essai", word="un")


def test_job_of_a_transaction_that_fails_was_never_asked_for():
    with transaction.atomic():
        enqueue("essai", word="un")
        transaction.set_rollback(True)
    assert work("seul", is_batch=True) == 0


def test_unknown_job_is_refused_by_name():
    with pytest.raises(UnknownJobError, match=r"“inconnu”\. Expected one of: essai, panne"):
        enqueue("inconnu")


def test_job_asked_for_later_waits():
    enqueue("essai", word="un", after=timedelta(hours=1))
    assert work("seul", is_batch=True) == 0


def test_job_that_fails_is_tried_again_after_a_wait_then_given_up():
    enqueue("panne")
    assert work("seul", is_batch=True) == 1
    ticket = Ticket.objects.get()
    assert (ticket.attempt, ticket.words) == (2, "OSError: le disque est plein")
    waiting = DBTaskResult.objects.get(pk=ticket.task_id)
    assert timedelta(seconds=25) < waiting.run_after - timezone.now() <= timedelta(minutes=1)
    assert work("seul", is_batch=True) == 0
    _hurry()
    assert work("seul", is_batch=True) == 1
    assert not Ticket.objects.exists()
    assert DBTaskResult.objects.failed().count() == 2
    assert "le disque est plein" in DBTaskResult.objects.failed().first().traceback


def test_waits_grow_and_are_spread():
    assert [compute_wait(n, 1.0) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (1, 4, 16)]
    assert compute_wait(2, 0.0) == timedelta(minutes=2)
    assert compute_wait(30, 1.0) == timedelta(hours=6)


def test_job_whose_worker_died_is_done_by_another_and_given_up_when_it_kills_them_all():
    enqueue("essai", word="un")
    for attempt in (2, 3):
        _hurry()
        assert claim("mort") is not None
        assert release_lost(timezone.now()) == 1
        assert Ticket.objects.get().attempt == attempt
    _hurry()
    claim("mort")
    assert release_lost(timezone.now()) == 1
    assert not Ticket.objects.exists()
    assert DBTaskResult.objects.get().exception_class_path.endswith("LostWorkerError")


def test_job_of_a_living_worker_is_left_to_it():
    Worker.objects.create(name="vivant", started_at=timezone.now(), beat_at=timezone.now())
    enqueue("essai", word="un")
    assert claim("vivant") is not None
    assert release_lost(timezone.now()) == 0
    assert claim("autre") is None


def test_job_cut_by_a_stop_is_put_back_without_counting(monkeypatch: pytest.MonkeyPatch):
    @job("long")
    def do(work: Work) -> str:
        raise JobStopped

    enqueue("long")
    perform_task(claim("seul"), "seul")
    assert Ticket.objects.get().attempt == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_work_is_over_when_its_time_is_up_or_a_stop_is_asked():
    assert Work(NOW, until=0.0, stopping=Stopping()).is_over()
    assert Work(NOW, stopping=Stopping(is_asked=True)).is_over()
    assert not Work(NOW, stopping=Stopping()).is_over()


def test_periodic_job_is_due_at_once_then_after_its_period_whatever_was_missed():
    @periodic("ronde", every=timedelta(hours=1))
    def do(work: Work) -> str:
        DONE.append("ronde")
        return "Ronde faite."

    assert enqueue_due(NOW) == ["ronde"]
    assert enqueue_due(NOW) == []
    assert Schedule.objects.get().next_run_at == NOW + timedelta(hours=1)
    _hurry()
    work("seul", is_batch=True)
    schedule = Schedule.objects.get()
    assert (schedule.last_outcome, schedule.last_words, DONE) == ("done", "Ronde faite.", ["ronde"])
    Schedule.objects.update(next_run_at=NOW + timedelta(hours=1))
    assert enqueue_due(NOW + timedelta(days=3)) == ["ronde"]
    assert Schedule.objects.get().next_run_at == NOW + timedelta(days=3, hours=1)


def test_nightly_job_waits_for_the_night_in_paris():
    nightly = Job("nuit", lambda work: "", every=timedelta(days=1), at_night=True)
    first = compute_next(nightly, NOW)
    assert datetime(2026, 11, 23, 0, 0, tzinfo=UTC) <= first < datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert compute_next(nightly, first) == first + timedelta(days=1)
    weekly = Job("nuit", lambda work: "", every=timedelta(days=7), at_night=True)
    assert compute_next(weekly, first) == first + timedelta(days=7)


def test_worker_that_ends_leaves_no_sign_of_life():
    assert get_beat(timezone.now()) is None
    work("seul", is_batch=True)
    assert get_beat(timezone.now()) is None
    Worker.objects.create(name="a", started_at=NOW, beat_at=NOW)
    beat = get_beat(NOW + timedelta(seconds=7))
    assert (beat.age_s, beat.waiting) == (7, 0)


def test_tasks_of_others_are_not_for_our_worker():
    """Wagtail has tasks too: they are done at once, and none waits here."""
    from django.conf import settings as told
    from wagtail.tasks import update_reference_index_task

    assert "immediate" in told.TASKS["default"]["BACKEND"]
    assert update_reference_index_task.backend == "default"
    enqueue("essai", word="un")
    DBTaskResult.objects.update(backend_name="default")
    assert claim("seul") is None
