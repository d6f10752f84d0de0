"""Bytes of a file → text, or a refusal: encodings, byte order marks, NUL, web pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from portal.stats.ingest.errors import ReadError

MAX_BYTES: Final = 600_000_000
"""Inflated. The largest known file (all communes with their outlines) is a sixth of this."""

_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text, without byte order mark, and what surprised (empty when nothing did)."""

    text: str
    warnings: tuple[str, ...]


def decode_text(content: bytes, declared: str, *, file: str) -> DecodedText:
    """Decode with the declared encoding, or the one that the bytes prove, with a warning.

    Raises ReadError for an empty or too large file, a web page, a NUL character, or bytes that are
    neither in the declared encoding nor in Windows-1252. Never replaces a character.
    """
    if len(content) > MAX_BYTES:
        raise ReadError(f"over {MAX_BYTES} bytes: refused.", file=file)
    if not content.strip():
        raise ReadError("the file is empty: fetch it again.", file=file)
    if _HTML.match(content[:4096]):
        raise ReadError(
            "a web page was received instead of data (HTML reçu à la place d'un CSV);"
            " the address has changed or asks to log in.",
            file=file,
        )
    decoded = _decode(content, declared, file)
    nul = decoded.text.find("\x00")
    if nul >= 0:
        line = decoded.text.count("\n", 0, nul) + 1
        raise ReadError("a NUL character: the file is damaged, fetch it again.", file=file, line=line)
    return decoded


def _decode(content: bytes, declared: str, file: str) -> DecodedText:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            text = _try(content[len(mark) :], encoding)
            if text is None:
                raise ReadError(f"announced as {encoding}, but is not: fetch it again.", file=file)
            same = encoding.startswith(declared)
            return DecodedText(text, () if same else (f"decoded as {encoding}, not {declared}",))
    if declared == "cp1252" and not content.isascii():
        as_utf8 = _try(content, "utf-8")
        if as_utf8 is not None:
            return DecodedText(as_utf8, ("decoded as utf-8, not cp1252: correct “encoding”",))
    text = _try(content, declared)
    if text is not None:
        return DecodedText(text, ())
    text = _try(content, "cp1252")
    if text is None:
        raise ReadError(
            f"the bytes are neither {declared} nor Windows-1252: fetch the file again.", file=file
        )
    return DecodedText(text, (f"decoded as cp1252, not {declared}: correct “encoding”",))


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
