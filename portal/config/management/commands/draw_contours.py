"""``manage.py draw_contours``: the contours of the whole country, for maps by script."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.web.explore.fonds.kept import ensure_files


class Command(BaseCommand):
    help = "Write the contours of the whole country that maps read, where they are missing or older."

    def handle(self, *args: Any, **options: Any) -> None:
        count = ensure_files()
        if options["verbosity"] > 0:
            self.stdout.write(f"Contours: {count} files.")
