"""What a file for readers is made of: tables of plain values, and the page that explains them.

Every feature describes its tables once; ``responses.py`` writes them in any format. A number that is
missing is None, and the column beside it (« statut ») says why in words: never 0, never a dash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "code", "number", "year"]
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` is for programs (« valeur », « population_2023 »), ``label`` for people.

    ``code``: digits that identify (« 01001 ») and never become a number; ``year``: a whole number
    without separator of thousands; ``number``: see ``Table`` for how it is shown. A number column may
    hold the text of a category where the figure is one. ``unit`` is what the whole column is in.
    """

    key: str
    label: str
    kind: Kind = "text"
    decimals: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a workbook shows a number; what it holds is always the number in full."""

    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` is the name of its sheet, ``title`` what it is about, in a sentence.

    ``formats``: how the numbers of each row are shown in the columns without ``decimals`` of their own,
    for tables whose rows are indicators; empty, or as long as ``rows``.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    formats: Sequence[NumberFormat | None] = ()

    def __post_init__(self) -> None:
        if self.formats and len(self.formats) != len(self.rows):
            raise ValueError(f"{self.name}: {len(self.formats)} formats for {len(self.rows)} rows.")


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator of the tables means. ``years`` is « 2016-2023 » or « 2023 »."""

    label: str
    unit: str
    definition: str
    source: str
    years: str = ""
    caveats: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from. ``dated`` is the day of the release, in words."""

    title: str
    producer: str
    licence: str
    address: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class ReadMe:
    """The first sheet of a workbook: what the reader of a file needs without the site.

    ``address`` is the whole frozen address; ``dated`` the date of the data in words; ``sentences`` say
    the perimeter and what was chosen; ``statuses`` are pairs of a word of the « statut » columns and
    its meaning, all those of the portal when empty.
    """

    title: str
    address: str = ""
    dated: str = ""
    sentences: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    sources: tuple[Source, ...] = ()
    statuses: tuple[tuple[str, str], ...] = ()
    citation: str = ""


# Controls but tab and line ends, marks that turn the direction of text, halves of characters and
# what XML cannot hold: no reader sees them, and each has broken or disguised a file somewhere.
_UNWRITABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean_text(text: str) -> str:
    """The text without the characters that a file cannot hold, or that would deceive who reads it.

    Every end of line becomes « \\n ».
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWRITABLE.sub("", text) if _UNWRITABLE.search(text) else text
