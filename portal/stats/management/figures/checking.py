"""``figures check``: reads and checks datasets, publishing nothing; for whoever writes a descriptor."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

import polars as pl
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.packages import PackageError
from portal.stats.actions.parts import find_at_hand, read_at_hand
from portal.stats.descriptors.dataset import Dataset
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.observations import Observations
from portal.stats.ingest.reading import read_sample
from portal.stats.management.figures.naming import list_named, read_catalogue

HELP: Final = "Read and check datasets and show what they give; nothing is published."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="*", help="slugs of datasets; all by default")
    parser.add_argument("--sample", action="store_true", help="read the samples kept in the catalogue")
    parser.add_argument("--code", help="show the observations of this territory only")
    parser.add_argument("--dry-run", action="store_true", help="as without: a check writes nothing")


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    failed = [
        dataset.slug
        for dataset in list_named(options["datasets"])
        if not _check(command, dataset, sample=options["sample"], code=options["code"])
    ]
    if failed:
        raise CommandError(f"these would not be published: {', '.join(failed)}.")


def _check(command: BaseCommand, dataset: Dataset, *, sample: bool, code: str | None) -> bool:
    """Show what a dataset gives; whether it could be published, or waits for its files."""
    started = time.monotonic()
    try:
        observations = _read(dataset, sample=sample)
    except (PackageError, ReadError) as error:
        command.stdout.write(command.style.ERROR(f"{dataset.slug}: {error}"))
        return False
    if isinstance(observations, str):
        command.stdout.write(f"{dataset.slug}: {observations}")
        return True
    seconds = time.monotonic() - started
    command.stdout.write(f"{dataset.slug}: {observations.frame.height:,} observations in {seconds:.1f} s")
    styles = {"error": command.style.ERROR, "warning": command.style.WARNING}
    for check in observations.checks:
        line = f"{check.severity:8}{check.check:16}{check.where} {check.message}"
        command.stdout.write(styles.get(check.severity, str)(line))
    with pl.Config(tbl_rows=200, tbl_cols=12, tbl_hide_dataframe_shape=True):
        command.stdout.write(str(_summarise(observations, code)))
    return not observations.errors


def _read(dataset: Dataset, *, sample: bool) -> Observations | str:
    catalogue = read_catalogue()
    if sample:
        return read_sample(dataset, catalogue.indicators)
    at_hand = find_at_hand(dataset, FetchPlace.from_settings())
    return at_hand if isinstance(at_hand, str) else read_at_hand(at_hand, catalogue)


def _summarise(observations: Observations, code: str | None) -> pl.DataFrame:
    """The observations of one territory, or counts by indicator, level and year."""
    if code is not None:
        shown = observations.frame.filter(pl.col("code") == code.upper())
        return shown.select("level", "code", "indicator", "year", "value", "absence", "status").head(200)
    present = pl.col("absence") == 0
    return (
        observations.frame.group_by("indicator", "level", "year")
        .agg(
            present.sum().alias("values"),
            (~present).sum().alias("absences"),
            pl.col("value").min().alias("least"),
            pl.col("value").max().alias("most"),
        )
        .sort("indicator", "level", "year")
    )
