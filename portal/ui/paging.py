"""Pages of a long list: how many, which rows each has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PAGE_SIZE: Final = 50
"""Rows: a page of a phone is scrolled some ten times."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Page ``page``, the first one 1, of a list of ``found`` rows. An empty list has one page."""

    page: int
    found: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // self.size))

    @property
    def is_beyond(self) -> bool:
        """Whether there is no such page."""
        return self.page > self.pages

    @property
    def rows(self) -> slice:
        """The rows of this page in the whole list."""
        start = (self.page - 1) * self.size
        return slice(start, start + self.size)

    def find_page(self, row: int) -> int:
        """The page that a row is on, the first row 0."""
        return row // self.size + 1
