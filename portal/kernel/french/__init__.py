"""French as the portal writes it: numbers, dates, names of places, spaces and apostrophes.

The only place that knows these rules (standards.md, section 6.2). Code points matter:
U+202F between groups of digits and before ; ! ?, U+00A0 before a unit, « : », « % » and inside
guillemets, U+2212 for minus, U+2019 for the apostrophe.
"""

from portal.kernel.french.dates import format_date, format_period
from portal.kernel.french.names import (
    add_article,
    at_place,
    fix_name,
    is_plural,
    of_place,
    sort_key,
    than_place,
    to_place,
)
from portal.kernel.french.numbers import (
    format_bytes,
    format_count,
    format_euros,
    format_large,
    format_number,
    format_ordinal,
    format_percent,
    format_with_unit,
    plural,
    round_half_up,
)
from portal.kernel.french.typography import (
    APOSTROPHE,
    MINUS,
    NARROW_SPACE,
    NO_BREAK_SPACE,
    join_words,
    typeset,
)

__all__ = [
    "APOSTROPHE",
    "MINUS",
    "NARROW_SPACE",
    "NO_BREAK_SPACE",
    "add_article",
    "at_place",
    "fix_name",
    "format_bytes",
    "format_count",
    "format_date",
    "format_euros",
    "format_large",
    "format_number",
    "format_ordinal",
    "format_percent",
    "format_period",
    "format_with_unit",
    "is_plural",
    "join_words",
    "of_place",
    "plural",
    "round_half_up",
    "sort_key",
    "than_place",
    "to_place",
    "typeset",
]
