"""Asks for jobs, and does the one that is asked for."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.jobs.models import Ticket
from portal.jobs.registry import Work, find_job

KEY_LENGTH: Final = 300
BACKEND: Final = "jobs"
"""Of the queue, in the setting TASKS: other tasks of the portal are not for our worker."""


def build_key(name: str, arguments: dict[str, Any]) -> str:
    """By which the same job with the same arguments is known."""
    return f"{name} {json.dumps(arguments, sort_keys=True, ensure_ascii=False)}"[:KEY_LENGTH]


def enqueue(
    name: str,
    *,
    unique: str = "",
    after: timedelta = timedelta(0),
    now: datetime | None = None,
    **arguments: Any,
) -> bool:
    """Ask for a job, done by a worker once the transaction is over; whether it was not asked for already.

    ``unique``: the key under which there is one at a time (its name and arguments by default). ``arguments``
    are values of JSON. Raises UnknownJobError.
    """
    find_job(name)
    now = now or timezone.now()
    key = (unique or build_key(name, arguments))[:KEY_LENGTH]
    with transaction.atomic():
        if Ticket.objects.filter(key=key).exists():
            return False
        waiting = perform.using(run_after=now + after).enqueue(name, arguments)
        _, is_new = Ticket.objects.get_or_create(
            key=key, defaults={"job": name, "task_id": waiting.id, "asked_at": now}
        )
        if not is_new:  # another process was first, between the two statements
            transaction.set_rollback(True)
        return is_new


@task(backend=BACKEND)
def perform(name: str, arguments: dict[str, Any]) -> str:
    """Do a job now. Raises what it raises, and UnknownJobError."""
    found = find_job(name)
    work = Work(timezone.now(), time.monotonic() + found.budget.total_seconds())
    return found.function(work, **arguments) or ""
