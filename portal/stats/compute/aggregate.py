"""From members to groups: sums and unanimous values, with the absences of the members.

- A secret member makes the group secret: a partial sum would give the secret away by difference.
- A missing member makes it incomplete, unless all are missing for one reason, which is then told.
  An indicator may tolerate a share of missing members (``missing_tolerated_pct``): a sum is then that
  of the others, and an estimate.
- A member to which the figure does not apply (no inhabitant, no such tax) is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.vectors import (
    Bools,
    Bytes,
    FigureVector,
    Floats,
    Ints,
    build_absent,
    combine_statuses,
    heaviest_absence_by_group,
    tidy,
    weakest_status_by_group,
)


@dataclass(frozen=True)
class Block:
    """Several of today's communes that were one when the figure was measured.

    None of them has a figure of its own, but a group that holds them all has theirs together.
    """

    positions: tuple[int, ...]
    figure: FigureVector  # of length 1


@dataclass(frozen=True)
class Members:
    """What is known of the members of each group, counted by reason."""

    group: Ints  # item → group, items in no group left out
    figures: FigureVector  # in the same order
    expected: Ints  # group → number of members there should be

    def count(self, where: Bools) -> Ints:
        return np.bincount(self.group[where], minlength=len(self.expected))

    def sum(self, where: Bools) -> Floats:
        weights = self.figures.values[where]
        total = np.bincount(self.group[where], weights=weights, minlength=len(self.expected))
        return total.astype(np.float64, copy=False)


def list_members(figures: FigureVector, group: Ints, expected: Ints, blocks: Sequence[Block] = ()) -> Members:
    """Members with their figures; blocks that lie wholly in one group stand for their communes."""
    kept = group >= 0
    expected = expected.copy()
    extra_groups, extra = [], []
    for block in blocks:
        groups = group[list(block.positions)]
        if groups[0] >= 0 and (groups == groups[0]).all():
            kept[list(block.positions)] = False
            expected[groups[0]] -= len(block.positions) - 1
            extra_groups.append(groups[0])
            extra.append(block.figure)
    positions = np.nonzero(kept)[0]
    if not extra:
        return Members(group[positions], figures.take(positions), expected)
    joined = [figures.take(positions), *extra]
    return Members(
        np.concatenate([group[positions], np.array(extra_groups, np.int64)]),
        FigureVector(
            np.concatenate([part.values for part in joined]),
            np.concatenate([part.absence for part in joined]),
            np.concatenate([part.status for part in joined]),
            np.concatenate([part.origin for part in joined]),
        ),
        expected,
    )


def sum_members(members: Members, tolerated_pct: float | Floats = 0.0) -> FigureVector:
    """The sum of each group; a group of one member keeps its origin, others are aggregated.

    Where at most ``tolerated_pct`` per cent of the members are missing, none of them secret, the
    sum is that of the others, marked as estimated.
    """
    present = members.figures.is_present
    result = _settle_absences(members, tolerated_pct)
    settled = result.is_present
    result.values[settled] = tidy(members.sum(present)[settled])
    return result


def find_unanimous(members: Members, disagreement: Absence) -> FigureVector:
    """The value that all members of a group share; ``disagreement`` where they differ."""
    present = members.figures.is_present
    result = _settle_absences(members)
    groups = len(members.expected)
    lowest, highest = np.full(groups, np.inf), np.full(groups, -np.inf)
    np.minimum.at(lowest, members.group[present], members.figures.values[present])
    np.maximum.at(highest, members.group[present], members.figures.values[present])
    settled = result.is_present
    result.values[settled] = lowest[settled]
    result.blank(settled & (lowest != highest), disagreement)
    return result


def _settle_absences(members: Members, tolerated_pct: float | Floats = 0.0) -> FigureVector:
    """Absence, status and origin of each group; values are left to be written where there is one."""
    figures, groups = members.figures, len(members.expected)
    present = members.count(figures.is_present)
    skipped = members.count(figures.absence == Absence.NOT_APPLICABLE)
    missing = members.expected - present - skipped
    secret = members.count(figures.absence == Absence.SECRET)
    partial = (missing > 0) & (present > 0) & (100 * missing <= tolerated_pct * members.expected)
    result = build_absent(groups, Absence.NONE)
    result.absence[(missing > 0) & ~partial] = Absence.INCOMPLETE
    alone = (missing > 0) & (present == 0)
    result.absence[alone] = _common_reason(members, missing)[alone]
    result.absence[(missing == 0) & (present == 0)] = Absence.NOT_APPLICABLE
    result.absence[members.expected == 0] = Absence.NOT_AVAILABLE
    result.absence[secret > 0] = Absence.SECRET
    has_value = result.is_present
    result.values[has_value] = 0.0
    kept = figures.is_present
    status = weakest_status_by_group(figures.status[kept], members.group[kept], groups)
    estimated = np.where(partial, Status.ESTIMATED, Status.NORMAL).astype(np.uint8)
    result.status[has_value] = combine_statuses([status, estimated])[has_value]
    result.origin[has_value] = _combined_origin(members)[has_value]
    return result


def _common_reason(members: Members, missing: Ints) -> Bytes:
    """Why a group without any value has none: the reason its missing members share, else incomplete."""
    absence, group, groups = members.figures.absence, members.group, len(members.expected)
    absent = absence != Absence.NONE
    reason = heaviest_absence_by_group(absence[absent], group[absent], groups)
    same = np.bincount(group[absent], weights=absence[absent] == reason[group[absent]], minlength=groups)
    reason[same != missing] = Absence.INCOMPLETE
    return reason


def _combined_origin(members: Members) -> Bytes:
    groups = len(members.expected)
    kept = members.figures.is_present
    origin = np.full(groups, Origin.AGGREGATED, np.uint8)
    single = members.expected == 1
    own = np.zeros(groups, np.uint8)
    np.maximum.at(own, members.group[kept], members.figures.origin[kept])
    origin[single] = own[single]
    return origin


def aggregate_to_level(
    figures: FigureVector,
    parents: Ints,
    size: int,
    rule: str,
    blocks: Sequence[Block] = (),
    *,
    tolerated_pct: float | Floats = 0.0,
) -> FigureVector:
    """Communes → the ``size`` territories of a level, by ``rule``: sum or unanimous.

    ``parents`` is the position of each commune's group, or -1; ``tolerated_pct``: see ``sum_members``,
    unanimity tolerates nothing.
    """
    expected = np.bincount(parents[parents >= 0], minlength=size)
    if rule == "sum":
        result = sum_members(list_members(figures, parents, expected, blocks), tolerated_pct)
    else:
        members = list_members(figures, parents, expected)
        result = find_unanimous(members, Absence.NOT_SIGNIFICANT)
    result.origin[result.is_present] = Origin.AGGREGATED
    return result
