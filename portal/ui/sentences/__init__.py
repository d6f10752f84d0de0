"""The sentences of the portal: one engine of plain and careful French.

Pure functions of plain values: a figure, what it is compared with, how its indicator is written
(``Measure``). They never judge: « plus », « moins », never « mieux ». When nothing honest can be said,
they say nothing (an empty text), and the caller shows the figure alone.
"""

from portal.ui.sentences.absences import word_status, write_absence
from portal.ui.sentences.comparison import (
    SMALLEST_GROUP,
    Reference,
    choose_words,
    name_median,
    name_place,
    word_beside,
    word_gap,
    word_wide_gap,
    write_comparison,
    write_comparison_with,
)
from portal.ui.sentences.evolution import write_evolution, write_since, write_trend
from portal.ui.sentences.measure import Measure, Register
from portal.ui.sentences.ranks import (
    RANK_MEANING,
    is_feminine,
    word_position,
    write_full_rank,
    write_rank,
)
from portal.ui.sentences.ratios import BARE_WORDS
from portal.ui.sentences.zone_changes import write_zone_change
from portal.ui.sentences.zone_words import ZoneMember, ZoneWords
from portal.ui.sentences.zones import write_zone_summary

__all__ = [
    "BARE_WORDS",
    "RANK_MEANING",
    "SMALLEST_GROUP",
    "Measure",
    "Reference",
    "Register",
    "ZoneMember",
    "ZoneWords",
    "capitalise",
    "choose_words",
    "is_feminine",
    "name_median",
    "name_place",
    "word_beside",
    "word_gap",
    "word_position",
    "word_status",
    "word_wide_gap",
    "write_absence",
    "write_comparison",
    "write_comparison_with",
    "write_evolution",
    "write_full_rank",
    "write_rank",
    "write_since",
    "write_trend",
    "write_zone_change",
    "write_zone_summary",
]


def capitalise(sentence: str) -> str:
    """With a capital at its first letter, the rest as it was."""
    return sentence[:1].upper() + sentence[1:]
