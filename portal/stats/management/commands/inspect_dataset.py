"""Reads one dataset and shows what it gives, publishing nothing: for whoever writes a descriptor."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

import polars as pl
from django.core.management.base import BaseCommand, CommandError

from portal.kernel.packages import PackageError
from portal.stats.descriptors.catalogue import CatalogueError, get_catalogue
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.observations import Observations
from portal.stats.ingest.reading import read_dataset, read_sample


class Command(BaseCommand):
    help = "Read a dataset and show its observations and checks; nothing is published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dataset", help="Slug of the dataset: the name of its folder.")
        parser.add_argument("--sample", action="store_true", help="Read the sample kept in the catalogue.")
        parser.add_argument("--code", help="Show the observations of this territory only.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            observations = self._read(options["dataset"], sample=options["sample"])
        except (CatalogueError, PackageError, ReadError) as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        self.stdout.write(f"{observations.frame.height:,} observations in {seconds:.1f} s")
        for check in observations.checks:
            style = {"error": self.style.ERROR, "warning": self.style.WARNING}.get(check.severity, str)
            self.stdout.write(style(f"{check.severity:8}{check.check:16}{check.where} {check.message}"))
        with pl.Config(tbl_rows=200, tbl_cols=12, tbl_hide_dataframe_shape=True):
            self.stdout.write(str(_summarise(observations, options["code"])))
        if observations.errors:
            raise CommandError(f"{len(observations.errors)} errors: this would not be published.")

    def _read(self, slug: str, *, sample: bool) -> Observations:
        catalogue = get_catalogue()
        dataset = catalogue.datasets.get(slug)
        if dataset is None:
            known = ", ".join(sorted(catalogue.datasets))
            raise CommandError(f"{slug} is not a dataset. Expected one of: {known}.")
        if sample:
            return read_sample(dataset, catalogue.indicators)
        return read_dataset(dataset, catalogue.indicators, FetchPlace.from_settings())


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
