"""Bytes of a file → text, or a refusal: encodings, byte order marks, NUL, web pages, endless lines.

A first pass looks at every byte before anything is read: an odd one may be the very last. What is read
is then known to be in one encoding from end to end, and no character is ever replaced.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from portal.stats.ingest.errors import ReadError

MAX_LINE_BYTES: Final = 20_000_000
"""Outlines of communes are the longest known lines (2 million characters)."""

_CHUNK: Final = 1 << 20
_BLOCK: Final = 8 << 20
_LINE_END: Final = re.compile(rb"[\r\n]")
_HTML = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the whole stream is encoded, after a mark of ``mark_bytes``; and what surprised."""

    name: str
    mark_bytes: int = 0
    warnings: tuple[str, ...] = ()


def find_encoding(stream: BinaryIO, declared: str, *, file: str) -> Encoding:
    """The declared encoding, or the one that the bytes prove, with a warning. Reads the whole stream.

    Raises ReadError for an empty file, a web page, a NUL character, a line without end, or bytes that
    are neither in the declared encoding nor in Windows-1252. The stream must be seekable.
    """
    stream.seek(0)
    start = stream.read(4096)
    if _HTML.match(start):
        raise ReadError(
            "a web page was received instead of data (HTML reçu à la place d'un CSV);"
            " the address has changed or asks to log in.",
            file=file,
        )
    mark, marked = next(((mark, name) for mark, name in _BOMS if start.startswith(mark)), (b"", ""))
    stream.seek(len(mark))
    pass_ = _FirstPass(marked or declared, file)
    while chunk := stream.read(_CHUNK):
        pass_.look_at(chunk)
    encoding = pass_.decide(marked, declared)
    return Encoding(encoding.name, len(mark), encoding.warnings)


class _FirstPass:
    """What the bytes seen so far may be."""

    def __init__(self, expected: str, file: str) -> None:
        self._file = file
        self._wide = "utf-16-le" if expected == "utf-16" else expected if expected[:6] == "utf-16" else ""
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._utf16 = codecs.getincrementaldecoder(self._wide)() if self._wide else None
        self._ascii = self._windows = True
        self._empty, self._lines, self._without_end = True, 0, 0

    def look_at(self, chunk: bytes) -> None:
        if self._empty:
            self._empty = not chunk.strip(b" \t\r\n\0" if self._wide else None)
        if self._wide:
            self._look_at_wide(chunk)
            return
        if not chunk.isascii() or not self._ascii:
            self._ascii = False
            self._utf8 = _go_on(self._utf8, chunk)
            self._windows = self._windows and not any(byte in chunk for byte in b"\x81\x8d\x8f\x90\x9d")
        self._look_at_lines(chunk, chunk.find(b"\0"))

    def _look_at_wide(self, chunk: bytes) -> None:
        """UTF-16: the NUL and the line ends are those of the text."""
        if self._utf16 is None:
            return
        try:
            text = self._utf16.decode(chunk)
        except UnicodeDecodeError:
            self._utf16 = None
            return
        self._look_at_lines(text.encode("utf-8", "surrogatepass"), text.find("\0"))

    def _look_at_lines(self, chunk: bytes, nul: int) -> None:
        if nul >= 0:
            line = self._lines + chunk.count(b"\n", 0, nul) + 1
            raise ReadError(
                "a NUL character: the file is damaged, fetch it again.", file=self._file, line=line
            )
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        longest = self._without_end + (len(chunk) if last < 0 else len(_LINE_END.split(chunk, 1)[0]))
        self._without_end = longest if last < 0 else len(chunk) - last - 1
        self._lines += chunk.count(b"\n")
        if longest > MAX_LINE_BYTES:
            raise ReadError(
                f"a line of more than {MAX_LINE_BYTES} bytes: the file is damaged or not a table.",
                file=self._file,
                line=self._lines + 1,
            )

    def decide(self, marked: str, declared: str) -> Encoding:
        """One encoding for the whole stream."""
        if self._empty:
            raise ReadError("the file is empty: fetch it again.", file=self._file)
        utf8 = _is_complete(self._utf8)
        wide = self._wide if _is_complete(self._utf16) else ""
        if marked:
            if not (wide if self._wide else utf8):
                raise ReadError(f"announced as {marked}, but is not: fetch it again.", file=self._file)
            same = marked.startswith(declared)
            return Encoding(marked, 0, () if same else (f"decoded as {marked}, not {declared}",))
        if wide or self._wide:
            return self._decide_without_mark(wide, declared)
        return self._decide_narrow(utf8, declared)

    def _decide_without_mark(self, wide: str, declared: str) -> Encoding:
        if not wide:
            raise ReadError(f"the bytes are not {declared}: fetch the file again.", file=self._file)
        return Encoding(wide)

    def _decide_narrow(self, utf8: bool, declared: str) -> Encoding:
        if self._ascii or (utf8 and declared == "utf-8"):
            return Encoding("utf-8")
        if utf8:
            return Encoding("utf-8", 0, (f"decoded as utf-8, not {declared}: correct “encoding”",))
        if not self._windows:
            raise ReadError(
                f"the bytes are neither {declared} nor Windows-1252: fetch the file again.", file=self._file
            )
        same = declared == "cp1252"
        return Encoding(
            "cp1252", 0, () if same else (f"decoded as cp1252, not {declared}: correct “encoding”",)
        )


def _go_on(decoder: codecs.IncrementalDecoder | None, chunk: bytes) -> codecs.IncrementalDecoder | None:
    """The decoder after a chunk; None once the bytes are not of its encoding."""
    if decoder is None:
        return None
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return None
    return decoder


def _is_complete(decoder: codecs.IncrementalDecoder | None) -> bool:
    """Whether nothing is left of a character that was cut."""
    return decoder is not None and not decoder.getstate()[0]


def iterate_blocks(stream: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """The text as UTF-8, without its mark, in blocks of whole lines (the last one may lack its end)."""
    stream.seek(encoding.mark_bytes)
    decoder = None if encoding.name == "utf-8" else codecs.getincrementaldecoder(encoding.name)()
    left = b""
    while chunk := stream.read(_BLOCK):
        block = left + (chunk if decoder is None else decoder.decode(chunk).encode())
        # A carriage return at the very end may be the first half of a line end.
        end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
        left = block[end:]
        if end:
            yield block[:end]
    if left:
        yield left


def iterate_chunks(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """The text, without its mark, in chunks cut anywhere; none is empty."""
    stream.seek(encoding.mark_bytes)
    decoder = codecs.getincrementaldecoder(encoding.name)()
    while chunk := stream.read(_CHUNK):
        text = decoder.decode(chunk)
        if text:
            yield text
