"""Groups of communes by a category of their own, read in the releases that give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from portal.stats.compute.geography import Geography, Grouping
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import Release
from portal.stats.store.columns import read_column
from portal.stats.store.read import get_layouts

_KIND = "commune"


def list_grouping_datasets(catalogue: Catalogue) -> list[str]:
    """Datasets that give the categories: they are loaded first, and are not grouped by them."""
    slugs = {one.indicator for one in catalogue.groupings.values()}
    return sorted(slug for slug, dataset in catalogue.datasets.items() if slugs & set(dataset.indicators))


def add_category_groupings(
    geography: Geography, catalogue: Catalogue, releases: Mapping[str, Release]
) -> Geography:
    """The geography with the groupings by category whose indicator is in one of these releases.

    ``releases``: dataset → the release online, or about to be.
    """
    groupings = dict(geography.groupings)
    versions = []
    for slug, grouping in sorted(catalogue.groupings.items()):
        indicator = catalogue.indicators[grouping.indicator]
        for dataset in list_grouping_datasets(catalogue):
            release = releases.get(dataset)
            found = _read_grouping(release, indicator, geography) if release else None
            if found is not None and release is not None:
                groupings[_KIND, slug] = found
                versions.append(f"{slug} {release.fingerprint}")
                break
    return replace(geography, groupings=groupings, categories_version=" ".join(versions))


def _read_grouping(release: Release, indicator: Indicator, geography: Geography) -> Grouping | None:
    """The groups of the latest year of a categorical indicator in a release; None when it has none.

    France's communes only: as every national statistic, they leave out the overseas collectivités.
    """
    layout = get_layouts([release.pk])[release.pk].kinds.get(_KIND)
    years = [year for slug, year in layout.cells if slug == indicator.slug] if layout else []
    if not years:
        return None
    arrays = read_column(release.pk, indicator.slug, max(years), _KIND)
    numbers = {float(category.value): at for at, category in enumerate(indicator.categories)}
    index = np.full(geography.size(_KIND), -1, np.int32)
    in_france = geography.groupings[_KIND, "france"].index >= 0
    for value, number in numbers.items():
        known = np.zeros(len(index), bool)
        known[: len(arrays.values)] = arrays.values == value
        index[known & in_france] = number
    return Grouping(index, tuple(category.key for category in indicator.categories))
