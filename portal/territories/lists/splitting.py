"""From a pasted text to its items: one a line, or several on a line, or the cells of a spreadsheet.

Pure. Whatever was pasted (a megabyte, bytes that are no text, marks that turn the writing round) gives
items that can be shown; what is not read is counted.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_TEXT: Final = 120_000
MOST_ITEMS: Final = 2_500
LONGEST_ITEM: Final = 120

_CELLS: Final = re.compile(r"[;\t,|]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_QUOTES: Final = "\"'«»“” \u00a0\u202f"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked. ``cells`` are those of its line when there are several: the first is ``text``.

    ``line`` counts from 1. ``key`` names it in addresses: the same text has the same key.
    """

    line: int
    text: str
    cells: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        asked = "\t".join(self.cells or (self.text,))
        return hashlib.sha1(asked.casefold().encode(), usedforsecurity=False).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Pasted:
    """``items`` in order; ``left_out`` counts the lines beyond what is read, ``is_cut`` a text too long."""

    items: tuple[Item, ...]
    left_out: int = 0
    is_cut: bool = False


def split_list(text: str) -> Pasted:
    """Items of a pasted text, empty ones left out. Cells of a line stay together: see ``resolving``."""
    is_cut = len(text) > LONGEST_TEXT
    items: list[Item] = []
    left_out = 0
    for number, line in enumerate(text[:LONGEST_TEXT].splitlines(), start=1):
        cells = tuple(_list_cells(line))
        if not cells:
            continue
        if len(items) >= MOST_ITEMS:
            left_out += 1
        elif len(cells) == 1:
            items.append(Item(number, cells[0]))
        else:
            items.append(Item(number, cells[0], cells[: MOST_ITEMS - len(items)]))
    return Pasted(tuple(items), left_out, is_cut)


def _list_cells(line: str) -> Iterator[str]:
    for cell in _CELLS.split(line):
        cleaned = clean_item(cell)
        if cleaned:
            yield cleaned


def clean_item(text: str) -> str:
    """Without quotes, bullets, controls nor invisible characters; spaces made single; 120 characters."""
    plain = unicodedata.normalize("NFC", text[: 4 * LONGEST_ITEM])
    kept = (" " if char.isspace() else char for char in plain if char.isspace() or _is_visible(char))
    return " ".join("".join(kept).split()).strip(_QUOTES).lstrip("-–—•*· ")[:LONGEST_ITEM].strip()


def _is_visible(char: str) -> bool:
    return char.isprintable() if char.isascii() else unicodedata.category(char) not in _INVISIBLE


def is_number(text: str) -> bool:
    """Whether there is nothing to read in it but figures: « 222 485 », « 12,5 % »."""
    return not _LETTER.search(text)
