"""What became of each line of a list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from portal.territories.lists.finding import Match
from portal.territories.lists.splitting import Item

NOBODY: Final = "aucun"
EVERYBODY: Final = "tous"
"""Choices of a line beside one of its candidates."""

Reading = Literal["", "insee", "postal"]
"""How codes of five digits that may be either are read; the list itself tells when empty."""


class State(StrEnum):
    """What became of a line."""

    FOUND = "found"
    REPLACED = "replaced"
    """A past code or name, or a part of a commune: another territory stands for it."""
    DOUBTFUL = "doubtful"
    """Probably its first candidate: to be looked at."""
    SEVERAL = "several"
    """The reader has to choose."""
    UNKNOWN = "unknown"
    """Nothing is so called: candidates resemble it."""
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Line:
    """One item and what it stands for: ``chosen`` is empty when it is left aside, or to be chosen."""

    item: Item
    state: State
    candidates: tuple[Match, ...] = ()
    chosen: tuple[Match, ...] = ()
    reason: str = ""
    is_answered: bool = False

    @property
    def must_choose(self) -> bool:
        """Whether the list cannot be kept before the reader has chosen."""
        return self.state is State.SEVERAL and not self.is_answered
