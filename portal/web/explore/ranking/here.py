"""The reader's territory in a ranking: its rank, its page, who is just above and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.kernel.figures import Absence
from portal.kernel.french import fix_name, format_ordinal
from portal.territories.addresses import path_of, write_comparison_path
from portal.ui.paging import Paging
from portal.ui.sentences import is_feminine, write_rank
from portal.ui.words import word_absence
from portal.web.explore.ranking.ordering import VALUE, Order, list_by_name, sort_places
from portal.web.explore.ranking.peers import Peers, Size, find_size, name_here, write_same_size_in_france
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure

_AROUND: Final = 2
"""Territories told on each side."""


@dataclass(frozen=True, slots=True)
class Around:
    """A territory just above or below: « Vitré (30e : 1 120 €/hab.) »."""

    name: str
    path: str
    words: str


@dataclass(frozen=True, slots=True)
class HereShown:
    """``rank``: « 31e sur 332 », empty without a value, and ``absence`` says why. ``page_path`` leads to its
    row. ``size`` is that of the territory; ``size_path`` leads to the ranking of those of its size in the
    zone, or back to all of them when it ``is_same_size``; ``france_path`` to those of France."""

    name: str
    rank: str
    place: str
    absence: str
    value: str
    page_path: str
    above: tuple[Around, ...]
    below: tuple[Around, ...]
    compare_path: str
    size: Size | None
    is_same_size: bool
    size_path: str
    france_path: str


def present_here(peers: Peers) -> HereShown | None:
    """None when the reader's territory is not one of the members, or has no rank for want of a number."""
    explored = peers.explored
    place, column = explored.here, explored.column
    if place is None or column is None or explored.indicator.is_categorical:
        return None
    order = sort_places({VALUE: peers.values}, list_by_name(explored), Order(VALUE, is_descending=True))
    ranked = order[: peers.ranked]
    absence = Absence(int(column.absence[place]))
    row = int(np.flatnonzero(ranked == place)[0]) if absence is Absence.NONE else None
    above = [] if row is None else ranked[max(0, row - _AROUND) : row].tolist()
    below = [] if row is None else ranked[row + 1 : row + 1 + _AROUND].tolist()
    rank, size = int(peers.ranks[place]), find_size(explored)
    feminine, asked = is_feminine(explored.level), explored.asked
    compared = [place, *above, *below]
    return HereShown(
        name=name_here(explored),
        rank=write_rank(
            rank or None, peers.ranked, is_tied=bool(rank) and peers.is_tied(place), feminine=feminine
        ),
        place=format_ordinal(rank, feminine=feminine) if rank else "",
        absence="" if absence is Absence.NONE else word_absence(absence).sentence,
        value="" if row is None else build_measure(explored.indicator).write(float(column.values[place])),
        page_path="" if row is None else _write_page(explored, row),
        above=tuple(_list_around(peers, above)),
        below=tuple(_list_around(peers, below)),
        compare_path=_write_comparison(explored, compared) if len(compared) > 1 else "",
        size=size,
        is_same_size=asked.same_size,
        size_path=asked.address(same_size=not asked.same_size, query="") if size else "",
        france_path=write_same_size_in_france(explored) if size and explored.zone.kind != "france" else "",
    )


def _write_page(explored: Explored, row: int) -> str:
    """The page of a row in the ranking from the highest value."""
    page = Paging(1, 0).find_page(row)
    return f"{explored.asked.address(order='', query='', page=page)}#ici"


def _list_around(peers: Peers, places: Sequence[int]) -> list[Around]:
    explored = peers.explored
    measure, feminine = build_measure(explored.indicator), is_feminine(explored.level)
    found = []
    for place in places:
        member = explored.get_member(place)
        rank = format_ordinal(int(peers.ranks[place]), feminine=feminine)
        found.append(
            Around(
                fix_name(member.name),
                path_of(member.kind, member.code, member.slug),
                f"{rank}, {measure.write(float(peers.values[place]))}",
            )
        )
    return found


def _write_comparison(explored: Explored, places: Sequence[int]) -> str:
    members = [explored.get_member(place) for place in places]
    return write_comparison_path([(one.kind, one.code) for one in members])
