"""Datasets named on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError

from portal.stats.descriptors.catalogue import CatalogueError, get_catalogue
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue


def read_catalogue() -> Catalogue:
    """The catalogue. Raises CommandError when it has problems."""
    try:
        return get_catalogue()
    except CatalogueError as error:
        raise CommandError(str(error)) from error


def list_named(slugs: Sequence[str]) -> list[Dataset]:
    """The datasets named, all when none is. Raises CommandError, which names those that exist."""
    datasets = read_catalogue().datasets
    unknown = [slug for slug in slugs if slug not in datasets]
    if unknown:
        known = ", ".join(sorted(datasets))
        raise CommandError(f"unknown datasets: {', '.join(unknown)}. Expected some of: {known}.")
    return [datasets[slug] for slug in slugs or sorted(datasets)]
