"""The bins of a distribution in words: the fullest one, the tails that were gathered."""

from __future__ import annotations

from typing import Final

from portal.kernel.french import NO_BREAK_SPACE, format_number, format_percent, plural

_COLON: Final = f"{NO_BREAK_SPACE}: "


def write_fullest(bin_words: str, count: int, total: int, noun: tuple[str, str]) -> str:
    """« Valeurs les plus courantes : de 500 à moins de 1 000 hab. (80 communes, 24 %). »"""
    share = format_percent(100 * count / total, 0)
    return f"Valeurs les plus courantes{_COLON}{bin_words} ({_count(count, noun)}, {share})."


def write_gathered(bin_words: str, count: int, noun: tuple[str, str]) -> str:
    """« La tranche « 9 000 hab. et plus » réunit 812 communes. »"""
    quoted = f"«{NO_BREAK_SPACE}{bin_words}{NO_BREAK_SPACE}»"
    return f"La tranche {quoted} réunit {_count(count, noun)}."


def _count(count: int, noun: tuple[str, str]) -> str:
    return f"{format_number(count)}{NO_BREAK_SPACE}{plural(count, *noun)}"
