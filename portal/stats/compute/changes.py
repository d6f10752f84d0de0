"""Figures of two archives of a dataset, compared: pure computations on frames.

A compared frame has one row per figure that has a value in at least one of the two: year, kind, code,
before, before_absence, after, after_absence (null where there is no row), what, relative.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import polars as pl

LARGEST: Final = 10
_KEY: Final = ["year", "kind", "code"]
# The same sum in another order of additions is not a change of the figure.
_NOISE: Final = 1e-12


def read_figures(path: Path, indicator: str) -> pl.DataFrame:
    """Figures of one indicator in an archive: year, kind, code, value, absence."""
    return (
        pl.scan_parquet(path)
        .filter(pl.col("indicator") == indicator)
        .select(*_KEY, "value", "absence")
        .with_columns(pl.col("kind").cast(pl.String), pl.col("absence").cast(pl.String))
        .collect()
    )


def compare_figures(before: pl.DataFrame | None, after: pl.DataFrame) -> pl.DataFrame:
    """Figures of one indicator (``read_figures``) in two releases; ``before`` is None without any."""
    before = after.clear() if before is None else before
    if before.select(_KEY).equals(after.select(_KEY)):  # the usual case, ten times as fast as a join
        both = after.select(
            *_KEY,
            before["value"].alias("before"),
            before["absence"].alias("before_absence"),
            pl.col("value").alias("after"),
            pl.col("absence").alias("after_absence"),
        )
    else:
        names = {"value": "before", "absence": "before_absence"}
        both = before.rename(names).join(
            after.rename({"value": "after", "absence": "after_absence"}), on=_KEY, how="full", coalesce=True
        )
    return both.filter(pl.col("before").is_not_null() | pl.col("after").is_not_null()).with_columns(
        _name_change().alias("what"), _relate().alias("relative")
    )


def _name_change() -> pl.Expr:
    before, after = pl.col("before"), pl.col("after")
    is_same = (after - before).abs() <= _NOISE * before.abs()
    return (
        pl.when(before.is_null())
        .then(pl.lit("appeared"))
        .when(after.is_null())
        .then(pl.lit("vanished"))
        .when(is_same)
        .then(pl.lit("unchanged"))
        .otherwise(pl.lit("changed"))
    )


def _relate() -> pl.Expr:
    before, after = pl.col("before"), pl.col("after")
    return pl.when(before != 0).then((after - before) / before.abs())


def count_changes(compared: pl.DataFrame) -> list[dict[str, Any]]:
    """By year and kind: how many values appeared, vanished, changed and stayed."""
    whats = ("appeared", "vanished", "changed", "unchanged")
    counts = [(pl.col("what") == what).sum().alias(what) for what in whats]
    return compared.group_by("year", "kind").agg(counts).sort("year", "kind").to_dicts()


def list_largest(compared: pl.DataFrame) -> list[dict[str, Any]]:
    """The largest relative change of each year and kind, as rows of the compared frame."""
    changed = compared.filter((pl.col("what") == "changed") & pl.col("relative").is_not_null())
    largest = changed.sort(pl.col("relative").abs(), descending=True, maintain_order=True)
    return largest.unique(["year", "kind"], keep="first", maintain_order=True).head(LARGEST).to_dicts()
