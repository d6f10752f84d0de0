"""Cells of a value column → numbers and absences: a number, a key of a nomenclature, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from portal.kernel.figures import Absence
from portal.stats.descriptors.columns import ValueColumn
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.readers import Reader
from portal.stats.ingest.errors import quote_some
from portal.stats.ingest.numbers import map_marks, parse_numbers, round_noise
from portal.stats.ingest.tables import Table

ABSENCES: Final = {absence.slug: int(absence) for absence in Absence}
_MAX_KEY: Final = 40


def read_cells(
    table: Table, column: str, role: ValueColumn, reader: Reader, indicator: Indicator | None
) -> pl.DataFrame:
    """Columns value (Float64, null where absent) and absence (UInt8), row by row.

    ``indicator`` is None for numbers whose indicators differ from row to row. Raises ReadError for
    marks, keys or numbers that are not understood, all listed.
    """
    cells = table.frame[column]
    if role.lookups:
        cells = cells.replace(dict(role.lookups))
    marks = map_marks(cells, dict(role.absent), ABSENCES)
    if indicator is not None and indicator.is_categorical:
        values, expected = _read_keys(cells, indicator)
        if role.lookups:
            expected = f"{quote_some(list(role.lookups), 30)}, or {expected}"
    else:
        values, _ = parse_numbers(cells, reader)
        expected = f"a number (decimal mark “{reader.decimal}”, thousands: {reader.thousands})"
    absent = marks.is_not_null()
    table.refuse_where(
        ~(values.is_not_null() | absent),
        column,
        f"Expected {expected}, or an absence mark named in “absent”"
        f" ({quote_some(list(role.absent)) or 'there is none'}).",
    )
    # A declared mark wins: some sources write 0 for “not available”.
    values = values.set(absent, None)
    frame = pl.DataFrame({"value": values, "absence": marks.fill_null(int(Absence.NONE))})
    if role.scale == 1.0:
        return frame
    # 0.1106 × 100 is 11.06 and not 11.059999999999999.
    return frame.with_columns(round_noise(pl.col("value") * role.scale))


def _read_keys(cells: pl.Series, indicator: Indicator) -> tuple[pl.Series, str]:
    """What the store keeps for each key (null where it is none), and what was expected."""
    keys = cells.str.strip_chars()
    if indicator.categories:
        known = {category.key: float(category.value) for category in indicator.categories}
        listed = [
            one.key if one.key == one.label else f"{one.key} ({one.label})" for one in indicator.categories
        ]
        expected = f"one of {', '.join(listed)}"
    else:
        found: Sequence[str] = keys.unique().to_list()
        known = {key: indicator.encode_key(key) for key in found if 0 < len(key) <= _MAX_KEY}
        expected = f"a code of at most {_MAX_KEY} characters"
    return keys.replace_strict(known, default=None, return_dtype=pl.Float64), expected


def read_labels(table: Table, column: str, role: ValueColumn, present: pl.Series) -> pl.DataFrame:
    """Columns key and label of what a column of open categories names, each pair once.

    Without a column of labels a key is its own label. Raises ReadError for a key without its label.
    """
    keys = table.frame[column]
    if role.lookups:
        keys = keys.replace(dict(role.lookups))
    keys = keys.str.strip_chars()
    labels = keys if role.labels is None else table.frame[role.labels].str.strip_chars(" \u00a0\u202f")
    if role.labels is not None:
        table.refuse_where(
            present & (labels == ""), role.labels, f"“{column}” has a code, and no label here."
        )
    pairs = pl.DataFrame({"key": keys.alias("key"), "label": labels.alias("label")})
    return pairs.filter(present).unique(maintain_order=True)
