"""Statistical confidentiality: figures that rest on too few units, and those that would tell them.

A figure that rests on fewer than ``minimum`` units is secret (primary suppression). An attacker who
knows every published figure of the communes, of the groups and of France knows the total of what is
hidden in each group, and any difference of such totals. All communes of the same EPCI and the same
département enter these totals with the same sign and weight; so whatever he subtracts, he only gets
sums over whole *cells* (EPCI × département). It is therefore enough that in each cell the hidden
communes have together no unit, or at least ``minimum``: further communes are hidden, the smallest
first, until this holds (secondary suppression). Where a cell is too small for that, one of the
totals that tell it apart is hidden too, which joins the cell with its neighbours: the EPCI first,
then another EPCI of the same département, then the département, and so on upwards.

Figures of groups are computed from the true figures of the communes: hiding a commune does not
make its group incomplete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portal.stats.compute.vectors import Bools, Floats, Ints

_TOTALS = ("epci", "departement", "region", "france")


@dataclass
class Suppression:
    """What must be hidden, by level and position."""

    hidden: dict[str, Bools]


@dataclass
class _Board:
    """Communes that have units, and where each of them counts.

    ``labels[level]`` is the position of the published total that a commune enters, -1 when none
    does (no such group, or its total is hidden).
    """

    minimum: float
    units: Floats
    visible: Bools
    labels: dict[str, Ints]
    suppression: Suppression

    def cells(self) -> Ints:
        """Number of the cell of each commune: communes that enter the same published totals."""
        mixed = np.zeros(len(self.units), np.int64)
        for level in _TOTALS:
            label = self.labels[level] + 1
            mixed = mixed * (int(label.max(initial=0)) + 1) + label
        numbers: Ints = np.unique(mixed, return_inverse=True)[1]
        return numbers


def find_suppression(units: Mapping[str, Floats], parents: Mapping[str, Ints], minimum: int) -> Suppression:
    """Figures to hide, given the number of units each rests on.

    ``units`` by level and position, 0 or NaN where the figure rests on nothing; ``parents`` as in
    ``Geography.parents``, for each level above the commune.
    """
    counts = {level: np.nan_to_num(array, nan=0.0) for level, array in units.items()}
    hidden = {level: (array > 0) & (array < minimum) for level, array in counts.items()}
    communes = np.nonzero(counts["commune"] > 0)[0]
    labels = {level: parents[level][communes].copy() for level in _TOTALS}
    for level in _TOTALS:
        labels[level][np.isin(labels[level], np.nonzero(hidden[level])[0])] = -1
    board = _Board(
        float(minimum),
        counts["commune"][communes],
        ~hidden["commune"][communes],
        labels,
        Suppression(hidden),
    )
    while _mend(board):
        pass
    hidden["commune"][communes[~board.visible]] = True
    return board.suppression


def _mend(board: _Board) -> bool:
    """Hide what the cells still need; true when totals were hidden, so that cells must be seen again."""
    cells = board.cells()
    count = int(cells.max(initial=-1)) + 1
    hidden_units = np.bincount(cells, weights=np.where(board.visible, 0.0, board.units), minlength=count)
    for cell in np.nonzero((hidden_units > 0) & (hidden_units < board.minimum))[0]:
        members = np.nonzero(cells == cell)[0]
        if not _hide_communes(board, members, hidden_units[cell]) and _hide_total(board, members[0]):
            return True
    return False


def _hide_communes(board: _Board, members: Ints, hidden_units: float) -> bool:
    """Hide communes of a cell, the smallest first; false when the whole cell is not enough."""
    candidates = members[board.visible[members]]
    for commune in candidates[np.argsort(board.units[candidates], kind="stable")]:
        board.visible[commune] = False
        hidden_units += board.units[commune]
        if hidden_units >= board.minimum:
            return True
    return False


def _hide_total(board: _Board, commune: int) -> bool:
    """Hide a total that tells the cell of this commune apart; false when none is left.

    The finest total of the commune itself; once its EPCI is hidden or if it has none, the EPCI of
    the same département with the fewest units, before the département itself; and so on.
    """
    for index, level in enumerate(_TOTALS):
        own = board.labels[level][commune]
        if own >= 0:
            _drop(board, level, own)
            return True
        for upper in _TOTALS[index + 1 :]:
            group = board.labels[upper][commune]
            near = board.labels[upper] == group
            labels = board.labels[level][near & (board.labels[level] >= 0)]
            if group >= 0 and len(labels):
                _drop(board, level, _find_smallest(board, level, np.unique(labels)))
                return True
            if group >= 0:
                break
    return False


def _find_smallest(board: _Board, level: str, groups: Ints) -> int:
    totals = [board.units[board.labels[level] == group].sum() for group in groups]
    return int(groups[int(np.argmin(totals))])


def _drop(board: _Board, level: str, group: int) -> None:
    board.labels[level][board.labels[level] == group] = -1
    board.suppression.hidden[level][group] = True
