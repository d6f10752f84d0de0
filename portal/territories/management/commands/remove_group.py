"""Take away a group that a reader saved: ``manage.py remove_group 18a8z2kk6yyq``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.territories.actions.groups import remove_group
from portal.territories.models import Group


class Command(BaseCommand):
    help = "Removes a saved group: its page answers 410, and it cannot be saved again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", help="the id in the address of its page: /groupes/<id>-<slug>")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            group = remove_group(options["id"].partition("-")[0])
        except Group.DoesNotExist as error:
            raise CommandError(
                f"No group has the id {options['id']!r}. It is the part of its address between « /groupes/ » "
                "and the first hyphen."
            ) from error
        self.stdout.write(f"{group} is removed: its page answers 410 within five minutes.")
