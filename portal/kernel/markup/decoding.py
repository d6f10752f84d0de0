"""Bytes → text whatever their head says of them: what the bytes prove wins, and the surprise is told."""

from __future__ import annotations

import codecs
import re
from typing import Final


class MarkupError(Exception):
    """What came cannot be read. The message is a French sentence for an agent: where, expected, found."""


_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NEVER: Final = frozenset({"utf-7", "utf-16", "utf-32"})
"""utf-7 hides marks from any look at the text; the two others say nothing without their byte order mark."""


def find_declared(body: bytes) -> str:
    """The encoding that an XML declaration names, or nothing."""
    found = _DECLARED.match(body[:400])
    return found.group(1).decode("ascii") if found else ""


def decode(body: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a body, and what surprised (French sentences). ``charset``: as its head declares it.

    In order: the byte order mark; UTF-16 that shows by its zeros; UTF-8 where every byte agrees; what is
    declared; Windows-1252. Nothing is ever refused: a byte that means nothing becomes U+FFFD, and is told.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decode_as(body[len(mark) :], name)
    for start, name in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if body.startswith(start):
            return _decode_as(body, name)
    declared = _find_codec(charset or find_declared(body))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_narrow(body, declared)
    if declared in {"", "utf-8", "ascii"} or body.isascii():
        return text, ()
    return text, (f"Encodage annoncé ({declared}) différent du réel (utf-8) : le réel a été suivi.",)


def _decode_narrow(body: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    """Bytes that are not UTF-8, or not from end to end."""
    nearly = body.decode("utf-8", "replace")
    lost = nearly.count("\ufffd")
    if len(nearly) - len(nearly.encode("ascii", "ignore")) > 2 * lost:  # some bytes are wrong, most are right
        return nearly, (f"{lost} caractère(s) illisible(s) en utf-8.",)
    if declared in {"utf-8", "ascii", "iso8859-1", ""}:  # what is called Latin-1 is Windows-1252 everywhere
        text, unread = _decode_as(body, "cp1252")
        told = "" if declared == "iso8859-1" else "Encodage annoncé ou attendu (utf-8) différent du réel :"
        return text, ((f"{told} lu comme windows-1252.",) if told else ()) + unread
    return _decode_as(body, declared)


def _decode_as(body: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    text = body.decode(name, "replace")
    lost = text.count("\ufffd")
    return text, ((f"{lost} caractère(s) illisible(s) en {name}.",) if lost else ())


def _find_codec(declared: str) -> str:
    """The name of a codec of text, or nothing where there is none of this name."""
    try:
        found = codecs.lookup(declared.strip().strip("\"'")) if declared.strip().isascii() else None
    except (LookupError, ValueError):
        return ""
    return "" if found is None or found.name in _NEVER or not found._is_text_encoding else found.name
