"""``figures fetch``: asks the producers for the originals of datasets, and keeps what is new."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from portal.stats.actions.fetching import (
    FetchOrder,
    FetchOutcome,
    UnknownFilesError,
    fetch_originals,
)
from portal.stats.actions.lock import FetchIsRunningError
from portal.stats.descriptors.catalogue import CatalogueError

HELP: Final = "Fetch the original files from their producers (or keep one that is handed over)."
_SIGNS: Final = {
    "new": "✓",
    "unchanged": "=",
    "mirror": "=",
    "planned": "?",
    "waiting": "…",
    "failed": "✗",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="*", help="slugs of datasets; all by default")
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="keep this file as the one that the descriptor calls NAME (one dataset; may be repeated)",
    )
    parser.add_argument("--online", action="store_true", help="ask also for what MIRROR_DIR has")
    parser.add_argument("--dry-run", action="store_true", help="say what would be asked, ask nothing")


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    order = FetchOrder(
        by="manage.py figures fetch",
        now=timezone.now(),
        datasets=tuple(options["datasets"]),
        handed=dict(map(_parse_handed, options["file"])),
        online=options["online"],
        dry_run=options["dry_run"],
    )
    try:
        outcomes = fetch_originals(
            order, report=lambda dataset, file: command.stderr.write(f"{dataset}/{file}…")
        )
    except (CatalogueError, UnknownFilesError, FetchIsRunningError) as error:
        raise CommandError(str(error)) from error
    except (OSError, DatabaseError) as error:
        raise CommandError(f"fetching stopped, what was kept before stays: {error}") from error
    for outcome in outcomes:
        command.stdout.write(_describe(outcome))
    failed = [f"{one.dataset}/{one.file}" for one in outcomes if one.state == "failed"]
    if failed:
        raise CommandError(f"not fetched: {', '.join(failed)}. What was kept before stays.")


def _parse_handed(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if not name or not Path(path).is_file():
        raise CommandError(f"--file {text}: expected NAME=PATH, PATH being a file.")
    return name, Path(path)


def _describe(outcome: FetchOutcome) -> str:
    reason = f" [{outcome.reason}]" if outcome.reason else ""
    place = f"{_SIGNS[outcome.state]} {outcome.dataset}/{outcome.file}"
    line = f"{place}: {outcome.state}{reason}, {outcome.message}"
    return f"{line} [{outcome.seconds:.1f} s]" if outcome.seconds else line
