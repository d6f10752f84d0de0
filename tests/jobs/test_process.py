"""The worker as a process: it shows that it lives, does what is asked, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from portal.config.management.commands import serve
from portal.jobs.models import Schedule, Worker

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


@contextmanager
def _start(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings_of_process",
        "DATA_DIR_OF_TEST": str(django_settings.DATA_DIR),
        "CATALOGUE_DIR_OF_TEST": str(django_settings.CATALOGUE_DIR),
        "DATABASE_OF_TEST": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": str(ROOT),
    }
    process = subprocess.Popen([sys.executable, "manage.py", "work", *options], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.2)


@pytest.mark.django_db(transaction=True)
def test_worker_does_what_is_due_and_stops_cleanly_when_asked():
    with _start() as process:
        _wait_until(lambda: Schedule.objects.filter(job="moissons.dues", last_outcome="done").exists())
        assert Worker.objects.count() == 1
        assert (
            Schedule.objects.get(job="moissons.dues").last_words.replace("\xa0", " ")
            == "0 source à moissonner."
        )
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_ends_with_the_process_that_started_it():
    with _start("--beside", "1") as process:  # its parent is this test, never the first process
        assert process.wait(PATIENCE_S) == 0
    assert not Worker.objects.exists()


@pytest.mark.parametrize("is_wanted", [True, False])
def test_server_starts_the_worker_unless_told_not_to(
    is_wanted: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    started: list[list[str]] = []
    monkeypatch.setattr(serve.subprocess, "Popen", lambda command, **options: started.append(command))
    monkeypatch.setattr(serve.os, "execv", lambda program, command: started.append(command))
    settings.WORKER = is_wanted
    serve.Command().handle()
    words = [command[2] for command in started]
    assert words == (["work", "granian"] if is_wanted else ["granian"])
