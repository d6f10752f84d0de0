"""`manage.py prepare`: everything between an empty DATA_DIR and a portal ready to serve.

Every step skips what is already done, by its own fingerprint, and can be killed at any moment: the next call
takes up from the last whole step. One process runs them all, so that a second start pays for Django once.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.config.static_files import collect_static_files

# Title, command, whether the portal can be served without: a dataset that fails leaves the others, and its
# own previous release, online.
STEPS = (
    ("Base de données", ("migrate",), False),
    ("Territoires", ("load_territories",), False),
    ("Chiffres", ("figures", "publish"), True),
    ("Pages éditoriales", ("load_pages",), False),
    ("Bibliothèque", ("load_library",), True),
    ("Fonds de carte", ("draw_contours",), True),
    ("Habillage", ("build_assets",), False),
)


class Command(BaseCommand):
    help = "Crée la base, charge les données des paquets et prépare les fichiers statiques."
    requires_system_checks: list[str] = []  # the tables that some checks look at are made by the first step

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--strict", action="store_true", help="Échoue si un jeu de données échoue.")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        problems: list[str] = []
        with _one_at_a_time(settings.DATA_DIR, self.stdout.write):
            for number, (title, command, spare) in enumerate(STEPS, start=1):
                with self._timed(f"{number}/{len(STEPS) + 1} {title}"):
                    try:
                        verbosity = 0 if command == ("migrate",) else options["verbosity"]
                        call_command(*command, verbosity=verbosity)
                    except CommandError as error:
                        if options["strict"] or not spare:
                            raise
                        problems.append(str(error))
            with self._timed(f"{len(STEPS) + 1}/{len(STEPS) + 1} Fichiers statiques"):
                collect_static_files()
        self.stdout.write(f"Prêt en {time.monotonic() - began:.1f} s.")
        for problem in problems:
            self.stderr.write(f"Mais : {problem}")

    @contextmanager
    def _timed(self, title: str) -> Iterator[None]:
        self.stdout.write(f"▸ {title}")
        self.stdout.flush()
        began = time.monotonic()
        yield
        self.stdout.write(f"  {time.monotonic() - began:.1f} s")


@contextmanager
def _one_at_a_time(folder: Path, say: Any) -> Iterator[None]:
    """Two starts at once load once: the second waits. The lock dies with its process, even killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "prepare.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Un autre démarrage prépare déjà ce dossier : attente de sa fin…")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
