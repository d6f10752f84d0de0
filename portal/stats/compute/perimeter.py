"""Figures given for the communes of a past year, brought to today's perimeter.

Counts are added over the communes that merged; all of them must be there. What cannot be added
(rates, means, categories) is kept where the perimeter did not change or where all the communes that
merged agree. Communes that were split since have no figure of their own: ``Block`` keeps what they
had together, so that the groups that hold them all stay complete.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.kernel.figures import Absence
from portal.stats.compute.aggregate import (
    Block,
    Members,
    find_unanimous,
    sum_members,
)
from portal.stats.compute.geography import Geography, Passage
from portal.stats.compute.vectors import FigureVector, Ints, build_absent

__all__ = ["CompiledPassage", "UnknownCodesError", "compile_passage", "rebase_communes", "rebase_epci"]


class UnknownCodesError(ValueError):
    """Codes that no territory had in the geography they are said to belong to."""


@dataclass(frozen=True)
class CompiledPassage:
    """A passage in positions. A component is what only exchanged territory within itself.

    ``indexes``: past code → its number; ``component``: past number → the position of one of
    today's communes, which stands for the component, or -1 when it was dissolved; ``parts``: for
    each of these positions, how many past communes; ``heirs``: components with several of today's
    communes, all of them listed.
    """

    year: int
    indexes: Mapping[str, int]
    component: Ints
    parts: Ints
    heirs: Mapping[int, tuple[int, ...]]
    not_rebuilt: Ints


def compile_passage(passage: Passage, geography: Geography) -> CompiledPassage:
    """Codes turned into positions, communes that exchanged territory put into one component."""
    places = geography.positions("commune")
    leader = np.arange(geography.size("commune"))
    successors = [[places[code] for code in codes] for codes in passage.successors.values()]
    for heirs in successors:
        if len(heirs) > 1:
            _unite(leader, heirs)
    component = np.array([leader[heirs[0]] if heirs else -1 for heirs in successors], np.int64)
    members: dict[int, list[int]] = defaultdict(list)
    for position in np.nonzero(leader != np.arange(len(leader)))[0]:
        members[int(leader[position])].append(int(position))
    return CompiledPassage(
        passage.year,
        {code: index for index, code in enumerate(passage.successors)},
        component,
        np.bincount(component[component >= 0], minlength=len(leader)),
        {root: (root, *others) for root, others in members.items()},
        np.array(sorted(places[code] for code in passage.not_rebuilt), np.int64),
    )


def _unite(leader: Ints, positions: Sequence[int]) -> None:
    """Put the components of these positions together, under the smallest of their leaders."""
    roots = leader[list(positions)]
    leader[np.isin(leader, roots)] = roots.min()


def rebase_communes(
    codes: Sequence[str], figures: FigureVector, passage: CompiledPassage, *, summable: bool
) -> tuple[FigureVector, list[Block]]:
    """Figures of past communes → today's, by position, and the blocks of what was split since.

    Raises UnknownCodesError for codes that are not in the geography of the passage.
    """
    kept = np.nonzero(passage.component >= 0)[0]
    spread = _spread(codes, figures, passage).take(kept)
    members = Members(passage.component[kept], spread, passage.parts)
    if summable:
        result = sum_members(members)
    else:
        result = find_unanimous(members, Absence.NOT_COMPARABLE)
        result.blank(result.absence == Absence.INCOMPLETE, Absence.NOT_COMPARABLE)
    blocks = []
    for root, heirs in passage.heirs.items():
        if result.absence[root] != Absence.NOT_AVAILABLE:  # else nothing of it was observed
            blocks.append(Block(heirs, result.take(np.array([root]))))
        result.blank(np.array(heirs), Absence.NOT_COMPARABLE)
    result.blank(passage.not_rebuilt, Absence.NOT_COMPARABLE)
    return result, blocks if summable else []


def _spread(codes: Sequence[str], figures: FigureVector, passage: CompiledPassage) -> FigureVector:
    """Figures in the order of the past communes; not available where nothing was observed."""
    unknown = [code for code in codes if code not in passage.indexes]
    if unknown:
        are = "commune code is" if len(unknown) == 1 else "commune codes are"
        more = "…" if len(unknown) > 10 else ""
        raise UnknownCodesError(
            f"{len(unknown)} {are} not in the geography of {passage.year}: {', '.join(unknown[:10])}{more}."
            " Correct the file, or geography.year in the descriptor of the dataset."
        )
    spread = build_absent(len(passage.indexes))
    spread.put(np.array([passage.indexes[code] for code in codes], np.int64), figures)
    return spread


def rebase_epci(
    codes: Sequence[str], figures: FigureVector, year: int, geography: Geography
) -> tuple[list[int], FigureVector]:
    """Published figures of EPCI on the perimeters of ``year`` → today's positions and figures.

    An EPCI that has other members today is not comparable; one that no longer exists is left out.
    Communes that merged within one EPCI do not change its perimeter; a merger across its border
    does, even when it leaves it with the same members by name.
    """
    then = geography.list_epci_members(year)
    counts = Counter(code for members in then.values() for code in members)
    torn = frozenset(code for code, count in counts.items() if count > 1)
    now = _list_members_now(geography)
    places = geography.positions("epci")
    kept = [index for index, code in enumerate(codes) if code in places and places[code] in now]
    positions = [places[codes[index]] for index in kept]
    result = figures.take(np.array(kept, np.int64))
    before = [then.get(codes[index], frozenset()) for index in kept]
    moved = [
        members != now[position] or bool(members & torn)
        for members, position in zip(before, positions, strict=True)
    ]
    result.blank(np.array(moved, bool), Absence.NOT_COMPARABLE)
    return positions, result


def _list_members_now(geography: Geography) -> dict[int, frozenset[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for position, group in enumerate(geography.parents("epci").tolist()):
        if group >= 0:
            found[group].append(geography.codes["commune"][position])
    return {group: frozenset(codes) for group, codes in found.items()}
