"""Several rows of one territory → one: events added up, repetitions kept once, contradictions refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from portal.kernel.figures import ABSENCES_BY_WEIGHT
from portal.stats.ingest.errors import ReadError, quote_some, word_count
from portal.stats.ingest.numbers import round_noise
from portal.stats.ingest.observations import KEY, SCHEMA, CheckResult

_WEIGHTS: Final = {int(absence): weight for weight, absence in enumerate(ABSENCES_BY_WEIGHT)}
MOST_REPEATED: Final = 1 / 3
"""Share of the rows that may repeat another one: parts of one account, or accounts of communes that merged,
may be of equal amounts. Lines that all come twice make a half."""
_ABSENCES: Final = {weight: int(absence) for weight, absence in enumerate(ABSENCES_BY_WEIGHT)}


def collapse(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with one key added up. An absent one among them makes the sum absent: never a partial sum.

    Of several absences the heaviest is told. Sums of sums are sums: tables may be collapsed one by one,
    then together.
    """
    weight = pl.col("absence").replace_strict(_WEIGHTS, return_dtype=pl.UInt8)
    others = [name for name in SCHEMA if name not in {*KEY, "value", "absence", "status"}]
    summed = frame.group_by(*KEY, maintain_order=True).agg(
        pl.col("value").sum(),
        weight.max().alias("absence"),
        pl.col("status").max(),
        *(pl.col(name).first() for name in others),
    )
    absent = pl.col("absence") > 0
    return summed.with_columns(
        pl.when(absent).then(None).otherwise(round_noise(pl.col("value"))).alias("value"),
        pl.when(absent).then(0).otherwise(pl.col("status")).cast(pl.UInt8).alias("status"),
        pl.col("absence").replace_strict(_ABSENCES, return_dtype=pl.UInt8),
    ).select(list(SCHEMA))


def hash_amounts(frame: pl.DataFrame) -> pl.Series:
    """A number for each row of which an amount is added up, the same for rows that say exactly the same."""
    return frame.filter(pl.col("value") != 0).select(*KEY, "value").hash_rows()


def check_repeated(hashes: Sequence[pl.Series], file: str) -> list[CheckResult]:
    """Rows that say what another one says and were added to it (``hash_amounts`` of each table).

    A few are events alike; when there are many, the file has its lines twice.
    """
    gathered = pl.concat([pl.Series(dtype=pl.UInt64), *hashes])
    repeated = len(gathered) - gathered.n_unique()
    if not repeated:
        return []
    share = repeated / len(gathered)
    message = f"{repeated} of {len(gathered)} rows say exactly what another one says, and are added to it"
    if share <= MOST_REPEATED:
        return [CheckResult("repeated", "warning", message, file)]
    mend = f", more than {MOST_REPEATED:.0%}: the file has lines twice, fetch it again"
    return [CheckResult("repeated", "error", message + mend, file)]


def drop_repeated(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[CheckResult]]:
    """A key twice with one value is kept once and said; with two values it is refused."""
    repeated = frame.filter(frame.select(KEY).is_duplicated())
    if repeated.is_empty():
        return frame, []
    distinct = repeated.unique([*KEY, "value", "absence"])
    torn = distinct.filter(distinct.select(KEY).is_duplicated()).unique(KEY, maintain_order=True)
    if not torn.is_empty():
        shown = [f"{code} {slug} {year}" for _, code, slug, year in torn.select(KEY).head(10).iter_rows()]
        raise ReadError(
            f"{word_count(torn.height, 'key')} with two different values: {quote_some(shown)}."
            " Ask the producer which is right, narrow “select”, or say “collapse: sum” if rows are events.",
            file=file,
        )
    extra = repeated.height - distinct.height
    message = f"{extra} rows repeat another one exactly: kept once."
    return frame.unique(KEY, maintain_order=True), [CheckResult("unique", "warning", message, file)]
