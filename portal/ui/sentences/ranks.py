"""Where a value stands: its rank, and its part of the distribution."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from portal.kernel.french import format_number, format_ordinal

RANK_MEANING: Final = "Le rang 1 est celui de la valeur la plus élevée."
_SMALLEST_RANKED: Final = 2
_MASCULINE: Final = frozenset(
    {"departement", "ept", "group", "syndicat", "france", "arrondissement_municipal"}
)
_COLON: Final = "\u00a0: "


def is_feminine(kind: str) -> bool:
    """The gender of the noun of a kind of territory: « la commune », « le département »."""
    return kind not in _MASCULINE


@lru_cache(maxsize=65536)
def write_rank(rank: int | None, n: int, *, is_tied: bool, feminine: bool) -> str:
    """« 12e sur 332 », « 1re ex æquo sur 35 », « 1er sur 101 »; 1 is the highest value.

    Empty without a rank, or alone in the group.
    """
    if rank is None or n < _SMALLEST_RANKED:
        return ""
    tie = " ex æquo" if is_tied else ""
    return f"{format_ordinal(rank, feminine=feminine)}{tie} sur {format_number(n)}"


def write_full_rank(
    rank: int | None, n: int, members: str, *, is_tied: bool, feminine: bool, highest: str = ""
) -> str:
    """« 12e sur 332 communes du département »; ``highest`` says what the first is: « la plus élevée »."""
    words = write_rank(rank, n, is_tied=is_tied, feminine=feminine)
    if not words:
        return ""
    first = format_ordinal(1, feminine=feminine)
    meaning = f" ({first}{_COLON}{highest})" if highest else ""
    return f"{words} {members}{meaning}"


def word_position(value: float, q10: float, q25: float, q75: float, q90: float) -> str:
    """« parmi le quart le plus élevé », « dans la moitié centrale »: against the quantiles of the group."""
    if value > q90:
        return "parmi les dix pour cent les plus élevés"
    if value < q10:
        return "parmi les dix pour cent les plus bas"
    if value > q75:
        return "parmi le quart le plus élevé"
    if value < q25:
        return "parmi le quart le plus bas"
    return "dans la moitié centrale"
