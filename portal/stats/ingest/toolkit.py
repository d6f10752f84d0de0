"""The small set of tools that a ``transform.py`` of the catalogue may use, with ``portal.kernel``.

A transform is ``def transform(tables: Tables) -> pl.DataFrame``: the text tables of the dataset's
files, by name, with the columns of role ``text`` and ``territory``; it returns a frame made with
``build_observations`` or several of them put together with ``combine``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import polars as pl

from portal.kernel.figures import Absence, Origin
from portal.stats.ingest.observations import SCHEMA

__all__ = ["Absence", "Tables", "build_observations", "combine", "join_strictly"]

Tables: TypeAlias = Mapping[str, pl.DataFrame]


def join_strictly(left: pl.DataFrame, right: pl.DataFrame, *, left_on: str, right_on: str) -> pl.DataFrame:
    """Each row of ``left`` with its one row of ``right``.

    Raises ValueError when a key of ``left`` is unknown to ``right`` or known twice.
    """
    if right[right_on].is_duplicated().any():
        raise ValueError(f"{right_on}: the same key on several rows; expected one row per key.")
    unknown = left.filter(~pl.col(left_on).is_in(right[right_on].implode()))
    if not unknown.is_empty():
        found = unknown[left_on].unique().head(10).to_list()
        raise ValueError(f"{left_on}: {unknown.height} rows refer to unknown keys, such as {found}.")
    return left.join(right, left_on=left_on, right_on=right_on, how="left", validate="m:1")


def build_observations(
    frame: pl.DataFrame,
    indicators: Mapping[str, str],
    *,
    level: str,
    year: int,
    geography_year: int,
    rebase: bool = True,
    where_null: Absence = Absence.NOT_AVAILABLE,
) -> pl.DataFrame:
    """One row per territory (column ``code``) → observations.

    ``indicators`` maps a numeric column of ``frame`` to the slug that it feeds; a null value becomes
    the absence ``where_null``.
    """
    long = frame.select("code", *indicators).unpivot(
        index="code", on=list(indicators), variable_name="indicator", value_name="value"
    )
    return long.with_columns(
        pl.col("indicator").replace_strict(dict(indicators), return_dtype=pl.String),
        pl.col("value").cast(pl.Float64),
        pl.lit(level).alias("level"),
        pl.lit(year, dtype=pl.Int32).alias("year"),
        pl.when(pl.col("value").is_null())
        .then(pl.lit(int(where_null), dtype=pl.UInt8))
        .otherwise(pl.lit(0, dtype=pl.UInt8))
        .alias("absence"),
        pl.lit(0, dtype=pl.UInt8).alias("status"),
        pl.lit(int(Origin.PUBLISHED), dtype=pl.UInt8).alias("origin"),
        pl.lit(geography_year, dtype=pl.Int32).alias("geography_year"),
        pl.lit(rebase).alias("rebase"),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def combine(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several frames of observations as one."""
    return pl.concat(frames)
