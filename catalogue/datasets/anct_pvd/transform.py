"""The list of the communes of the programme → yes, and one, for each of them. No name enters here."""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Tables, build_observations

YEAR: Final = 2021
YES: Final = 1


def transform(tables: Tables) -> pl.DataFrame:
    communes = tables["main"].select("code")
    if communes.is_duplicated().any():
        raise ValueError("insee_com: a commune is there twice; expected one row per commune.")
    told = communes.with_columns(pl.lit(YES).alias("listed"), pl.lit(1).alias("one"))
    return build_observations(
        told,
        {"listed": "petites_villes_demain", "one": "communes_pvd"},
        level="commune",
        year=YEAR,
        geography_year=YEAR,
    )
