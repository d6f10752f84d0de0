"""The area that Insee publishes for each commune of 2021; the area of the contour of those it leaves out."""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Tables, build_observations, combine

YEAR: Final = 2026
"""Areas are those of today's perimeters, whatever the year of the communes that they are summed from."""


def transform(tables: Tables) -> pl.DataFrame:
    published = _read(tables["comparateur"])
    others = _read(tables["contours"]).filter(~pl.col("code").is_in(published["code"].implode()))
    names = {"area_km2": "superficie"}
    return combine(
        [
            build_observations(published, names, level="commune", year=YEAR, geography_year=2021),
            build_observations(others, names, level="commune", year=YEAR, geography_year=YEAR, rebase=False),
        ]
    )


def _read(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("area_km2") != "").with_columns(pl.col("area_km2").cast(pl.Float64))
