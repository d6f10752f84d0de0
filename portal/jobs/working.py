"""The worker: one process, one job at a time, until it is asked to stop."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.jobs.beating import keep_beating, release_lost
from portal.jobs.ending import Row, get_name, put_back, record_failure, record_start, record_success
from portal.jobs.models import Worker
from portal.jobs.queue import BACKEND
from portal.jobs.registry import STOPPING, JobStopped
from portal.jobs.schedule import enqueue_due

logger = logging.getLogger(__name__)

IDLE_S: Final = 2.0
ROUND_S: Final = 15.0
"""Between two looks at the schedule and at what dead workers left."""
GRACE_S: Final = 8
"""Left to the job under way when the process is asked to stop."""


def build_name() -> str:
    """A name that no other worker has had."""
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


def work(name: str, *, is_batch: bool = False, is_orphan: Callable[[], bool] = lambda: False) -> int:
    """Do jobs until the process is asked to stop, or, with ``is_batch``, until none is ready; how many.

    ``is_orphan``: says that the process which started this one is no more, which is as good as asking.
    """
    count, looked_at = 0, float("-inf")
    with keep_beating(name, is_orphan=is_orphan):
        while not STOPPING.is_asked:
            close_old_connections()
            try:
                if time.monotonic() - looked_at >= ROUND_S:
                    looked_at = time.monotonic()
                    now = timezone.now()
                    release_lost(now)
                    enqueue_due(now)
                task = claim(name)
                if task is not None:
                    perform_task(task, name)
                    count += 1
                    continue
            except DatabaseError as error:
                logger.warning("The database does not answer: %s", error)
            if is_batch:
                break
            _rest(IDLE_S)
    return count


def claim(name: str) -> Row | None:
    """The next row of the queue, ours from now on."""
    ready = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
    if not ready.exists():  # reads only: no writer is held up
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(name)
    return task


def perform_task(task: Row, name: str) -> None:
    """Do a job, and record what became of it. Never raises what the job raises."""
    Worker.objects.filter(name=name).update(doing=get_name(task))
    record_start(task, timezone.now())
    try:
        words = task.task.call(*task.args_kwargs["args"])
    except JobStopped:
        put_back(task, now=timezone.now(), is_counted=False)
    except Exception as error:
        record_failure(task, error, timezone.now())
    else:
        record_success(task, words, timezone.now())
    Worker.objects.filter(name=name).update(doing="")


def _rest(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not STOPPING.is_asked:
        time.sleep(0.2)


@contextmanager
def obeying_signals() -> Iterator[None]:
    """SIGTERM and Ctrl-C ask to stop: the job under way has ``GRACE_S`` to end, then is put back."""

    def stop(number: int, frame: FrameType | None) -> None:
        STOPPING.is_asked = True
        signal.alarm(GRACE_S)

    def cut(number: int, frame: FrameType | None) -> None:
        raise JobStopped

    handlers = {signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGALRM: cut}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)
