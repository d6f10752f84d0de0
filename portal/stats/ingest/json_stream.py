"""The records of a JSON list, one at a time, however long the list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.text import Encoding, iterate_chunks

Record = dict[str, Any]

MAX_RECORD_CHARACTERS: Final = 50_000_000
"""The longest known record, a département with its fine outline, has 2 million."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")


def iterate_records(
    stream: BinaryIO, encoding: Encoding, *, file: str, member: str | None = None
) -> Iterator[Record]:
    """The records of the list at the top of a file, or of the list called ``member`` of its object.

    Numbers are text, as written. Raises ReadError, with its line, for what is not such a list, a key
    given twice in a record, NaN and infinities, nesting too deep, or a file cut short.
    """
    scanner = _Scanner(iterate_chunks(stream, encoding), file)
    if member is None:
        yield from scanner.read_list("a list of records is expected at the top.")
    else:
        yield from _read_member(scanner, member)
    scanner.ensure_end()


def _read_member(scanner: _Scanner, member: str) -> Iterator[Record]:
    message = f"an object with a list called “{member}” is expected at the top."
    scanner.expect("{", message)
    seen: set[str] = set()
    while not scanner.accept("}"):
        if seen:
            scanner.expect(",", "a comma is expected.")
        key = scanner.read_value()
        if not isinstance(key, str) or key in seen:
            raise scanner.refuse(f"the key “{str(key)[:80]}” twice, or no key.")
        seen.add(key)
        scanner.expect(":", "a colon is expected.")
        if key == member:
            yield from scanner.read_list(message)
        else:
            scanner.read_value()
    if member not in seen:
        raise scanner.refuse(message)


class _Scanner:
    """A window on the text, moved along it; ``read_value`` is the standard library's decoder."""

    def __init__(self, chunks: Iterator[str], file: str) -> None:
        self._chunks, self._file = chunks, file
        self._text, self._place, self._lines = "", 0, 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_build_record,
            parse_constant=_refuse_constant,
            parse_float=str,  # as written: no rounding, and 1e999 is refused with the other numbers
            parse_int=str,
        )

    def read_list(self, message: str) -> Iterator[Record]:
        self.expect("[", message)
        first = True
        while not self.accept("]"):
            if not first:
                self.expect(",", "not JSON (a comma is expected): truncated or damaged.")
            record = self.read_value()
            if not isinstance(record, dict):
                raise self.refuse("a list of records is expected.")
            first = False
            yield record

    def expect(self, mark: str, message: str) -> None:
        if not self.accept(mark):
            raise self.refuse(message if self._text[self._place :] else "not JSON: truncated or damaged.")

    def accept(self, mark: str) -> bool:
        """Whether the next mark is this one; it is then left behind."""
        self._skip_spaces()
        found = self._text.startswith(mark, self._place)
        self._place += found
        return found

    def read_value(self) -> Any:
        self._skip_spaces()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
            except json.JSONDecodeError as error:
                # Wrong, or only cut by the end of the window: known once there is more.
                if self._see_more():
                    continue
                line = self._lines + self._text.count("\n", 0, error.pos)
                raise ReadError(
                    f"not JSON ({error.msg}): truncated or damaged.", file=self._file, line=line
                ) from error
            except RecursionError as error:
                raise self.refuse("nested too deeply: refused.") from error
            except ValueError as error:
                raise self.refuse(f"{error}.") from error
            if end < len(self._text) or not self._see_more():
                self._place = end
                return value

    def ensure_end(self) -> None:
        self._skip_spaces()
        if self._place < len(self._text):
            raise self.refuse("something follows the end of the list: damaged.")

    def refuse(self, message: str) -> ReadError:
        return ReadError(message, file=self._file, line=self._lines + self._text.count("\n", 0, self._place))

    def _skip_spaces(self) -> None:
        while True:
            self._place = _SPACE.match(self._text, self._place).end()  # type: ignore[union-attr]
            if self._place < len(self._text) or not self._see_more():
                return

    def _see_more(self) -> bool:
        """Drop what was read and double what is in sight; false at the end of the file."""
        self._lines += self._text.count("\n", 0, self._place)
        rest = self._text[self._place :]
        self._place = 0
        parts, wanted = [rest], max(len(rest), 1)
        if len(rest) > MAX_RECORD_CHARACTERS:
            self._text = rest
            raise self.refuse(f"a record of more than {MAX_RECORD_CHARACTERS} characters: refused.")
        while wanted > 0 and (chunk := next(self._chunks, "")):
            parts.append(chunk)
            wanted -= len(chunk)
        self._text = "".join(parts)
        return len(parts) > 1


def _build_record(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a record has the key “{double}” twice")
    return record


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON allows")
