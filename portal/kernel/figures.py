"""The figure: a value, or an absence that has a name, and what is known about it.

A statistic is never a bare number in this code base. ``Figure`` carries either a value or the
reason why there is none (``Absence``), how firm it is (``Status``) and how it came to be
(``Origin``). The small integer codes are what the packed store keeps on disk: they are never
renumbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Absence(IntEnum):
    """Why there is no value. ``NONE`` means that there is one."""

    NONE = 0
    SECRET = 1  # statistical confidentiality
    NOT_AVAILABLE = 2  # exists, but the source does not give it
    NOT_APPLICABLE = 3  # makes no sense for this territory (division by zero inhabitants…)
    NOT_SIGNIFICANT = 4
    NOT_COMPARABLE = 5  # measured on a perimeter that is not today's
    INCOMPLETE = 6  # an aggregate of which at least one member is missing

    @property
    def slug(self) -> str:
        """Lower-case name used in API answers and CSV files, for example ``not_available``."""
        return self.name.lower()


ABSENCES_BY_WEIGHT: Final = (
    Absence.NONE,
    Absence.NOT_APPLICABLE,
    Absence.NOT_SIGNIFICANT,
    Absence.NOT_AVAILABLE,
    Absence.NOT_COMPARABLE,
    Absence.INCOMPLETE,
    Absence.SECRET,
)
"""Which reason is told when several figures that enter one are absent for different reasons:
secrecy first, then what a reader most needs to know."""


class Status(IntEnum):
    """How firm a value is."""

    NORMAL = 0
    PROVISIONAL = 1
    ESTIMATED = 2
    REVISED = 3
    BREAK = 4  # a break in the series starts here

    @property
    def slug(self) -> str:
        return self.name.lower()


class Origin(IntEnum):
    """How a value came to be."""

    PUBLISHED = 0  # read as such in the source
    AGGREGATED = 1  # computed here from members or from other figures
    APPORTIONED = 2  # shared out from a larger territory

    @property
    def slug(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Figure:
    """One value or one named absence; exactly one of the two.

    Raises ValueError when both or neither are given.
    """

    value: float | None
    absence: Absence = Absence.NONE
    status: Status = Status.NORMAL
    origin: Origin = Origin.PUBLISHED

    def __post_init__(self) -> None:
        if (self.value is None) == (self.absence is Absence.NONE):
            raise ValueError(
                f"a figure has a value or an absence: got value={self.value!r}, absence={self.absence!r}"
            )
