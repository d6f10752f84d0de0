"""``manage.py work``: does the jobs of the portal, in the foreground, until Ctrl-C."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.jobs.registry import STOPPING, JobStopped
from portal.jobs.working import build_name, obeying_signals, work


class Command(BaseCommand):
    help = "Exécute les tâches de fond du portail (moissons, vérifications), jusqu’à Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Fait ce qui est prêt, puis s’arrête.")
        parser.add_argument("--beside", type=int, help="S’arrête quand ce processus parent n’est plus.")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = options["beside"]
        STOPPING.is_asked = False
        count = 0
        with obeying_signals(), suppress(JobStopped):
            count = work(
                build_name(),
                is_batch=options["batch"],
                is_orphan=lambda: parent is not None and os.getppid() != parent,
            )
        if options["verbosity"] > 0 and parent is None:
            self.stdout.write(f"Tâches faites : {count}.")
