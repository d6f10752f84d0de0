"""``figures publish``: reads the datasets of the catalogue and puts them online at once."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from portal.stats.actions.loading import (
    NoTerritoriesError,
    UnknownNamesError,
    load_figures,
)
from portal.stats.actions.lock import LoadIsRunningError
from portal.stats.actions.orders import Order, Outcome
from portal.stats.descriptors.catalogue import CatalogueError
from portal.stats.management.figures.naming import list_named

HELP: Final = "Read the files at hand, check them and publish the datasets that changed, all at once."
_SIGNS: Final = {
    "published": "✓",
    "ready": "✓",
    "unchanged": "=",
    "withheld": "–",
    "waiting": "…",
    "failed": "✗",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="*", help="slugs of datasets; all by default")
    parser.add_argument("--dry-run", action="store_true", help="do everything but publish")
    parser.add_argument(
        "--force",
        action="store_true",
        help="publish even what did not change, was rolled back, or is older than what is online",
    )


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    order = Order(
        by="manage.py figures publish",
        now=timezone.now(),
        datasets=tuple(options["datasets"]),
        dry_run=options["dry_run"],
        force=options["force"],
    )
    list_named(options["datasets"])  # before the progress, which would draw blank lines
    try:
        outcomes = _load(command, order)
    except (UnknownNamesError, NoTerritoriesError, LoadIsRunningError, CatalogueError) as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        raise CommandError(f"nothing was published, what was online stays online: {error}") from error
    for outcome in outcomes:
        command.stdout.write(_describe(outcome, dry_run=order.dry_run))
    failed = [outcome.dataset for outcome in outcomes if outcome.state == "failed"]
    if failed:
        raise CommandError(f"not loaded: {', '.join(failed)}. What was online before stays online.")


def _load(command: BaseCommand, order: Order) -> list[Outcome]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    console = Console(file=command.stderr)  # type: ignore[arg-type]
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("figures", total=None)
        return load_figures(
            order,
            report=lambda dataset, step: progress.update(task, description=f"{dataset} {step}".strip()),
        )


def _describe(outcome: Outcome, *, dry_run: bool) -> str:
    line = f"{_SIGNS[outcome.state]} {outcome.dataset}: "
    release = outcome.release
    if outcome.state in {"published", "ready"} and release is not None:
        changes = release.changes
        line += (
            f"{'would publish' if dry_run else 'published'} n° {release.number},"
            f" {release.value_count:,} values ({changes['appeared']:,} new, {changes['changed']:,} changed,"
            f" {changes['vanished']:,} gone)"
        )
    elif outcome.state == "unchanged" and release is not None:
        line += f"unchanged, n° {release.number} stays"
    else:
        line += f"{outcome.state}: {outcome.message}"
    return f"{line} [{outcome.seconds:.1f} s]"
