"""CSV in its two French dialects, from rows of plain values (standards.md, section 6.3).

``canonical`` is for programs: UTF-8, comma, CRLF, decimal point. ``excel`` opens by a double click
in a French Excel: UTF-8 with BOM, semicolon, decimal comma, codes protected from becoming numbers.
In both, a missing value is an empty cell and its reason is in the column beside it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

Dialect = Literal["canonical", "excel"]
Cell = str | int | float | None


class Code(str):
    """An identifier made of digits: « 01001 » must never become the number 1001."""


FORMULA_STARTS: Final = tuple("=+-@\t\r\n\0＝＋－＠")
BOM: Final = "\ufeff"


def write_csv(rows: Iterable[Sequence[Cell]], dialect: Dialect = "canonical") -> bytes:
    """The rows as one file; the first one is the header."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="," if dialect == "canonical" else ";", lineterminator="\r\n")
    write = _write_canonical if dialect == "canonical" else _write_excel
    writer.writerows([write(cell) for cell in row] for row in rows)
    text = buffer.getvalue()
    return (text if dialect == "canonical" else BOM + text).encode("utf-8")


def neutralise(text: str) -> str:
    """Text that a spreadsheet cannot take for a formula: prefixed by an apostrophe when it could.

    Only for text cells: a negative number stays a number.
    """
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_canonical(cell: Cell) -> str:
    if isinstance(cell, str):
        return str(cell) if isinstance(cell, Code) else neutralise(cell)
    return _write_cell_number(cell)


def _write_excel(cell: Cell) -> str:
    if isinstance(cell, Code):
        # ="01001" is how a CSV tells Excel that these digits are text.
        return f'="{cell}"' if cell.isdigit() else neutralise(cell)
    if isinstance(cell, str):
        return neutralise(cell)
    return _write_cell_number(cell).replace(".", ",")


def _write_cell_number(value: float | None) -> str:
    return "" if value is None else write_number(value)


def write_number(value: float) -> str:
    """Plain decimal writing, never « 1e-07 », « 12.0 » for a whole number, nor « -0 »."""
    text = format(Decimal(repr(value)), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def build_file_name(*parts: str, suffix: str = "csv") -> str:
    """ASCII, lower case, at most 60 characters before the suffix: « communes_35_population_2023.csv »."""
    cleaned = (_clean(part) for part in parts)
    return f"{'_'.join(part for part in cleaned if part)[:60].rstrip('_-')}.{suffix}"


def _clean(part: str) -> str:
    text = unicodedata.normalize("NFKD", part.lower().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode().lower()).strip("-")


def parse_dialect(text: str | None) -> Dialect | None:
    """The dialect asked by ``?format=``; None for a word that is not one."""
    dialects: dict[str | None, Dialect] = {None: "canonical", "": "canonical", "csv": "canonical",
                                           "canonical": "canonical", "excel": "excel"}  # fmt: skip
    return dialects.get(text)
