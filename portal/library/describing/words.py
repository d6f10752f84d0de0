"""A text cut into whole words, each with what it was: where names are looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.library.naming import fold

_WORD: Final = re.compile(r"[^\W_]+", re.UNICODE)
_BREAK: Final = re.compile(r"[,;:()/|\[\]•\n]|\s[-–—]\s|[.!?](?:\s|$)")
_HYPHENS: Final = frozenset({"-", "\u2010", "\u2011"})


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    """A text has few different words: most are folded once."""
    return fold(word)


@dataclass(frozen=True, slots=True)
class Words:
    """``plain``: folded words; ``is_capital``: whether each begins with a capital; ``opens``: whether a
    mark of punctuation stands before it (the first word always); ``closes``: after it (the last always);
    ``joins``: whether a hyphen alone ties it to the word before (« Seine-Normandie »)."""

    plain: tuple[str, ...]
    is_capital: tuple[bool, ...]
    opens: tuple[bool, ...]
    closes: tuple[bool, ...]
    joins: tuple[bool, ...]


def cut_words(text: str) -> Words:
    """The words of a text. A title all in capitals says nothing by them: no word of it is capital."""
    shouts = text.upper() == text and any(c.isalpha() for c in text)
    plain: list[str] = []
    is_capital: list[bool] = []
    opens: list[bool] = []
    closes: list[bool] = []
    joins: list[bool] = []
    end = -1
    for found in _WORD.finditer(text):
        breaks = end < 0 or _BREAK.search(text, max(end - 1, 0), found.start() + 1) is not None
        if closes and breaks:
            closes[-1] = True
        is_tied = end >= 0 and text[end : found.start()] in _HYPHENS
        word = _fold_word(found.group())
        end = found.end()
        if not word:
            continue
        for part in word.split():
            plain.append(part)
            is_capital.append(not shouts and found.group()[0].isupper())
            opens.append(breaks)
            closes.append(False)
            joins.append(is_tied)
            breaks = is_tied = False
    if closes:
        closes[-1] = True
    return Words(tuple(plain), tuple(is_capital), tuple(opens), tuple(closes), tuple(joins))
