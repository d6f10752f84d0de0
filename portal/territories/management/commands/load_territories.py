"""Load every territory from the packages pinned in the catalogue."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.packages import PackageError
from portal.territories.actions.load.report import render_report
from portal.territories.actions.load.run import load_territories


class Command(BaseCommand):
    requires_system_checks = []  # territories come first: they need nothing of the figures
    help = "Loads communes, EPCI, départements and régions from the pinned packages. Repeatable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="load even when nothing has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what was found."""
        started = time.monotonic()

        def show(step: str, done: int = 0, total: int = 0) -> None:
            self.stdout.write(f"{time.monotonic() - started:6.1f} s  {step}")

        try:
            result = load_territories(
                catalogue=settings.CATALOGUE_DIR,
                folder=settings.DATA_DIR / "packages",
                mirror=settings.MIRROR_DIR,
                force=options["force"],
                progress=show,
            )
        except PackageError as error:
            raise CommandError(str(error)) from error
        if not result.is_new:
            self.stdout.write("Territories: nothing new since the previous load.")
            return
        for line in render_report(result.report):
            self.stdout.write(line)
        self.stdout.write(f"Territories loaded in {time.monotonic() - started:.1f} s.")
