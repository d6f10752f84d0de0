"""Figures of a perimeter of one's own: several EPCI, a PETR, any list of communes, a saved group.

The same rules as for the levels that we publish: counts add up, ratios are computed anew from their
parts, medians are refused, an absence or a secret of one member is that of the whole. Only published
figures of the members are read, so that nothing can be had here that subtracting them would not give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from portal.kernel.figures import Absence
from portal.stats.compute.together import MemberTable, Together, find_rule, take_together
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import Point, Series, Sheet, build_figure
from portal.stats.store.read import Place, Snapshot, get_snapshot
from portal.stats.store.tables import read_tables
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.universe import get_universe

_WHOLE_OF: Final = "commune"
"""The level whose datasets stand behind what is added up."""
_UNSAID: Final = frozenset({Absence.NOT_AVAILABLE, Absence.INCOMPLETE})
_KEPT_AT_MOST: Final = 64  # some hundreds of kilobytes each


class Refusal(StrEnum):
    """Why a perimeter has no figure of an indicator."""

    NEVER_AGGREGATED = "never_aggregated"
    """A median, a rate voted by each authority: nothing to add up."""
    NO_PARTS = "no_parts"
    """Computed from components that are not published member by member."""
    NOT_ONLINE = "not_online"
    """No member has a figure of it, or of what it is computed from."""
    OF_ACCOUNTS = "of_accounts"
    """Accounts of the members, of a whole that is an authority with accounts of its own."""


@dataclass(frozen=True)
class PerimeterSheet:
    """Series of the whole perimeter by slug, and the indicators that cannot be had, with the reason."""

    series: Mapping[str, Series]
    refusals: Mapping[str, Refusal]


@dataclass(frozen=True)
class GroupSheet(Sheet):
    """The sheet of a group (kind « group », code: its id): no comparison; ``refusals`` by slug."""

    refusals: Mapping[str, Refusal] = field(default_factory=dict)


def get_group_sheet(card: GroupCard) -> GroupSheet:
    """All public indicators of the members of a group taken together; an empty sheet without members.

    Worked out once for these members and the releases online, for the groups asked last.
    """
    if not card.positions:
        return GroupSheet(card.kind, card.id)
    sheets, key = _get_kept(get_snapshot()), (card.member_kind, card.positions)
    found = sheets.get(key)
    if found is None:
        slugs = [one.slug for one in get_catalogue().list_public_indicators()]
        found = aggregate_perimeter(card.positions, slugs, kind=card.member_kind)
        if len(sheets) >= _KEPT_AT_MOST:
            sheets.clear()
        sheets[key] = found
    return GroupSheet(card.kind, card.id, found.series, refusals=found.refusals)


_Sheets = dict[tuple[str, tuple[int, ...]], PerimeterSheet]
_kept: tuple[Snapshot, _Sheets] | None = None


def _get_kept(snapshot: Snapshot) -> _Sheets:
    global _kept  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    kept = _kept
    if kept is None or kept[0] is not snapshot:
        kept = _kept = (snapshot, {})
    return kept[1]


def aggregate_perimeter(
    positions: Sequence[int], slugs: Iterable[str], *, kind: str = "commune"
) -> PerimeterSheet:
    """Series of the territories of a kind at these positions of the universe taken together, for known
    indicators.

    Their own figures are added up; what EPCI, départements or régions have no figure of is had from their
    communes. A territory given twice counts once. Raises ValueError for an empty perimeter.
    """
    chosen = sorted(set(positions))
    if not chosen:
        raise ValueError("a perimeter needs at least one territory")
    catalogue, snapshot = get_catalogue(), get_snapshot()
    wanted = [catalogue.indicators[slug] for slug in slugs if slug in catalogue.indicators]
    refusals = {one.slug: reason for one in wanted if (reason := _find_refusal(one, catalogue))}
    kept = [one for one in wanted if one.slug not in refusals]
    series = _build_series(kind, _list_codes(kind, chosen), kept, snapshot)
    if kind != "commune":
        shared = [one for one in kept if one.slug not in series and not is_of_accounts(one, catalogue)]
        communes = _list_codes("commune", _list_communes(kind, chosen))
        series |= _build_series("commune", communes, shared, snapshot)
    refusals |= {one.slug: Refusal.NOT_ONLINE for one in kept if one.slug not in series}
    return PerimeterSheet({one.slug: series[one.slug] for one in kept if one.slug in series}, refusals)


def _list_codes(kind: str, positions: Iterable[int]) -> list[str]:
    codes = get_universe().table(kind).codes
    return [codes[position] for position in positions]


def _list_communes(kind: str, positions: Iterable[int]) -> list[int]:
    """Positions of the communes of these territories, each once."""
    universe = get_universe()
    found = [universe.members_of(kind, code, "commune") for code in _list_codes(kind, positions)]
    communes: list[int] = np.unique(np.concatenate(found)).tolist()
    return communes


def is_of_accounts(indicator: Indicator, catalogue: Catalogue) -> bool:
    """Whether it tells the accounts of authorities: those of the communes are not those of their EPCI."""
    parts = [indicator, *(catalogue.indicators[slug] for slug in catalogue.list_inputs(indicator.slug))]
    return any(part.adds_up_among_peers for part in parts)


def _find_refusal(indicator: Indicator, catalogue: Catalogue) -> Refusal | None:
    parts = [catalogue.indicators[slug] for slug in catalogue.list_inputs(indicator.slug)]
    if indicator.aggregate == "none" and not any(one.adds_up_among_peers for one in [indicator, *parts]):
        return Refusal.NEVER_AGGREGATED
    units = [catalogue.indicators[indicator.disclosure.of]] if indicator.disclosure else []
    if any(part.internal for part in [*parts, *units]):
        return Refusal.NO_PARTS
    if any(find_rule(part) == "none" for part in parts):
        return Refusal.NEVER_AGGREGATED
    return None


def _list_needed(wanted: Sequence[Indicator], catalogue: Catalogue) -> list[Indicator]:
    """These indicators and all those that they rest on, each after its operands."""
    needed: dict[str, Indicator] = {}

    def add(indicator: Indicator) -> None:
        if indicator.slug in needed:
            return
        for operand in indicator.compute.operands:
            add(catalogue.indicators[operand.indicator])
        if indicator.disclosure is not None:
            add(catalogue.indicators[indicator.disclosure.of])
        needed[indicator.slug] = indicator

    for indicator in wanted:
        add(indicator)
    return list(needed.values())


def _build_series(
    kind: str, codes: Sequence[str], wanted: Sequence[Indicator], snapshot: Snapshot
) -> dict[str, Series]:
    """Of the territories of these codes taken together; an indicator without any figure is left out."""
    catalogue, places = get_catalogue(), snapshot.places(kind)
    ordered = _list_needed(wanted, catalogue)
    observed = [one.slug for one in ordered if not one.compute.operands]
    chosen: dict[int, list[tuple[str, Place]]] = {}
    for slug in observed:
        for place in places.get(slug, ()):
            chosen.setdefault(place.release_id, []).append((slug, place))
    whole = take_together(_list_tables(kind, codes, chosen), ordered, catalogue.indicators)
    found: dict[str, Series] = {}
    for one in wanted:
        points = _build_points(whole, one.slug, {place.year: place for place in places.get(one.slug, ())})
        if points:
            found[one.slug] = Series(one, points, points[-1].dataset)
    return found


def _list_tables(
    kind: str, codes: Sequence[str], chosen: Mapping[int, Sequence[tuple[str, Place]]]
) -> Iterator[MemberTable]:
    tables = read_tables(list(chosen), kind, codes)
    for release_id, columns in chosen.items():
        table = tables.get(release_id)
        if table is None:  # an extract of a source, that says nothing of any of them
            continue
        cells = [place.cell for _, place in columns]
        flags = table.flags[:, cells]
        keys = tuple((slug, place.year) for slug, place in columns)
        yield MemberTable(
            keys,
            table.values[:, cells],
            table.absence[:, cells],
            flags & np.uint8(0x0F),
            flags >> np.uint8(4),
        )


def _build_points(whole: Together, slug: str, places: Mapping[int, Place]) -> tuple[Point, ...]:
    """The points of the whole: a year that few territories of France have is told where there is a value.

    When that leaves none, the latest absence.
    """
    points, told = [], []
    for year, item in sorted(whole.places.get(slug, {}).items()):
        absence, place = whole.absence[item], places.get(year)
        if place is not None and place.is_partial and absence in _UNSAID:
            continue
        figure = build_figure(whole.values[item], absence, whole.status[item], whole.origin[item])
        point = Point(year, figure, place.dataset if place else "", _WHOLE_OF)
        told.append(point)
        if place is None or place.is_covered or absence not in _UNSAID:
            points.append(point)
    return tuple(points or told[-1:])
