"""Datasets named on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError

from portal.stats.descriptors.catalogue import CatalogueError, get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.models import COMPUTED_DATASET, Release


def read_catalogue() -> Catalogue:
    """The catalogue. Raises CommandError when it has problems."""
    try:
        return get_catalogue()
    except CatalogueError as error:
        raise CommandError(str(error)) from error


def ensure_known(slug: str) -> None:
    """Raise CommandError, which names those that exist, unless a dataset is in the catalogue or was once
    published."""
    known = {*read_catalogue().datasets, COMPUTED_DATASET}
    if slug not in known and not Release.objects.filter(dataset=slug).exists():
        raise CommandError(f"unknown dataset: {slug}. Expected one of: {', '.join(sorted(known))}.")


def list_named(slugs: Sequence[str]) -> list[Dataset]:
    """The datasets named, all when none is. Raises CommandError, which names those that exist."""
    datasets = read_catalogue().datasets
    unknown = [slug for slug in slugs if slug not in datasets]
    if unknown:
        known = ", ".join(sorted(datasets))
        raise CommandError(f"unknown datasets: {', '.join(unknown)}. Expected some of: {known}.")
    return [datasets[slug] for slug in slugs or sorted(datasets)]
