"""``manage.py rollback_figures <dataset>``: puts the previous release of a dataset back online."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.stats.actions.lock import LoadIsRunningError
from portal.stats.actions.releases import ReleaseError
from portal.stats.actions.rollback import rollback_figures


class Command(BaseCommand):
    help = "Put the previous release of a dataset back online, at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", help="slug of the dataset")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rollback_figures(options["dataset"], by="manage.py rollback_figures", now=timezone.now())
        except (ReleaseError, LoadIsRunningError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.restored} is online again, {done.withdrawn} is withdrawn.")
        if done.computed is not None:
            self.stdout.write(f"{done.computed} goes with it.")
