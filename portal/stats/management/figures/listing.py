"""``figures list``: the datasets of the catalogue, which release is online, which files are at hand."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand

from portal.kernel.packages import PackageError
from portal.stats.actions.parts import explain_missing
from portal.stats.actions.releases import find_current
from portal.stats.descriptors.dataset import Dataset
from portal.stats.ingest.fetching import FetchPlace, find_files
from portal.stats.management.figures.naming import list_named
from portal.stats.models import Release

HELP: Final = "Datasets: state, release online, files at hand."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="*", help="slugs of datasets; all by default")


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    place = FetchPlace.from_settings()
    for dataset in list_named(options["datasets"]):
        release = find_current(dataset.slug)
        files, missing = _describe_files(dataset, place)
        state = "online" if release else "waiting" if missing else "ready"
        command.stdout.write(f"{state:8}{dataset.slug:34}{_describe_release(release):36}{files}")
        if missing:
            command.stdout.write(f"        {missing}")


def _describe_release(release: Release | None) -> str:
    if release is None or release.published_at is None:
        return "–"
    part = " (extract)" if release.extract else ""
    return f"n° {release.number} of {release.published_at:%Y-%m-%d}, {release.value_count:,} values{part}"


def _describe_files(dataset: Dataset, place: FetchPlace) -> tuple[str, str]:
    """“2 of 3 files at hand” and, when one is missing, where they come from."""
    try:
        found = find_files(dataset, place)
    except PackageError as error:
        return str(error), ""
    missing = [file for file in dataset.files if file.name not in found]
    text = f"{len(found)} of {len(dataset.files)} files at hand"
    return text, explain_missing(dataset, missing) if missing else ""
