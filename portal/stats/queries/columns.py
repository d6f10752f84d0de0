"""One indicator over many territories: columns, rankings, tables of members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.kernel.figures import Absence, Figure
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.answers import Column, MemberFigures
from portal.stats.store.read import Place, get_kind_layout, get_snapshot, read_column

_NOT_AVAILABLE = Figure(None, Absence.NOT_AVAILABLE)


class UnknownColumnError(LookupError):
    """No current release has this indicator, year and kind."""


def list_years(indicator: str, kind: str) -> list[int]:
    """Years in which at least one territory of the kind has a value, increasing."""
    return [place.year for place in _list_filled(indicator, kind)]


def get_latest_year(indicator: str, kind: str) -> int | None:
    """The latest year in which at least one territory of the kind has a value; None without any."""
    return max(list_years(indicator, kind), default=None)


def get_column(indicator: str, year: int, kind: str) -> Column:
    """The column of an indicator, aligned on the positions of the universe.

    Raises UnknownColumnError when no current release has it.
    """
    for place in get_snapshot().places(kind).get(indicator, ()):
        if place.year == year:
            arrays = read_column(place.release_id, indicator, year, kind)
            return Column(
                indicator,
                year,
                kind,
                arrays.values,
                arrays.absence,
                arrays.status,
                arrays.origin,
                place.dataset,
            )
    raise UnknownColumnError(f"{indicator} is not online for {kind} in {year}")


def list_member_figures(
    kind: str, positions: Sequence[int], indicators: Iterable[str]
) -> list[MemberFigures]:
    """For each indicator, in the order asked, its latest year for the territories at these positions.

    Indicators that the catalogue does not know are left out.
    """
    known = get_catalogue().indicators
    return [_read_members(slug, kind, positions) for slug in indicators if slug in known]


def _read_members(slug: str, kind: str, positions: Sequence[int]) -> MemberFigures:
    indicator = get_catalogue().indicators[slug]
    year = get_latest_year(slug, kind)
    if year is None:
        return MemberFigures(indicator, None, (_NOT_AVAILABLE,) * len(positions))
    column = get_column(slug, year, kind)
    figures = tuple(column.figure(position) for position in positions)
    return MemberFigures(indicator, year, figures, column.dataset)


def _list_filled(indicator: str, kind: str) -> list[Place]:
    return [
        place
        for place in get_snapshot().places(kind).get(indicator, ())
        if get_kind_layout(place.release_id, kind).counts[place.cell]
    ]
