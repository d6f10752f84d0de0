"""``manage.py index_documents [--all]``: the search index of the library on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.library.search.writing import rebuild_index, refresh_index


class Command(BaseCommand):
    help = (
        "Met à jour l’index de recherche de la bibliothèque sur cette machine ; avec --all, le reconstruit "
        "entier sans interrompre les lecteurs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="reconstruit l’index entier")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            self.stdout.write(f"Index reconstruit : {rebuild_index()} documents lus.")
            return
        changed = refresh_index()
        if changed is None:
            raise CommandError("Un autre processus écrit l’index : attendez sa fin, puis recommencez.")
        self.stdout.write("Index mis à jour." if changed else "L’index était à jour.")
