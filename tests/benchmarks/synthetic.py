"""Adds datasets of invented values to a copy of the database, through the store's own functions.

Run as a command of its own (`python -m tests.benchmarks.synthetic 30`), with DATA_DIR naming the copy. The
values are for communes, 100 cells a dataset, ranked and summarised in all their groups: sheets read them as
they would read so many true datasets.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import django
import numpy as np

if TYPE_CHECKING:
    from portal.stats.models import Release
    from portal.territories.queries.universe import Universe

CELLS = 100
KIND = "commune"


def add_values(millions: float) -> int:
    """Publishes datasets until there are so many millions of values; returns their exact number."""
    from portal.stats.models import CurrentRelease, Release
    from portal.stats.store.write import settle_database
    from portal.territories.queries.universe import get_universe

    universe = get_universe()
    count = 0
    while count < millions * 1_000_000:
        number = Release.objects.filter(dataset__startswith="synthetic").count()
        release = write_dataset(number, universe)
        CurrentRelease.objects.create(dataset=release.dataset, release=release)
        count += release.value_count
    settle_database()
    return count


def write_dataset(number: int, universe: Universe) -> Release:
    """One release of 100 cells for every commune of today; not yet online."""
    from django.utils import timezone

    from portal.stats.compute.geography import GROUPINGS
    from portal.stats.compute.vectors import FigureVector
    from portal.stats.models import Release
    from portal.stats.store.layout import KindLayout, Layout
    from portal.stats.store.packing import RowBlock, SummaryBlock
    from portal.stats.store.write import write_columns, write_rows, write_summaries

    random = np.random.default_rng(20261122 + number)
    groupings = GROUPINGS[KIND]
    codes = np.array(universe.table(KIND).codes)[universe.table(KIND).is_current].tolist()
    cells = tuple((f"synthetic_{number}_{cell % 10}", 2015 + cell // 10) for cell in range(CELLS))
    shape = (CELLS, len(codes))
    absence = (random.random(shape) < 0.05).astype(np.uint8)
    values = np.where(absence, np.nan, random.lognormal(8, 2, shape))
    nothing = np.zeros(shape, np.uint8)
    ranks = random.integers(1, len(codes), (len(groupings), *shape)).astype(np.uint32)
    block = RowBlock(values, absence, nothing, nothing, ranks, np.zeros(ranks.shape, np.bool_))
    counts = tuple(int((row == 0).sum()) for row in absence)
    layout = KindLayout(cells, counts, groupings, len(codes))
    now = timezone.now()
    release = Release.objects.create(
        dataset=f"synthetic_{number}",
        number=1,
        state=Release.State.PUBLISHED,
        by="benchmark",
        prepared_at=now,
        published_at=now,
        layout=Layout({KIND: layout}).to_json(),
        value_count=sum(counts),
    )
    write_rows(release.pk, KIND, codes, block)
    columns = map(FigureVector, values, absence, nothing, nothing)
    write_columns(release.pk, KIND, zip(cells, columns, strict=True))
    for grouping in groupings:
        groups = universe.group_codes(KIND, grouping)
        of_groups = (CELLS, len(groups))
        summaries = SummaryBlock(
            random.integers(1, 300, of_groups).astype(np.uint32), random.lognormal(8, 2, (6, *of_groups))
        )
        write_summaries(release.pk, KIND, grouping, groups, summaries)
    return release


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()
    print(add_values(float(sys.argv[1])))
