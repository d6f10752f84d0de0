"""Whom and when each row of a table is about: its level, its code, its year."""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.descriptors.columns import LevelColumn, PeriodColumn, TerritoryColumn
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.tables import Table

# A year, or midnight of a day of it. An hour is refused: 2023-12-31T23:00 in universal time is 2024.
_DAY: Final = "-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_MIDNIGHT: Final = r"[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?"
_YEAR: Final = f"^(?:19|20)[0-9]{{2}}(?:{_DAY}(?:{_MIDNIGHT})?)?$"


def read_keys(table: Table, spec: SourceFileSpec) -> pl.DataFrame:
    """Columns level, code, year, row by row; year is null where each value column gives its own.

    Raises ReadError for a code, a level or a year that is not understood.
    """
    column, territory = next(
        (name, role) for name, role in spec.columns.items() if isinstance(role, TerritoryColumn)
    )
    height = table.frame.height
    if spec.geography.level is not None:
        level = pl.repeat(spec.geography.level, height, dtype=pl.String, eager=True)
        code = normalise_codes(table, column, spec.geography.level, territory.lookups)
    else:
        level = _read_levels(table, spec)
        code = _read_codes_by_level(table, column, level, territory.lookups)
    return pl.DataFrame({"level": level, "code": code, "year": _read_years(table, spec)})


def name_key_columns(spec: SourceFileSpec) -> list[str]:
    """Names of the columns that ``read_keys`` looks at."""
    roles = (TerritoryColumn, LevelColumn, PeriodColumn)
    return [name for name, role in spec.columns.items() if isinstance(role, roles)]


def _read_years(table: Table, spec: SourceFileSpec) -> pl.Series:
    column = next((name for name, role in spec.columns.items() if isinstance(role, PeriodColumn)), None)
    if column is None:
        return pl.repeat(None, table.frame.height, dtype=pl.Int32, eager=True)
    cells = table.frame[column].str.strip_chars()
    table.refuse_where(
        ~cells.str.contains(_YEAR), column, "Expected a year (2024) or a day of it (2024-01-01)."
    )
    return cells.str.slice(0, 4).cast(pl.Int32)


def _read_levels(table: Table, spec: SourceFileSpec) -> pl.Series:
    column, role = next((name, role) for name, role in spec.columns.items() if isinstance(role, LevelColumn))
    cells = table.frame[column]
    table.refuse_where(~cells.is_in(list(role.values)), column, f"Expected one of {', '.join(role.values)}.")
    return cells.replace_strict(dict(role.values), return_dtype=pl.String)


def _read_codes_by_level(table: Table, column: str, level: pl.Series, lookups: dict[str, str]) -> pl.Series:
    parts = []
    rows = pl.Series("row", range(table.frame.height), dtype=pl.Int64)
    for name in level.unique(maintain_order=True).to_list():
        here = level == name
        codes = normalise_codes(table.filter(here), column, name, lookups)
        parts.append(pl.DataFrame({"row": rows.filter(here), "code": codes}))
    if not parts:
        return pl.Series("code", [], dtype=pl.String)
    return pl.concat(parts).sort("row")["code"]
