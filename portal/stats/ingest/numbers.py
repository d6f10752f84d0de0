"""Text → numbers, by a strict grammar: whatever it does not describe is refused.

Python's own ``float`` accepts ``NaN``, ``inf``, ``1_000`` and Arabic-Indic digits; a statistic never
does. Digits are ASCII, there is no exponent, and the decimal and thousands marks are the ones that
the descriptor declares: ``1,234`` is never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from portal.stats.descriptors.columns import AbsenceName
from portal.stats.descriptors.readers import Reader

_SEPARATORS = {
    "none": "",
    "space": "[ \u00a0\u202f]",
    "apostrophe": "['\u2019]",
    "comma": ",",
    "point": r"\.",
}
_MAX_DIGITS = 18
_EXACT_FROM = 1e12


@lru_cache(maxsize=16)
def build_pattern(decimal: str, thousands: str) -> str:
    """The grammar of a number, as a regular expression for Rust and Python alike."""
    separator, point = _SEPARATORS[thousands], re.escape(decimal)
    whole = f"[0-9]{{1,{_MAX_DIGITS}}}"
    if separator:
        whole = f"(?:{whole}|[0-9]{{1,3}}(?:{separator}[0-9]{{3}}){{1,5}})"
    fraction = f"{point}[0-9]{{1,{_MAX_DIGITS}}}"
    return f"^[-\u2212]?(?:{whole}(?:{fraction})?|{fraction})$"


def parse_numbers(cells: pl.Series, reader: Reader) -> tuple[pl.Series, pl.Series]:
    """Values (Float64, null where the cell is not a number) and whether each cell is a number."""
    stripped = cells.str.strip_chars(" \u00a0\u202f")
    is_number = stripped.str.contains(build_pattern(reader.decimal, reader.thousands))
    plain = stripped.set(~is_number, None).str.replace("\u2212", "-", literal=True)
    separator = _SEPARATORS[reader.thousands]
    if separator:
        plain = plain.str.replace_all(separator, "")
    if reader.decimal != ".":
        plain = plain.str.replace(reader.decimal, ".", literal=True)
    values = plain.cast(pl.Float64, strict=True)
    values = values.set(values == 0, 0.0)  # -0 is 0
    return values.alias(cells.name), is_number


def round_noise(values: pl.Expr) -> pl.Expr:
    """Twelve significant digits: what arithmetic adds beyond is noise. From 1e12 nothing is rounded."""
    return pl.when(values.abs() < _EXACT_FROM).then(values.round_sig_figs(12)).otherwise(values)


def normalise_mark(mark: str) -> str:
    """An absence mark without surrounding spaces: « s » and « s  » are one mark."""
    return mark.strip(" \u00a0\u202f")


def map_marks(cells: pl.Series, absent: dict[str, AbsenceName], codes: dict[str, int]) -> pl.Series:
    """UInt8 code of the absence that each cell stands for; null where it is no known mark."""
    known = {normalise_mark(mark): codes[name] for mark, name in absent.items()}
    return cells.str.strip_chars(" \u00a0\u202f").replace_strict(known, default=None, return_dtype=pl.UInt8)
