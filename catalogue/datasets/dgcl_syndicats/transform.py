"""One row per syndicat and member commune, both by their SIREN → number of syndicats per territory.

A commune that is a member itself and through its EPCI counts once in the total, as a member itself.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Tables, build_observations, combine, join_strictly

YEAR: Final = 2021
DIRECT: Final = "1"


def transform(tables: Tables) -> pl.DataFrame:
    # SIREN → code; a commune created since has a new SIREN, and its code is that of one of 2019.
    codes = pl.concat([tables["correspondances"], tables["communes_depuis_2019"]], how="diagonal")
    members = join_strictly(tables["adhesions"], codes, left_on="commune_siren", right_on="siren")
    # Two former communes, or a commune and its EPCI: one membership, direct if one of them is.
    members = members.group_by("code", "syndicat").agg((pl.col("directe") == DIRECT).any().alias("direct"))
    communes = members.group_by("code").agg(
        pl.len().alias("syndicats_nombre"),
        pl.col("direct").sum().alias("syndicats_directs"),
        (~pl.col("direct")).sum().alias("syndicats_indirects"),
    )
    overseas = pl.col("code").str.starts_with("97")
    departement = pl.when(overseas).then(pl.col("code").str.head(3)).otherwise(pl.col("code").str.head(2))
    above = [("departement", departement), ("france", pl.lit("FR"))]
    return combine(
        [
            _observe(communes, ["syndicats_nombre", "syndicats_directs", "syndicats_indirects"], "commune"),
            *(_observe(_count(members, group), ["syndicats_nombre"], level) for level, group in above),
        ]
    )


def _count(members: pl.DataFrame, group: pl.Expr) -> pl.DataFrame:
    """Distinct syndicats per group (column ``code``)."""
    return members.group_by(group.alias("code")).agg(pl.col("syndicat").n_unique().alias("syndicats_nombre"))


def _observe(frame: pl.DataFrame, columns: list[str], level: str) -> pl.DataFrame:
    return build_observations(
        frame.sort("code"), {name: name for name in columns}, level=level, year=YEAR, geography_year=YEAR
    )
