"""One indicator over many territories: columns, rankings, tables of members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import NOT_AVAILABLE, Column, MemberFigures
from portal.stats.queries.gathered import GATHERED_KINDS, gather_sheet
from portal.stats.store.columns import read_column
from portal.stats.store.read import Place, get_snapshot
from portal.territories.queries.universe import get_universe


class UnknownColumnError(LookupError):
    """No current release has this indicator, year and kind."""


def list_years(indicator: str, kind: str) -> list[int]:
    """Years in which at least one territory of the kind has a value, increasing."""
    return [place.year for place in _list_filled(indicator, kind)]


def get_latest_year(indicator: str, kind: str) -> int | None:
    """The latest year in which most territories have a value, else any; None without any.

    A year that a few territories alone have (a census of their own) does not stand for all.
    """
    filled = _list_filled(indicator, kind)
    covered = [place.year for place in filled if place.is_covered]
    return max(covered or [place.year for place in filled], default=None)


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
    """For each indicator, in the order asked, its latest year for the territories at these positions:
    the latest in which at least half of them have a value.

    Indicators that the catalogue does not know are left out.
    """
    known = get_catalogue().indicators
    if kind in GATHERED_KINDS:
        return [_gather_members(known[slug], kind, positions) for slug in indicators if slug in known]
    return [_read_members(slug, kind, positions) for slug in indicators if slug in known]


def _read_members(slug: str, kind: str, positions: Sequence[int]) -> MemberFigures:
    """The latest year in which at least half of these territories have a value, else the fullest one."""
    indicator = get_catalogue().indicators[slug]
    best: MemberFigures | None = None
    most = -1
    for place in reversed(_list_filled(slug, kind)):
        column = get_column(slug, place.year, kind)
        figures = tuple(column.figure(position) for position in positions)
        count = sum(figure.value is not None for figure in figures)
        if count > most:
            best, most = MemberFigures(indicator, place.year, figures, column.dataset), count
        if 2 * count >= len(positions):
            break
    return best or MemberFigures(indicator, None, (NOT_AVAILABLE,) * len(positions))


def _gather_members(indicator: Indicator, kind: str, positions: Sequence[int]) -> MemberFigures:
    """Of wholes of communes: their year is the latest of which one of them has a value."""
    codes = get_universe().table(kind).codes
    found = [gather_sheet(kind, codes[position]).series.get(indicator.slug) for position in positions]
    latest = [one.latest for one in found if one is not None and one.latest is not None]
    known = [point for point in latest if point.figure.value is not None] or latest
    last = max(known, key=lambda point: point.year, default=None)
    if last is None:
        return MemberFigures(indicator, None, (NOT_AVAILABLE,) * len(positions))
    points = [one.point(last.year) if one is not None else None for one in found]
    figures = tuple(NOT_AVAILABLE if point is None else point.figure for point in points)
    return MemberFigures(indicator, last.year, figures, last.dataset)


def _list_filled(indicator: str, kind: str) -> list[Place]:
    return [place for place in get_snapshot().places(kind).get(indicator, ()) if place.filled]
