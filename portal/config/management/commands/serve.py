"""`manage.py serve`: the web server and, beside it, the worker, in the foreground, until Ctrl-C."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Sert le portail sur PORT jusqu'à Ctrl-C (make run et make serve finissent ici)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{settings.SITE_NAME} : {settings.SITE_URL}  (Ctrl-C pour arrêter)")
        self.stdout.flush()
        command = [
            *(sys.executable, "-m", "granian", "portal.config.wsgi:application"),
            *("--interface", "wsgi", "--host", settings.HOST, "--port", str(settings.PORT)),
            *("--workers", str(settings.WORKERS), "--blocking-threads", str(settings.THREADS)),
            # A worker that dies is replaced; one that hangs does not hold up a stop.
            *("--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning"),
        ]
        if settings.WORKER:
            start_worker()
        # The server takes the place of this process: Ctrl-C and signals reach it directly.
        os.execv(sys.executable, command)  # noqa: S606


def start_worker() -> None:
    """Start the worker as a child of this process: it ends when this one does, even killed."""
    command = [sys.executable, sys.argv[0], "work", "--beside", str(os.getpid())]
    subprocess.Popen(command, stdin=subprocess.DEVNULL)
