"""The choices of the lists of a form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list of a form."""

    value: str
    label: str
    is_chosen: bool
