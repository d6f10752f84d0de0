"""The start of a body as text: title, words, and a fingerprint by which two pages are compared."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg"})
_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})")
_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 3
_BITS: Final = 64
_LONGEST_TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class PageText:
    """Plain text in one line; the title of the page apart."""

    title: str
    text: str


def read_page(body: bytes, content_type: str) -> PageText:
    """Title and visible words of an HTML page, however malformed or cut. Linear in its size."""
    silent, in_title = "", False
    title: list[str] = []
    words: list[str] = []
    first, *pieces = _decode(body, content_type).split("<")
    words.append(first)
    for piece in pieces:
        tag, _, said = piece.partition(">")
        found = _NAME.match(tag)
        name = found.group().lower() if found else ""
        if silent:
            silent = "" if name == f"/{silent}" else silent
        elif name in _SILENT:
            silent = "" if tag.endswith("/") else name
        elif name in {"title", "/title"}:
            in_title = name == "title" and not title
        if not silent and said:
            (title if in_title else words).append(said)
    return PageText(_clean(" ".join(title))[:_LONGEST_TITLE], _clean(" ".join(words)))


def compute_fingerprint(text: str) -> int | None:
    """Simhash of 64 bits over shingles of three words (Charikar, 2002); None for fewer than three words."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _SHINGLE:
        return None
    shingles = (" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    hashes = b"".join(blake2b(one.encode("utf-8", "replace"), digest_size=8).digest() for one in shingles)
    bits = np.unpackbits(np.frombuffer(hashes, dtype=np.uint8)).reshape(-1, _BITS)
    kept = bits.sum(axis=0, dtype=np.int64) * 2 > len(bits)
    return int.from_bytes(np.packbits(kept).tobytes(), "big")


def compute_difference(first: int, second: int) -> float:
    """0 for the same text, about 1 for texts that share nothing: half of the bits then differ by chance."""
    return min(1.0, (first ^ second).bit_count() / (_BITS / 2))


def compare_titles(first: str, second: str) -> float:
    """Share of the words of two titles that only one of them has, 0 to 1."""
    one, other = ({word.lower() for word in _WORD.findall(title)} for title in (first, second))
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def _decode(body: bytes, content_type: str) -> str:
    declared = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("latin-1"))
    for charset in (declared.group(1) if declared else "utf-8", "utf-8"):
        try:
            return body.decode(charset, "ignore" if charset == "utf-8" else "strict")
        except (LookupError, UnicodeError):  # a charset that nobody knows, or that it is not
            continue
    return body.decode("latin-1")


def _clean(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in html.unescape(text)).split())
