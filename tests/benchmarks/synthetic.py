"""Adds datasets of invented values to a copy of the database, through the store's own functions.

Run as a command of its own (`python -m tests.benchmarks.synthetic 30`), with DATA_DIR naming the copy. The
values are for communes, 100 cells a dataset: sheets read them as they would read so many true datasets.
"""

from __future__ import annotations

import os
import sys

import django
import numpy as np

CELLS = 100


def add_values(millions: float) -> int:
    """Publishes datasets until there are so many millions of values; returns their exact number."""
    from django.utils import timezone

    from portal.stats.models import CurrentRelease, Release
    from portal.stats.store.layout import KindLayout, Layout
    from portal.stats.store.packing import RowBlock
    from portal.stats.store.write import settle_database, write_columns, write_rows
    from portal.territories.models import Territory

    communes = Territory.objects.filter(kind="commune").order_by("position")
    codes = list(communes.values_list("code", flat=True))
    random = np.random.default_rng(20261122)
    count = 0
    while count < millions * 1_000_000:
        number = Release.objects.filter(dataset__startswith="synthetic").count()
        cells = tuple((f"synthetic_{number}_{cell % 10}", 2015 + cell // 10) for cell in range(CELLS))
        shape = (CELLS, len(codes))
        absence = (random.random(shape) < 0.05).astype(np.uint8)
        values = np.where(absence, np.nan, random.lognormal(8, 2, shape))
        nothing = np.zeros(shape, np.uint8)
        ranks = random.integers(1, len(codes), (2, *shape)).astype(np.uint32)
        block = RowBlock(values, absence, nothing, nothing, ranks, np.zeros((2, *shape), np.bool_))
        layout = KindLayout(cells, tuple(int((row == 0).sum()) for row in absence), ("france", "strate"))
        release = Release.objects.create(
            dataset=f"synthetic_{number}",
            number=1,
            state=Release.State.PUBLISHED,
            published_at=timezone.now(),
            layout=Layout({"commune": layout}).to_json(),
            value_count=values.size,
        )
        write_rows(release.pk, "commune", codes, block)
        write_columns(release.pk, "commune", cells, block)
        CurrentRelease.objects.create(dataset=release.dataset, release=release)
        count += values.size
    settle_database()
    return count


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()
    print(add_values(float(sys.argv[1])))
