"""``figures list``: the datasets of the catalogue, which release is online, which files are at hand.

Of datasets that are named, each file: where it was found, or where it comes from.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.management.base import BaseCommand

from portal.kernel.packages import PackageError
from portal.stats.actions.parts import describe_origin, explain_missing, shorten_origin
from portal.stats.actions.releases import find_current
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.fetching import HandedFetch
from portal.stats.ingest.fetching import FetchedFile, FetchPlace, find_files
from portal.stats.management.figures.naming import list_named
from portal.stats.models import Release

HELP: Final = "Datasets: state, release online, files at hand."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="*", help="slugs of datasets; all by default")


def run(command: BaseCommand, options: Mapping[str, Any]) -> None:
    place = FetchPlace.from_settings()
    for dataset in list_named(options["datasets"]):
        release = find_current(dataset.slug)
        try:
            found, problem = find_files(dataset, place), ""
        except PackageError as error:
            found, problem = {}, str(error)
        missing = [file for file in dataset.files if file.name not in found]
        state = "online" if release else "waiting" if missing else "ready"
        files = problem or f"{len(found)} of {len(dataset.files)} files at hand"
        command.stdout.write(f"{state:8}  {dataset.slug:34}  {_describe_release(release):50}  {files}")
        if missing and not problem:
            command.stdout.write(f"        {explain_missing(dataset, missing)}")
        if options["datasets"]:
            for line in _describe_files(dataset, found):
                command.stdout.write(f"        {line}")


def _describe_release(release: Release | None) -> str:
    if release is None or release.published_at is None:
        return "–"
    part = " (extract)" if release.extract else ""
    return f"n° {release.number} of {release.published_at:%Y-%m-%d}, {release.value_count:,} values{part}"


def _describe_files(dataset: Dataset, found: Mapping[str, FetchedFile]) -> Iterator[str]:
    """One line for each file of the descriptor."""
    for file in dataset.files:
        if file.name not in found:
            optional = " (optional)" if file.optional else ""
            is_handed = isinstance(file.fetch, HandedFetch)
            place = "to be handed over by an agent:" if is_handed else shorten_origin(file)
            yield f"{file.name}: missing{optional}, {place}"
            if is_handed:
                yield f"    {describe_origin(file)}"  # in French
            continue
        at_hand = found[file.name]
        where = "mirror" if at_hand.mirrored else "kept" if file.has_original else file.fetch.kind
        part = ", extract:" if at_hand.extract else ""
        yield f"{file.name}: {where}, {at_hand.source.name}, {at_hand.source.sha256[:16]}{part}"
        if at_hand.extract:
            yield f"    {at_hand.extract}"  # in French
