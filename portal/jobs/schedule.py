"""When periodic jobs are due; each is asked for once, whatever the number of workers."""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from portal.jobs.models import Schedule
from portal.jobs.queue import enqueue
from portal.jobs.registry import Job, list_jobs

PARIS: Final = ZoneInfo("Europe/Paris")
NIGHT_STARTS: Final = time(1)
NIGHT: Final = timedelta(hours=4)


def enqueue_due(now: datetime) -> list[str]:
    """Ask for the periodic jobs whose time has come; their names. New ones enter the schedule."""
    asked = []
    jobs = {name: job for name, job in list_jobs().items() if job.every is not None}
    known = dict(Schedule.objects.filter(job__in=jobs).values_list("job", "next_run_at"))
    for name, job in jobs.items():
        due_at = known.get(name)
        if due_at is None:
            first = compute_next(job, now) if job.at_night else now
            _, is_new = Schedule.objects.get_or_create(job=name, defaults={"next_run_at": first})
            due_at = first if is_new else None
        if due_at is not None and due_at <= now and _take(name, job, due_at, now):
            asked.append(name)
    return asked


def _take(name: str, job: Job, due_at: datetime, now: datetime) -> bool:
    """Whether this worker is the one that asks for it: the row moves for the first only."""
    with transaction.atomic():
        rows = Schedule.objects.filter(job=name, next_run_at=due_at)
        if not rows.update(next_run_at=compute_next(job, now)):
            return False
        return enqueue(name, unique=f"periodic {name}", now=now)


def compute_next(job: Job, now: datetime) -> datetime:
    """The next time of a periodic job: one period from now, on the first night after where it is nightly,
    at a minute of its own, so that the jobs of a night do not start together."""
    every = job.every or timedelta(days=1)
    if not job.at_night:
        return now + every
    spread = int.from_bytes(hashlib.sha256(job.name.encode()).digest()[:4], "big") / 2**32
    earliest = now + every - timedelta(hours=12)
    day = earliest.astimezone(PARIS).date()
    while (at := datetime.combine(day, NIGHT_STARTS, PARIS) + NIGHT * spread) < earliest:
        day += timedelta(days=1)
    return at
