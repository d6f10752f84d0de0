"""``figures diff``: what a release of a dataset changed, against the one it replaced or any other."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, Final

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.figures import Figure
from portal.stats.management.figures.naming import ensure_known
from portal.stats.queries.changes import (
    ChangedFigure,
    Changes,
    UnknownReleaseError,
    Wanted,
    compare_releases,
    iterate_changed_figures,
)

HELP: Final = "Compare a release with the one it replaced, or with any other."
_COLUMNS: Final = ("indicator", "year", "kind", "code", "what", "before", "after", "relative")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("dataset", help="slug of the dataset")
    parser.add_argument("after", nargs="?", type=int, help="number of a release; the one online by default")
    parser.add_argument("before", nargs="?", type=int, help="number of another; the one it replaced")
    parser.add_argument("--indicator", help="slug: only its figures in the CSV")
    parser.add_argument(
        "--csv", metavar="FILE", help="every figure that differs, as CSV (“-”: standard output)"
    )


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    asked = options["dataset"], options["after"], options["before"]
    ensure_known(options["dataset"])
    try:
        if options["csv"]:
            figures = iterate_changed_figures(*asked, wanted=Wanted(indicator=options["indicator"]))
            _write_file(options["csv"], figures)
        else:
            _show(command, compare_releases(*asked))
    except UnknownReleaseError as error:
        raise CommandError(str(error)) from error


def _show(command: BaseCommand, changes: Changes) -> None:
    against = f"n° {changes.before}" if changes.before else "nothing before"
    command.stdout.write(f"{changes.dataset} n° {changes.after} against {against}")
    command.stdout.write(
        f"{'indicator':44}{'year':6}{'kind':14}{'new':>10}{'gone':>10}{'changed':>10}{'same':>10}"
    )
    for cell in changes.cells:
        command.stdout.write(
            f"{cell.indicator:44}{cell.year:<6}{cell.kind:14}"
            f"{cell.appeared:>10,}{cell.vanished:>10,}{cell.changed:>10,}{cell.unchanged:>10,}"
        )
    command.stdout.write(
        f"{'':64}{changes.appeared:>10,}{changes.vanished:>10,}{changes.changed:>10,}{changes.unchanged:>10,}"
    )
    for figure in changes.largest:
        command.stdout.write(
            f"{figure.indicator} {figure.year} {figure.kind} {figure.code}:"
            f" {_write(figure.before)} → {_write(figure.after)} ({100 * (figure.relative or 0):+,.1f} %)"
        )


def _write(figure: Figure | None) -> str:
    """A value as its shortest decimal, the name of an absence, or nothing."""
    if figure is None:
        return ""
    return figure.absence.slug if figure.value is None else f"{figure.value:.15g}"


def _write_file(name: str, figures: Iterable[ChangedFigure]) -> None:
    if name == "-":
        _write_csv(sys.stdout, figures)
        return
    with Path(name).open("w", encoding="utf-8", newline="") as handle:
        _write_csv(handle, figures)


def _write_csv(handle: IO[str], figures: Iterable[ChangedFigure]) -> None:
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in figures:
        relative = "" if one.relative is None else f"{one.relative:.6g}"
        where = (one.indicator, one.year, one.kind, one.code)
        writer.writerow([*where, one.what, _write(one.before), _write(one.after), relative])
