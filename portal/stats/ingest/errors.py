"""Refusals of the reader: letters to whoever must mend the file or its descriptor."""

from __future__ import annotations

from collections.abc import Sequence


class ReadError(ValueError):
    """A file that is not read. Says where (file, line, column), what was found and what to do."""

    def __init__(
        self, message: str, *, file: str, line: int | None = None, column: str | None = None
    ) -> None:
        place = file + (f", line {line}" if line is not None else "")
        place += f", column “{column}”" if column is not None else ""
        super().__init__(f"{place}: {message}")
        self.file = file
        self.line = line
        self.column = column
        self.message = message


def word_count(number: int, noun: str) -> str:
    """« 1 row », « 2 rows »."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def quote_some(found: Sequence[str], limit: int = 10) -> str:
    """« “a”, “b” and 3 more » : the first ``limit`` of what was found, shortened."""
    shown = ", ".join(f"“{one[:40]}”" for one in found[:limit])
    left = len(found) - limit
    return f"{shown} and {left} more" if left > 0 else shown
