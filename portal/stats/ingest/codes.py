"""Codes of territories → their one spelling, or a refusal. A code is text, never a number."""

from __future__ import annotations

from typing import Final

import polars as pl

from portal.stats.ingest.tables import Table

SHAPES: Final = {
    "commune": r"^(?:[0-9]{2}|2[AB])[0-9]{3}$",
    "epci": r"^[0-9]{9}$",
    "departement": r"^(?:0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[1-8]|98[4-9])$",
    "region": r"^(?:0[1-9]|[1-9][0-9]|97[1-8]|98[4-9])$",
    "france": r"^FR$",
}
_WIDTHS: Final = {"commune": 5, "departement": 2, "region": 2}
_MENDS: Final = {
    "commune": "an INSEE code of 5 characters (01001, 2A004)",
    "epci": "a SIREN of 9 digits with a right key, never 2.13E+08",
    "departement": "a code of département (01, 2A, 971)",
    "region": "a code of région (11, 01, 94)",
    "france": "FR",
}


def normalise_codes(table: Table, column: str, level: str, lookups: dict[str, str]) -> pl.Series:
    """Codes of one level, in their one spelling.

    Spaces around are dropped, letters put in upper case, a leading zero that a spreadsheet ate is
    given back; spaces inside a SIREN are dropped. Raises ReadError with lines for anything else.
    """
    cells = table.frame[column].str.strip_chars(" \u00a0\u202f").str.to_uppercase()
    if lookups:
        cells = cells.replace({key.upper(): value for key, value in lookups.items()})
    if level == "epci":
        cells = cells.str.replace_all("[ \u00a0\u202f]", "")
    width = _WIDTHS.get(level)
    if width:
        short = cells.str.contains(f"^[0-9]{{{width - 1}}}$")
        cells = pl.select(pl.when(short).then(cells.str.zfill(width)).otherwise(cells)).to_series()
    right = cells.str.contains(SHAPES[level])
    if level == "epci":
        right &= _has_luhn_key(cells.set(~right, "000000000"))
    table.refuse_where(~right, column, f"Expected {_MENDS[level]}.")
    return cells.alias("code")


def _has_luhn_key(sirens: pl.Series) -> pl.Series:
    """Whether the key of each SIREN of 9 digits is right (Luhn's formula)."""
    total = pl.zeros(len(sirens), dtype=pl.Int64, eager=True)
    for index in range(9):
        digit = sirens.str.slice(index, 1).cast(pl.Int64)
        if index % 2 == 1:
            digit *= 2
            digit -= (digit > 9).cast(pl.Int64) * 9
        total += digit
    return total % 10 == 0
