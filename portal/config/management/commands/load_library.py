"""``manage.py load_library``: the documents that need no network, and the index that finds them."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Charge les sources sans réseau qui ont changé, puis met l’index de recherche à jour."

    def handle(self, *args: Any, **options: Any) -> None:
        problem: CommandError | None = None
        try:
            call_command("harvest", "start", verbosity=options["verbosity"], stdout=self.stdout)
        except CommandError as error:
            problem = error  # what came is searchable all the same
        call_command("index_documents", verbosity=options["verbosity"], stdout=self.stdout)
        if problem is not None:
            raise problem
