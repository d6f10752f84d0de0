"""``figures rollback``: puts an earlier release of a dataset back online, at once."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from portal.stats.actions.lock import LoadIsRunningError
from portal.stats.actions.releases import ReleaseError
from portal.stats.actions.rollback import plan_rollback, rollback_figures
from portal.stats.management.figures.naming import ensure_known

HELP: Final = "Put the previous release of a dataset, or one that is kept, back online at once."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("dataset", help="slug of the dataset")
    parser.add_argument("number", nargs="?", type=int, help="of the release; the one before by default")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, do nothing")


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    dataset, number = options["dataset"], options["number"]
    ensure_known(dataset)
    try:
        if options["dry_run"]:
            done = plan_rollback(dataset, number)
        else:
            by = "manage.py figures rollback"
            done = rollback_figures(dataset, number, by=by, now=timezone.now())
    except (ReleaseError, LoadIsRunningError) as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        raise CommandError(f"nothing was rolled back, what was online stays online: {error}") from error
    would = "would be" if options["dry_run"] else "is"
    command.stdout.write(
        f"{done.restored} {would} online again ({done.restored.value_count:,} values),"
        f" {done.withdrawn} {would} replaced."
    )
    if done.computed is not None:
        command.stdout.write(f"{done.computed} {'would go' if options['dry_run'] else 'goes'} with it.")
    elif done.computed_anew:
        command.stdout.write("The computed indicators would be computed anew.")
