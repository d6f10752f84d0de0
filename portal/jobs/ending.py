"""What becomes of a job that was done, failed, or was cut short."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs.models import Schedule, Ticket
from portal.jobs.queue import perform
from portal.jobs.registry import UnknownJobError, find_job

logger = logging.getLogger(__name__)

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=6)
WORDS_LENGTH: Final = 500

Row: TypeAlias = "DBTaskResult[..., Any]"
"""A row of the queue."""


def get_name(task: Row) -> str:
    """Name of the job that a row of the queue asks for."""
    return str(task.args_kwargs["args"][0])


def record_start(task: Row, now: datetime) -> None:
    """Say in the schedule that a periodic job has begun."""
    Schedule.objects.filter(job=get_name(task)).update(last_started_at=now)


def record_success(task: Row, words: str, now: datetime) -> None:
    """The job is done: it may be asked for again."""
    with transaction.atomic():
        task.set_successful(words)
        Ticket.objects.filter(task_id=task.pk).delete()
        Schedule.objects.filter(job=get_name(task)).update(
            last_ended_at=now, last_outcome=Schedule.Outcome.DONE, last_words=words[:WORDS_LENGTH]
        )


def record_failure(task: Row, error: Exception, now: datetime, *, jitter: float | None = None) -> None:
    """Have the job tried again later, or give it up after its last attempt."""
    ticket = Ticket.objects.filter(task_id=task.pk).first()
    most = _count_attempts(task)
    if ticket is None or isinstance(error, UnknownJobError) or ticket.attempt >= most:
        give_up(task, error, now)
        return
    wait = compute_wait(ticket.attempt, random.random() if jitter is None else jitter)  # noqa: S311
    logger.warning("%s failed (%s of %s), again in %s: %r", ticket.key, ticket.attempt, most, wait, error)
    with transaction.atomic():
        task.set_failed(error)
        again = perform.using(run_after=now + wait).enqueue(*task.args_kwargs["args"])
        ticket.task_id, ticket.attempt = again.id, ticket.attempt + 1
        ticket.words = _describe(error)
        ticket.save()
        _record_failed(task, error, now)


def give_up(task: Row, error: Exception, now: datetime) -> None:
    """The job failed for good; the row of the queue keeps the whole error for a month."""
    logger.error("%s is given up: %r", task.args_kwargs["args"], error)
    with transaction.atomic():
        task.set_failed(error)
        Ticket.objects.filter(task_id=task.pk).delete()
        _record_failed(task, error, now)


def put_back(task: Row, *, now: datetime, is_counted: bool) -> bool:
    """Have the job done again at once. ``is_counted``: as one more attempt; False when it was the last."""
    ticket = Ticket.objects.filter(task_id=task.pk).first()
    if is_counted and (ticket is None or ticket.attempt >= _count_attempts(task)):
        return False
    if is_counted and ticket is not None:
        ticket.attempt += 1
        ticket.save(update_fields=["attempt"])
    task.status, task.run_after, task.started_at = TaskResultStatus.READY, now, None
    task.save(update_fields=["status", "run_after", "started_at"])
    return True


def compute_wait(attempt: int, jitter: float) -> timedelta:
    """After the n-th attempt: four times longer each time, spread between half of it and all of it."""
    whole: timedelta = min(FIRST_WAIT * int(4 ** min(attempt - 1, 10)), LONGEST_WAIT)
    return whole * (0.5 + jitter / 2)


def _record_failed(task: Row, error: Exception, now: datetime) -> None:
    Schedule.objects.filter(job=get_name(task)).update(
        last_ended_at=now, last_outcome=Schedule.Outcome.FAILED, last_words=_describe(error)
    )


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:WORDS_LENGTH]


def _count_attempts(task: Row) -> int:
    try:
        return find_job(get_name(task)).attempts
    except UnknownJobError:
        return 1
