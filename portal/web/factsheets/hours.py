"""Opening hours in readable French, from spans of days and of times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from portal.kernel.french import NO_BREAK_SPACE, join_words

_TIME = re.compile(r"^(\d{1,2}):(\d{2})(?::\d{2})?$")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def write_opening_hours(spans: Iterable[Sequence[Any]]) -> list[str]:
    """``[["lundi", "jeudi", [["08:00:00", "12:00:00"]]]]`` → « Du lundi au jeudi : de 8 h à 12 h ».

    One line a span, in the order given. What does not have this shape is left out: the source is
    filled by hand in thousands of town halls.
    """
    return [line for span in spans if (line := _write_span(span))]


def _write_span(span: Sequence[Any]) -> str:
    if len(span) != 3 or span[0] not in _DAYS or span[1] not in _DAYS:
        return ""
    first, last, slots = span
    times = [text for slot in slots if len(slot) == 2 and (text := _write_slot(slot))]
    if not times:
        return ""
    days = f"Le {first}" if first == last else f"Du {first} au {last}"
    return f"{days}{NO_BREAK_SPACE}: {join_words(times)}"


def _write_slot(slot: Sequence[Any]) -> str:
    opens, closes = (_write_time(str(time)) for time in slot)
    return f"de {opens} à {closes}" if opens and closes else ""


def _write_time(text: str) -> str:
    match = _TIME.match(text)
    if match is None:
        return ""
    hour, minute = int(match.group(1)), match.group(2)
    return f"{hour}{NO_BREAK_SPACE}h" + (f"{NO_BREAK_SPACE}{minute}" if minute != "00" else "")
