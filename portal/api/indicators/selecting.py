"""Which territories the values of an indicator are asked of, in which order, with which ranks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.api.indicators.schemas import ValueFilters
from portal.api.problems import refuse_parameter
from portal.api.references import find_within, split_reference
from portal.stats.compute.sorting import rank_values, sort_by
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.exploring import ZoneColumn, read_zone_column
from portal.stats.queries.tables import list_positions
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import list_zone_positions
from portal.territories.search.filtering import Places, get_names

_WITH_PARTS: Final = ("commune",)


@dataclass(frozen=True)
class Page:
    """Some of the positions asked, in order. ``ranks`` are theirs among all those asked, 0 for none; None
    when they were not asked. ``last`` is the code to go on after, None at the end."""

    positions: Sequence[int]
    last: str | None
    ranks: Sequence[int] | None


def list_asked_positions(kind: str, within: str | None) -> list[int]:
    """Positions of the territories asked, by code. Raises ProblemError."""
    if within is None:
        return list_positions(kind)
    whole = split_reference(within, _WITH_PARTS)
    if whole is not None:
        return _list_parts(kind, whole)
    zone = find_within(within)
    if kind in zone.levels:
        positions = list_zone_positions(zone, kind)
        found: list[int] = positions[get_names(kind).order_by_code(positions)].tolist()
        return found
    if zone.territory is None:
        raise refuse_parameter("kind", f"cette sélection est faite de territoires « {zone.levels[0]} ».")
    return list_positions(kind, zone.territory)


def _list_parts(kind: str, whole: tuple[str, str]) -> list[int]:
    """Positions of the parts of a commune, which is no zone."""
    if get_universe().position(*whole) is None:
        raise refuse_parameter("within", f"aucune commune n’a le code « {whole[1]} ».")
    return list_positions(kind, whole)


def take_page(indicator: Indicator, year: int | None, positions: list[int], filters: ValueFilters) -> Page:
    """One page of these positions, of the kind and in the order asked. Raises ProblemError."""
    kind = filters.kind or ""
    at = np.array(positions, np.int32)
    column = None if year is None else read_zone_column(indicator.slug, kind, at, year)
    places = _order(at, column, kind, filters.sort)
    start = _find_start(at[places], filters)
    page = places[start : start + filters.limit]
    taken: list[int] = at[page].tolist()
    last = get_universe().table(kind).codes[taken[-1]] if start + len(page) < len(places) else None
    ranks = None
    if filters.ranks and column is not None and not indicator.is_categorical:
        ranks = rank_values(column.values)[page].tolist()
    return Page(taken, last, ranks)


def _order(at: Places, column: ZoneColumn | None, kind: str, sort: str) -> NDArray[np.intp]:
    """Places: by code, as they come; by name; by value, equal ones by code and those without a value last."""
    key, is_descending = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        places = get_names(kind).order(at).astype(np.intp)
        return places[::-1] if is_descending else places
    if key == "value" and column is not None:
        return sort_by(column.values, is_descending=is_descending)
    return np.arange(len(at))


def _find_start(ordered: Places, filters: ValueFilters) -> int:
    """Where the page begins: after a code, which an order by code need not hold."""
    if filters.after is None:
        return 0
    after, table = filters.after.upper(), get_universe().table(filters.kind or "")
    if filters.sort == "code":
        return bisect_right(ordered.tolist(), after, key=table.codes.__getitem__)
    found = np.flatnonzero(ordered == table.positions.get(after, -1))
    if not len(found):
        raise refuse_parameter("after", "ce code n’est pas de cette sélection : suivez `next` tel quel.")
    return int(found[0]) + 1
