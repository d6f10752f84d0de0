"""A table of text → observations: codes, years, values and absences of one file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.descriptors.columns import LevelColumn, PeriodColumn, TerritoryColumn, ValueColumn
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.numbers import map_marks, parse_numbers
from portal.stats.ingest.observations import KEY, SCHEMA, CheckResult
from portal.stats.ingest.tables import Table

ABSENCES: Final = {absence.slug: int(absence) for absence in Absence}
STATUSES: Final = {status.slug: int(status) for status in Status}


def observe(
    table: Table, spec: SourceFileSpec, indicators: Mapping[str, Indicator]
) -> tuple[pl.DataFrame, list[CheckResult]]:
    """Observations of one file (``observations.SCHEMA``) and what was noticed.

    Raises ReadError for a code, a year, a number or an absence mark that is not understood, and for
    one territory with two different values.
    """
    if not spec.value_columns:
        return pl.DataFrame(schema=SCHEMA), []
    keys = _read_keys(table, spec)
    frames = []
    for column, role in spec.value_columns.items():
        values, absence = _read_values(table, column, role, spec, indicators)
        frames.append(_assemble(keys, spec, role, values, absence))
    frame, repeated = _drop_repeated(pl.concat(frames), table.file)
    return _withhold(frame, spec), [*repeated]


def _read_keys(table: Table, spec: SourceFileSpec) -> pl.DataFrame:
    """Columns level, code, year (null when each value column gives its own)."""
    roles = {type(role): name for name, role in spec.columns.items()}
    column = roles[TerritoryColumn]
    territory = spec.columns[column]
    assert isinstance(territory, TerritoryColumn)  # noqa: S101 - found by its type
    height = table.frame.height
    if spec.geography.level is not None:
        level = pl.repeat(spec.geography.level, height, dtype=pl.String, eager=True)
        code = normalise_codes(table, column, spec.geography.level, territory.lookups)
    else:
        level = _read_levels(table, roles[LevelColumn], spec)
        code = _read_codes_by_level(table, column, level, territory.lookups)
    year = pl.repeat(None, height, dtype=pl.Int32, eager=True)
    if PeriodColumn in roles:
        cells = table.frame[roles[PeriodColumn]].str.strip_chars()
        table.refuse_where(
            ~cells.str.contains("^(?:19|20)[0-9]{2}$"), roles[PeriodColumn], "Expected a year."
        )
        year = cells.cast(pl.Int32)
    return pl.DataFrame({"level": level, "code": code, "year": year})


def _read_levels(table: Table, column: str, spec: SourceFileSpec) -> pl.Series:
    role = spec.columns[column]
    assert isinstance(role, LevelColumn)  # noqa: S101 - found by its type
    cells = table.frame[column]
    table.refuse_where(~cells.is_in(list(role.values)), column, f"Expected one of {', '.join(role.values)}.")
    return cells.replace_strict(dict(role.values), return_dtype=pl.String)


def _read_codes_by_level(table: Table, column: str, level: pl.Series, lookups: dict[str, str]) -> pl.Series:
    parts = []
    rows = pl.Series("row", range(table.frame.height), dtype=pl.Int64)
    for name in level.unique(maintain_order=True).to_list():
        here = level == name
        part = Table(table.file, table.frame.filter(here), table.lines.filter(here))
        codes = normalise_codes(part, column, name, lookups)
        parts.append(pl.DataFrame({"row": rows.filter(here), "code": codes}))
    return pl.concat(parts).sort("row")["code"]


def _read_values(
    table: Table,
    column: str,
    role: ValueColumn,
    spec: SourceFileSpec,
    indicators: Mapping[str, Indicator],
) -> tuple[pl.Series, pl.Series]:
    """Float64 values (null where absent) and UInt8 absences. Unknown marks are refused, all listed."""
    cells = table.frame[column]
    if role.lookups:
        cells = cells.replace(dict(role.lookups))
    marks = map_marks(cells, dict(role.absent), ABSENCES)
    assert role.indicator is not None  # noqa: S101 - checked by the catalogue: no column of role indicator
    categories = indicators[role.indicator].categories
    if categories:
        known = {category.key: float(category.value) for category in categories}
        values = cells.str.strip_chars().replace_strict(known, default=None, return_dtype=pl.Float64)
        understood = values.is_not_null()
        expected = f"one of {', '.join(known)}"
    else:
        values, understood = parse_numbers(cells, spec.reader)
        expected = f"a number (decimal mark “{spec.reader.decimal}”, thousands: {spec.reader.thousands})"
    absent = marks.is_not_null()
    values = values.set(absent, None)  # a declared mark wins: some sources write 0 for “not available”
    table.refuse_where(
        ~(understood | absent),
        column,
        f"Expected {expected}, or an absence mark named in “absent”"
        f" ({quote_some(list(role.absent)) or 'there is none'}).",
    )
    if role.scale != 1.0:
        # 0.1106 × 100 is 11.06 and not 11.059999999999999: twelve significant digits are enough.
        values = (values * role.scale).round_sig_figs(12)
    return values, marks.fill_null(int(Absence.NONE))


def _assemble(
    keys: pl.DataFrame, spec: SourceFileSpec, role: ValueColumn, values: pl.Series, absence: pl.Series
) -> pl.DataFrame:
    year = keys["year"] if role.period is None else pl.repeat(role.period, keys.height, eager=True)
    geography = year if spec.geography.year == "period" else spec.geography.year
    present = absence == int(Absence.NONE)
    frame = keys.with_columns(
        year.cast(pl.Int32).alias("year"),
        pl.lit(role.indicator).alias("indicator"),
        values.alias("value"),
        absence.alias("absence"),
        (present.cast(pl.UInt8) * STATUSES[spec.status]).cast(pl.UInt8).alias("status"),
        pl.lit(int(Origin.PUBLISHED), dtype=pl.UInt8).alias("origin"),
        pl.lit(geography).cast(pl.Int32).alias("geography_year")
        if isinstance(geography, int)
        else geography.cast(pl.Int32).alias("geography_year"),
        pl.lit(spec.geography.rebase).alias("rebase"),
    )
    return frame.select(list(SCHEMA))


def _drop_repeated(frame: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[CheckResult]]:
    """A key twice with one value is kept once and said; with two values it is refused."""
    repeated = frame.filter(frame.select(KEY).is_duplicated())
    if repeated.is_empty():
        return frame, []
    distinct = repeated.unique([*KEY, "value", "absence"])
    torn = distinct.filter(distinct.select(KEY).is_duplicated()).unique(KEY, maintain_order=True)
    if not torn.is_empty():
        shown = [f"{code} {slug} {year}" for _, code, slug, year in torn.select(KEY).head(10).iter_rows()]
        raise ReadError(
            f"{torn.height} keys have two different values: {quote_some(shown)}."
            " Ask the producer which is right, or narrow “select”.",
            file=file,
        )
    extra = repeated.height - distinct.height
    message = f"{extra} rows repeat another one exactly: kept once."
    return frame.unique(KEY, maintain_order=True), [CheckResult("unique", "warning", message, file)]


def _withhold(frame: pl.DataFrame, spec: SourceFileSpec) -> pl.DataFrame:
    """Replace the values that are known to be wrong by the absence that the descriptor gives."""
    for rule in spec.withhold:
        wrong = pl.col("code").is_in(list(rule.codes)) & pl.col("indicator").is_in(list(rule.indicators))
        frame = frame.with_columns(
            pl.when(wrong).then(None).otherwise(pl.col("value")).alias("value"),
            pl.when(wrong)
            .then(pl.lit(ABSENCES[rule.absence], dtype=pl.UInt8))
            .otherwise(pl.col("absence"))
            .alias("absence"),
            pl.when(wrong).then(pl.lit(0, dtype=pl.UInt8)).otherwise(pl.col("status")).alias("status"),
        )
    return frame
