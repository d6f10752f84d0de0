"""Publishes 1.8 million invented values and says how long each step took.

Run as a command of its own (`python -m tests.benchmarks.publication`), with DATA_DIR naming a copy of the
data. The figures are those of fifty cells of the communes of today and of their sums at every level: rows,
ranks, summaries, columns, archive and difference with the release of before are written as for any dataset.
Each round changes a tenth of the values. Prints seconds: all of it, then the last transaction alone.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import django
import numpy as np

if TYPE_CHECKING:
    from portal.stats.compute.cube import Cube
    from portal.stats.compute.geography import Geography
    from portal.stats.descriptors.indicator import Indicator

CELLS = 50
DATASET = "bench_publication"


def publish(rounds: int) -> None:
    from django.utils import timezone

    from portal.stats.actions.geography import build_geography
    from portal.stats.actions.releases import Draft, prepare_release, publish_releases
    from portal.stats.store.write import settle_database
    from portal.territories.queries.universe import get_universe

    geography = build_geography(get_universe())
    indicators = {f"bench_{number}": build_indicator(f"bench_{number}") for number in range(CELLS // 5)}
    for number in range(rounds):
        cube = build_cube(indicators, geography, number)
        print("go", flush=True)
        began = time.perf_counter()
        release = prepare_release(
            Draft(DATASET, cube, str(number)),
            indicators=indicators,
            geography=geography,
            by="bench",
            now=timezone.now(),
        )
        prepared = time.perf_counter()
        publish_releases([release], by="bench", now=timezone.now())
        published = time.perf_counter()
        settle_database()
        done = time.perf_counter()
        print(
            f"{release.value_count} values in {done - began:.2f} s:"
            f" prepared {prepared - began:.2f}, online {published - prepared:.2f},"
            f" settled {done - published:.2f}",
            flush=True,
        )


def build_indicator(slug: str) -> Indicator:
    from portal.stats.compute.geography import LEVELS
    from portal.stats.descriptors.indicator import Indicator

    words = {"label": slug, "short_label": slug, "question": "?", "method": "m", "theme": "population"}
    rules = {"unit": "count", "levels": LEVELS, "aggregate": "sum"}
    return Indicator.model_validate({"slug": slug, **words, **rules})


def build_cube(indicators: dict[str, Indicator], geography: Geography, seed: int) -> Cube:
    """Five years of each indicator."""
    from portal.stats.compute.aggregate import aggregate_to_level
    from portal.stats.compute.cube import Cell, Cube
    from portal.stats.compute.geography import LEVELS_ABOVE
    from portal.stats.compute.vectors import build_absent

    cube = Cube()
    for cell, slug in enumerate(slug for slug in indicators for _ in range(5)):
        random = np.random.default_rng(cell)
        column = build_absent(geography.size("commune"))
        positions = np.nonzero(geography.is_current["commune"])[0]
        values = np.round(random.lognormal(8, 2, len(positions)), 1)
        changed = np.random.default_rng([cell, seed]).random(len(positions)) < 0.1
        column.values[positions] = values + changed
        column.absence[positions] = 0
        year = 2018 + cell % 5
        cube.columns[Cell(slug, year, "commune")] = column
        for level in LEVELS_ABOVE:
            cube.columns[Cell(slug, year, level)] = aggregate_to_level(
                column, geography.parents(level), geography.size(level), "sum"
            )
    return cube


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()
    publish(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
