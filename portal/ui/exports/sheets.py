"""What all kinds of workbooks share: names of sheets, widths of columns, limits of the programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from math import isfinite
from typing import Final

from portal.ui.exports.tables import Column, Table, Value, clean_text

MAX_TEXT: Final = 32_767
"""UTF-16 units that a cell of Excel holds; LibreOffice opens longer ones but cannot save them there."""
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
_MAX_NAME: Final = 31
_EXACT: Final = 2**53  # whole numbers up to here are floats without loss
_RESERVED: Final = frozenset({"history", "historique"})
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\s]+")
_CUT: Final = "… [texte coupé : un classeur ne peut en contenir davantage, le CSV l’a en entier]"

_NARROWEST, _WIDEST = 8, 60
_MEASURED_ROWS: Final = 200


def name_sheets(names: Sequence[str], *, taken: Iterable[str] = ()) -> list[str]:
    """Names that every program accepts: at most 31 characters, none forbidden, none twice."""
    known, found = {name.lower() for name in taken} | _RESERVED, []
    for asked in names:
        base = _FORBIDDEN.sub(" ", clean_text(asked)).strip(" '") or "Feuille"
        name, copy = base[:_MAX_NAME].rstrip(" '"), 1
        while name.lower() in known:
            copy += 1
            suffix = f" ({copy})"
            name = base[: _MAX_NAME - len(suffix)].rstrip(" '") + suffix
        known.add(name.lower())
        found.append(name)
    return found


def cut_text(text: str) -> str:
    """The text, or as much of it as a cell holds, which then says that it was cut."""
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    return units[: 2 * (MAX_TEXT - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def write_exact(value: float) -> str:
    """A number with all its digits, in as few as give it back: « 230890 », « 0.1 », « 1e-07 ».

    Raises ValueError for what is no number: a value that is missing is None, and its reason beside it.
    """
    if not isfinite(value):
        raise ValueError(f"{value!r} is no number: write None, and why in the column beside it.")
    is_whole = value == int(value) and abs(value) < _EXACT
    return str(int(value)) if is_whole else repr(value)


def ensure_fits(table: Table) -> None:
    """Raises ValueError when a sheet cannot hold the table: half a table is worse than none."""
    if len(table.rows) >= MAX_ROWS or len(table.columns) > MAX_COLUMNS:
        size = f"{len(table.rows)} rows of {len(table.columns)} columns"
        raise ValueError(f"{table.name}: {size} do not fit in a sheet; give a CSV or Parquet file.")


def title_column(column: Column) -> str:
    """The header of a column: its label, and its unit where the cells do not say it."""
    return (
        f"{column.label} ({column.unit})" if column.unit and column.unit not in column.label else column.label
    )


def measure_width(table: Table, place: int) -> int:
    """Width of a column in characters, by its first rows: wide enough to read, never wider than a page."""
    lengths = [_measure(row[place]) for row in islice(table.rows, _MEASURED_ROWS)]
    header = max((len(word) for word in title_column(table.columns[place]).split()), default=0)
    return min(max(_NARROWEST, header + 3, *lengths, 0), _WIDEST)


def _measure(value: Value) -> int:
    """Characters of a value as it is shown, its unit included."""
    return len(value) if isinstance(value, str) else len(f"{value:,.0f}") + 6 if value is not None else 0
