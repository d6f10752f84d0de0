"""The order of the rows of a list of territories: by name or by one of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.french import sort_key
from portal.stats.queries.answers import MemberFigures
from portal.territories.queries.surroundings import Relative


def rank_members(members: Sequence[Relative], figures: Sequence[MemberFigures], order: str) -> list[int]:
    """Places of the members in the order asked: an indicator's slug, « - » first for descending, or anything
    else for their names. Absent values last, whatever the direction; equal values by name."""
    descending, slug = order.startswith("-"), order.removeprefix("-")
    column = next((one for one in figures if one.indicator.slug == slug), None)
    names = [sort_key(member.name) for member in members]

    def key(rank: int) -> tuple[bool, float, str]:
        value = column.figures[rank].value if column else None
        signed = 0.0 if value is None else -value if descending else value
        return (column is not None and value is None, signed, names[rank])

    return sorted(range(len(members)), key=key)
