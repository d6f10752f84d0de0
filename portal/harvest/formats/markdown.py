"""Markdown of catalogues made plain: what people typed, without its marks."""

from __future__ import annotations

import re
from typing import Final

_LINES: Final = (
    (re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}(?:-{3,}|={3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^([ \t]*)[*+][ \t]+", re.MULTILINE), r"\1- "),
    (re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE), ""),
)
_SPANS: Final = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)"), ""),
    (re.compile(r"\[([^\]\n]{1,300})\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)"), r"\1"),
    (re.compile(r"<(https?://[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"(?<!\\)(\*\*|__)(?=\S)([^*_\n]{1,1000}?)(?<=[^\s\\])\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])([*_])(?=\S)([^*_\n]{1,1000}?)(?<=[^\s\\])\1(?![\w*])"), r"\2"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)


def read_markdown(text: str) -> str:
    """Titles, emphasis, links and quotations keep their words only; markup of HTML is left as it is."""
    for pattern, kept in (*_LINES, *_SPANS):
        text = pattern.sub(kept, text)
    return text
