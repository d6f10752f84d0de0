"""Which territories figures say something of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.kernel.figures import Absence
from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import LEVELS, Geography
from portal.stats.compute.vectors import Bytes, Ints


@dataclass(frozen=True)
class Mentioned:
    """Positions of the territories of a kind, and their codes, in the same order."""

    positions: Ints
    codes: Sequence[str]


def list_current(geography: Geography) -> dict[str, Mentioned]:
    """By kind, the territories that exist today."""
    return {kind: Mentioned(*geography.list_current(kind)) for kind in LEVELS}


def list_mentioned(cube: Cube, cells: Sequence[Cell], geography: Geography) -> dict[str, Mentioned]:
    """By kind, those of today's territories of which some cell says more than that nothing is known.

    In an extract of a source, the figures of the others are elsewhere: nothing is to be said of them, nor
    of the groups of which it has a few members only.
    """
    return {
        kind: _filter(one, [cube.columns[cell].absence for cell in cells if cell.level == kind])
        for kind, one in list_current(geography).items()
    }


def find_partial(inputs: Mapping[Cell, Sequence[Cell]], extracted: Collection[Cell]) -> frozenset[Cell]:
    """The computed cells that rest on one of ``extracted``, be it through others computed before them."""
    found = set(extracted)
    for cell, sources in inputs.items():
        if not found.isdisjoint(sources):
            found.add(cell)
    return frozenset(found & inputs.keys())


def narrow_to_cell(mentioned: Mentioned, cell: Cell, cube: Cube) -> Mentioned:
    """Of these territories, those of which a cell says something: all, when it rests on whole sources."""
    return _filter(mentioned, [cube.columns[cell].absence]) if cell in cube.partial else mentioned


def _filter(current: Mentioned, absences: Sequence[Bytes]) -> Mentioned:
    says = np.zeros(len(current.positions), bool)
    for absence in absences:
        here = absence[current.positions]
        says |= (here != Absence.NOT_AVAILABLE) & (here != Absence.INCOMPLETE)
    kept = np.nonzero(says)[0]
    return Mentioned(current.positions[kept], [current.codes[index] for index in kept.tolist()])


Territories = Mapping[str, Mentioned]
