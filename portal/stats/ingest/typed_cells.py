"""Typed cells of workbooks and Parquet → text: numbers with a decimal point, dates ISO."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

_SHORTEST: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})|-?(?:0|[1-9][0-9]{0,9})\.[0-9]{0,3}[1-9]")
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_EXACT_BELOW: Final = 1e15
_EPOCH_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
_EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001
_FIRST_RIGHT_DAY: Final = 61
"""Excel believes that 1900 was a leap year: its days are right from 1 March 1900."""
_LAST_DAY: Final = 2_958_465


class Flaw(str):
    """A cell that cannot be trusted, and why: refused where its column is used."""

    __slots__ = ()


def write_number(text: str) -> str:
    """The shortest writing of the number of a cell (44.799999999999997 is 44.8, 1001.0 is 1001).

    A Flaw when it is none, or has more digits than a spreadsheet keeps.
    """
    if _SHORTEST.fullmatch(text):
        return text
    if not _NUMBER.fullmatch(text):
        return Flaw(f"“{text[:40]}” is no number")
    return write_float(float(text))


def write_float(value: float) -> str:
    """The shortest decimal writing of a number, without exponent."""
    if value.is_integer():
        if abs(value) >= _EXACT_BELOW:
            return Flaw("a number of more than 15 digits, of which the last are lost")
        return str(int(value))
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        return Flaw(f"{value} is no number")
    return format(Decimal(repr(value)), "f")


def write_date(text: str, *, from_1904: bool) -> str:
    """ISO day, with its hour when it has one, of the serial number of a date. A Flaw when it has none."""
    if not _NUMBER.fullmatch(text):
        return Flaw(f"“{text[:40]}” is no date")
    days = float(text)
    first = 0 if from_1904 else _FIRST_RIGHT_DAY
    if not first <= days < _LAST_DAY:
        return Flaw(f"the date number {text[:40]} is out of the calendar")
    moment = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(seconds=round(days * 86400))
    return write_moment(moment)


def write_moment(moment: datetime) -> str:
    """``2024-01-31``, or ``2024-01-31T12:00:00`` when it is not midnight."""
    return moment.isoformat(timespec="seconds").removesuffix("T00:00:00")
