"""``manage.py figures <what>``: everything an agent does with datasets, one subcommand each."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.stats.management.figures import (
    checking,
    comparing,
    fetching,
    listing,
    publishing,
    rolling_back,
)

_WHATS = {
    "list": listing,
    "fetch": fetching,
    "check": checking,
    "publish": publishing,
    "rollback": rolling_back,
    "diff": comparing,
}


class Command(BaseCommand):
    help = "List, fetch, check, publish, roll back and compare the datasets of the catalogue."
    # No page is needed, and the catalogue is verified as it is read.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True, metavar="|".join(_WHATS))
        for name, module in _WHATS.items():
            of_what = whats.add_parser(name, help=module.HELP, description=module.HELP)
            module.add_arguments(of_what)

    def handle(self, *args: Any, **options: Any) -> None:
        _WHATS[options["what"]].run(self, options)
