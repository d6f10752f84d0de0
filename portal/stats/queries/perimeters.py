"""Figures of a perimeter of one's own: several EPCI, a PETR, any list of communes.

The same rules as for the levels that we publish: counts add up, ratios are computed anew from their
parts, medians are refused, an absence or a secret of one member is that of the whole. Only published
figures of communes are read, so that nothing can be had here that subtracting them would not give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NoReturn

import numpy as np

from portal.stats.compute.aggregate import aggregate_to_level
from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import LEVELS_ABOVE, Geography, Grouping
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.compute.vectors import FigureVector, build_absent
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import Point, Series, Sheet, build_figure
from portal.stats.store.read import Snapshot, get_snapshot, read_column
from portal.territories.queries.groups import GroupCard

_WHOLE: Final = "france"
"""The level that stands for the perimeter: one group that holds all the communes."""


class Refusal(StrEnum):
    """Why a perimeter has no figure of an indicator."""

    NEVER_AGGREGATED = "never_aggregated"
    """A median, or an amount of one authority's own accounts: nothing to add up."""
    NO_PARTS = "no_parts"
    """Computed from components that are not published commune by commune."""
    NOT_ONLINE = "not_online"
    """No commune has a figure of it, or of what it is computed from."""


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
    """All public indicators of the members of a group taken together; an empty sheet without members."""
    if not card.positions:
        return GroupSheet(card.kind, card.id)
    slugs = [one.slug for one in get_catalogue().list_public_indicators()]
    found = aggregate_perimeter(card.positions, slugs)
    return GroupSheet(card.kind, card.id, found.series, refusals=found.refusals)


def aggregate_perimeter(positions: Sequence[int], slugs: Iterable[str]) -> PerimeterSheet:
    """Series of the communes at these positions of the universe taken together, for known indicators.

    A commune given twice counts once. Raises ValueError for an empty perimeter.
    """
    chosen = np.unique(np.array(list(positions), np.int64))
    if not len(chosen):
        raise ValueError("a perimeter needs at least one commune")
    catalogue, snapshot = get_catalogue(), get_snapshot()
    wanted = [catalogue.indicators[slug] for slug in slugs if slug in catalogue.indicators]
    refusals = {one.slug: reason for one in wanted if (reason := _find_refusal(one, catalogue))}
    kept = [one for one in wanted if one.slug not in refusals]
    ordered = _list_needed(kept, catalogue)
    cube = _read_cube(ordered, chosen, snapshot)
    geography = _build_geography(len(chosen))
    _aggregate(cube, catalogue, geography)
    computed = [one for one in ordered if one.compute.operands]
    add_computed(cube, computed, catalogue.indicators, geography)
    hide_secrets(cube, ordered, geography)
    series = {one.slug: _build_series(one, cube, snapshot) for one in kept}
    refusals |= {slug: Refusal.NOT_ONLINE for slug, one in series.items() if not one.points}
    return PerimeterSheet({slug: one for slug, one in series.items() if one.points}, refusals)


def _find_refusal(indicator: Indicator, catalogue: Catalogue) -> Refusal | None:
    if indicator.aggregate == "none":
        return Refusal.NEVER_AGGREGATED
    parts = [catalogue.indicators[slug] for slug in catalogue.list_inputs(indicator.slug)]
    units = [catalogue.indicators[indicator.disclosure.of]] if indicator.disclosure else []
    if any(part.internal for part in [*parts, *units]):
        return Refusal.NO_PARTS
    if any(part.aggregate == "none" for part in parts):
        return Refusal.NEVER_AGGREGATED
    return None


def _list_needed(wanted: Sequence[Indicator], catalogue: Catalogue) -> list[Indicator]:
    """These indicators and all those that they rest on, each after its operands."""
    needed: dict[str, Indicator] = {}

    def add(indicator: Indicator) -> None:
        for operand in indicator.compute.operands:
            add(catalogue.indicators[operand.indicator])
        if indicator.disclosure is not None:
            add(catalogue.indicators[indicator.disclosure.of])
        needed.setdefault(indicator.slug, indicator)

    for indicator in wanted:
        add(indicator)
    return list(needed.values())


def _read_cube(indicators: Sequence[Indicator], positions: np.ndarray, snapshot: Snapshot) -> Cube:
    """Columns of the communes of the perimeter; computed indicators are left to be computed."""
    cube = Cube()
    for one in indicators:
        if one.compute.operands:
            continue
        for place in snapshot.places("commune").get(one.slug, ()):
            arrays = read_column(place.release_id, one.slug, place.year, "commune")
            column = build_absent(len(positions))
            known = positions < len(arrays.values)
            stored = FigureVector(arrays.values, arrays.absence, arrays.status, arrays.origin)
            column.put(known, stored.take(positions[known]))
            cube.columns[Cell(one.slug, place.year, "commune")] = column
    return cube


def _build_geography(count: int) -> Geography:
    """``count`` communes in one group; the other levels are empty."""
    nowhere = Grouping(np.full(count, -1, np.int32), ())
    groupings = {("commune", level): nowhere for level in LEVELS_ABOVE}
    groupings["commune", _WHOLE] = Grouping(np.zeros(count, np.int32), (_WHOLE,))
    codes: dict[str, tuple[str, ...]] = dict.fromkeys(LEVELS_ABOVE, ()) | {
        "commune": tuple(map(str, range(count)))
    }
    codes[_WHOLE] = (_WHOLE,)
    is_current = {level: np.ones(len(of_level), bool) for level, of_level in codes.items()}
    return Geography(codes, is_current, groupings, _refuse_passage, lambda year: {})


def _refuse_passage(year: int) -> NoReturn:
    raise LookupError(f"published figures are on today's communes: no passage from {year}")


def _aggregate(cube: Cube, catalogue: Catalogue, geography: Geography) -> None:
    parents = geography.parents(_WHOLE)
    for cell, column in list(cube.columns.items()):
        indicator = catalogue.indicators[cell.indicator]
        if indicator.aggregate in {"sum", "unanimous"}:
            cube.columns[cell._replace(level=_WHOLE)] = aggregate_to_level(
                column, parents, 1, indicator.aggregate, tolerated_pct=indicator.missing_tolerated_pct
            )


def _build_series(indicator: Indicator, cube: Cube, snapshot: Snapshot) -> Series:
    datasets = {place.year: place.dataset for place in snapshot.places("commune").get(indicator.slug, ())}
    points = []
    for year in cube.years(indicator.slug, _WHOLE):
        column = cube.columns[Cell(indicator.slug, year, _WHOLE)]
        figure = build_figure(column.values[0], column.absence[0], column.status[0], column.origin[0])
        points.append(Point(year, figure, datasets.get(year, "")))
    return Series(indicator, tuple(points), points[-1].dataset if points else "")
