"""``manage.py check_links``: one turn of checks of the addresses that documents send readers to."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from portal.kernel.french import format_count
from portal.kernel.http import OutboundError
from portal.library.links.queries import count_queue
from portal.library.links.repairing import propose_archives
from portal.library.links.rules.timetable import is_night
from portal.library.links.running import Budget, open_link_session, run_checks
from portal.library.links.states import Outcome

_USUAL = Budget()


class Command(BaseCommand):
    help = "Check the addresses of documents that are due, slowly, at night unless --any-time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--any-time", action="store_true", help="also by day")
        parser.add_argument("--limit", type=int, default=_USUAL.addresses, help="addresses at most (2000)")
        parser.add_argument("--minutes", type=float, default=60, help="minutes at most (60)")
        parser.add_argument("--threads", type=int, default=_USUAL.threads, help="sites at a time (8)")

    def handle(self, *args: Any, **options: Any) -> None:
        moment = now()
        if not options["any_time"] and not is_night(moment):
            raise CommandError(
                "Les sites sont vérifiés de 20 h à 7 h, à Paris. Ajoutez --any-time pour le faire ici."
            )
        budget = Budget(
            addresses=options["limit"], seconds=60 * options["minutes"], threads=max(1, options["threads"])
        )
        try:
            session = open_link_session()
        except OutboundError as error:
            raise CommandError(str(error)) from error
        run = run_checks(session, now=moment, budget=budget)
        for outcome, count in sorted(run.counts.items()):
            self.stdout.write(f"{Outcome(outcome).label} : {count}")
        self.stdout.write(
            run.words or f"{format_count(run.asked, 'adresse vérifiée', 'adresses vérifiées')}."
        )
        if not run.is_offline:
            propose_archives(session, now=moment)
            waiting = ", ".join(f"{name} {count}" for name, count in count_queue().items() if count)
            self.stdout.write(f"À examiner : {waiting or 'rien'}.")
