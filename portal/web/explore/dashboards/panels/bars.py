"""Rows of territories with a bar: the first ones, the last ones, those that changed most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.territories.addresses import path_of
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import Cell
from portal.web.explore.dashboards.reading import name_member

STEPS = 20
"""Lengths of a bar behind a cell: a style each, for the style sheet holds them all."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """A territory. ``step``, 0 to 20, is the length of its bar; ``is_low``: it goes downwards.
    ``notes`` are the words of the other columns."""

    name: str
    path: str
    cells: tuple[Cell, ...]
    step: int
    is_low: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class BarTable:
    """``title`` is its caption; ``headers`` are (label, note), those of the cells; the bar is behind the
    last one. ``empty`` is said when there is no row."""

    title: str
    headers: tuple[tuple[str, str], ...]
    rows: tuple[BarRow, ...]
    empty: str = ""


def build_bar_row(
    member: Relative, cells: Sequence[Cell], share: float, *, is_low: bool = False, is_here: bool = False
) -> BarRow:
    """``share``, from 0 to 1, is that of the longest bar."""
    step = max(1, round(STEPS * share)) if share > 0 else 0
    path = path_of(member.kind, member.code, member.slug)
    return BarRow(name_member(member), path, tuple(cells), step, is_low, is_here)
