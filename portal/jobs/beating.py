"""Signs of life of a worker, and what those that died were doing."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs.ending import give_up, put_back
from portal.jobs.models import Worker
from portal.jobs.queue import BACKEND

BEAT_S: Final = 5.0
PATIENCE: Final = timedelta(seconds=120)
"""A worker silent for longer is dead: its jobs are taken up by another."""


class LostWorkerError(RuntimeError):
    """The worker died while it did the job."""


@contextmanager
def keep_beating(
    name: str, *, every_s: float = BEAT_S, is_orphan: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Show that this worker lives until the block ends, even while it is busy; an orphan stops itself."""
    now = timezone.now()
    Worker.objects.update_or_create(name=name, defaults={"started_at": now, "beat_at": now, "doing": ""})
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every_s):
            if is_orphan():
                os.kill(os.getpid(), signal.SIGTERM)
            try:
                Worker.objects.filter(name=name).update(beat_at=timezone.now())
            except DatabaseError:
                continue  # it is busy or away: the next beat tells
            finally:
                connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(30)
        Worker.objects.filter(name=name).delete()


def release_lost(now: datetime) -> int:
    """Put back in the queue the jobs of dead workers, or give them up when it is not the first time."""
    count = 0
    alive = set(Worker.objects.filter(beat_at__gte=now - PATIENCE).values_list("name", flat=True))
    for one in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, backend_name=BACKEND):
        if one.worker_ids and one.worker_ids[-1] in alive:
            continue
        with transaction.atomic():
            lost = DBTaskResult.objects.select_for_update().filter(
                pk=one.pk, status=TaskResultStatus.RUNNING, worker_ids=one.worker_ids
            )
            task = lost.first()
            if task is None:
                continue
            count += 1
            if not put_back(task, now=now, is_counted=True):
                give_up(task, LostWorkerError(f"worker {task.worker_ids[-1:]} died while doing it"), now)
    return count
