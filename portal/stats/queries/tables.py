"""One indicator over the territories of a kind as a table: what its files are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.queries.answers import Column
from portal.territories.queries.universe import get_universe

ABSENCES: Final = pl.Enum([absence.slug for absence in Absence])
STATUSES: Final = pl.Enum([status.slug for status in Status])
ORIGINS: Final = pl.Enum([origin.slug for origin in Origin])


def list_positions(kind: str, within: tuple[str, str] | None = None) -> list[int]:
    """Positions of the current territories of a kind, by code; of those in a group (grouping, code)."""
    universe = get_universe()
    table = universe.table(kind)
    if within is None:
        found = table.is_current.nonzero()[0].tolist()
    else:
        found = universe.members_of(*within, kind).tolist()
    return sorted(found, key=table.codes.__getitem__)


def build_table(column: Column, positions: Sequence[int]) -> pl.DataFrame:
    """One row per position, in their order: kind, code, name, indicator, year, value (null when absent),
    absence, status, origin (their slugs), dataset.

    A position beyond the end of the column is a territory younger than the data: not available.
    """
    table = get_universe().table(column.kind)
    at = np.asarray(positions, np.int64)
    known = at < len(column.values)
    inside = at[known]
    values, absence = np.full(len(at), np.nan), np.full(len(at), Absence.NOT_AVAILABLE, np.uint8)
    status, origin = np.zeros(len(at), np.uint8), np.zeros(len(at), np.uint8)
    values[known], absence[known] = column.values[inside], column.absence[inside]
    status[known], origin[known] = column.status[inside], column.origin[inside]
    return pl.DataFrame(
        {
            "code": [table.codes[position] for position in positions],
            "name": [table.names[position] for position in positions],
            "value": pl.Series(values, dtype=pl.Float64).fill_nan(None),
            "absence": pl.Series(absence).cat.to(ABSENCES) if len(at) else pl.Series([], dtype=ABSENCES),
            "status": pl.Series(status).cat.to(STATUSES) if len(at) else pl.Series([], dtype=STATUSES),
            "origin": pl.Series(origin).cat.to(ORIGINS) if len(at) else pl.Series([], dtype=ORIGINS),
        },
        schema_overrides={"code": pl.String, "name": pl.String},
    ).select(
        pl.lit(column.kind).alias("kind"),
        "code",
        "name",
        pl.lit(column.indicator).alias("indicator"),
        pl.lit(column.year, dtype=pl.Int16).alias("year"),
        "value",
        "absence",
        "status",
        "origin",
        pl.lit(column.dataset).alias("dataset"),
    )
