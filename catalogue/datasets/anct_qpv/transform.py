"""One row per commune, with the codes of its priority neighbourhoods → their number.

A neighbourhood that lies in several communes is named in each: above the commune it counts once.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.toolkit import Tables, build_observations, combine

YEAR: Final = 2025
YES: Final = 1
CODE_OF_NEIGHBOURHOOD: Final = "^QN[0-9A-Z]{6}$"


def transform(tables: Tables) -> pl.DataFrame:
    pairs = tables["main"].select("code", pl.col("code_qp").str.split(",").alias("quartier"))
    pairs = pairs.explode("quartier").with_columns(pl.col("quartier").str.strip_chars())
    wrong = pairs.filter(~pl.col("quartier").str.contains(CODE_OF_NEIGHBOURHOOD))
    if not wrong.is_empty():
        raise ValueError(f"code_qp: codes of neighbourhoods not understood: {wrong.rows()[:5]}.")
    overseas = pl.col("code").str.starts_with("97")
    departement = pl.when(overseas).then(pl.col("code").str.head(3)).otherwise(pl.col("code").str.head(2))
    communes = _count(pairs, pl.col("code")).with_columns(
        pl.lit(YES).alias("qpv"), pl.lit(1).alias("communes_qpv")
    )
    return combine(
        [
            _observe(communes, ["qpv", "qpv_nombre", "communes_qpv"], "commune"),
            _observe(_count(pairs, departement), ["qpv_nombre"], "departement"),
            _observe(_count(pairs, pl.lit("FR")), ["qpv_nombre"], "france"),
        ]
    )


def _count(pairs: pl.DataFrame, group: pl.Expr) -> pl.DataFrame:
    """Distinct neighbourhoods per group (column ``code``)."""
    grouped = pairs.group_by(group.alias("code")).agg(pl.col("quartier").n_unique().alias("qpv_nombre"))
    return grouped.sort("code")


def _observe(frame: pl.DataFrame, columns: list[str], level: str) -> pl.DataFrame:
    return build_observations(
        frame, {name: name for name in columns}, level=level, year=YEAR, geography_year=YEAR
    )
