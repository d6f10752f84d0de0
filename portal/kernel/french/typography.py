"""Spaces, apostrophes and guillemets of plain French text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

NARROW_SPACE: Final = "\u202f"
NO_BREAK_SPACE: Final = "\u00a0"
MINUS: Final = "\u2212"
APOSTROPHE: Final = "\u2019"

_SPACE = "[ \u00a0\u202f]"
_RULES: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), APOSTROPHE),
    (re.compile(r"(?<=\w)'(?=[ \u00a0]?«)"), APOSTROPHE),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(f"{_SPACE}+([;!?])"), NARROW_SPACE + r"\1"),
    (re.compile(f"{_SPACE}+([:»])"), NO_BREAK_SPACE + r"\1"),
    (re.compile(f"«{_SPACE}*"), "«" + NO_BREAK_SPACE),
    (re.compile(r"(?<![\u00a0«])»"), NO_BREAK_SPACE + "»"),
    (re.compile(f"(?<=[0-9]){_SPACE}+(?=[%€])"), NO_BREAK_SPACE),
    (
        re.compile(r"(?<=[0-9]) (?=(?:hab\.|km|ha\b|ans?\b|k€|M€|Md€|millions?\b|milliards?\b))"),
        NO_BREAK_SPACE,
    ),
    (re.compile(r"\b([nN]°) +(?=[0-9])"), r"\1" + NO_BREAK_SPACE),
    (re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))"), NARROW_SPACE),
)


def typeset(text: str) -> str:
    """Plain text typed with ordinary spaces and apostrophes, as French prints it.

    Never adds a space before « : », « ; », « ! » or « ? » where there is none, so that times and
    addresses stay whole. Applying it twice changes nothing more.
    """
    return _typeset_known(text) if len(text) < _SHORT else _apply_rules(text)


def _apply_rules(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


_SHORT: Final = 160
"""Labels, titles and sources: every page sets the same ones."""
_typeset_known = lru_cache(maxsize=2048)(_apply_rules)


def join_words(words: Sequence[str], last: str = "et") -> str:
    """« Rennes, Brest et Vannes »; empty text for no word."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
