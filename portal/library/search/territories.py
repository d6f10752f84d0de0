"""Territories of documents: « kind:code », those they lie in, and their names."""

from __future__ import annotations

from typing import Final

from portal.library.search.words import fold
from portal.territories.models import Kind
from portal.territories.queries.universe import FRANCE_CODE, get_universe

BROAD: Final = frozenset({Kind.FRANCE.value, Kind.REGION.value, Kind.DEPARTEMENT.value})
"""Kinds of which there are few: they are counted whatever is found."""

_ABOVE: Final = ("commune", "epci", "ept", "departement", "region")
"""Groupings in which what is about a part is found; « about France » means the whole of it."""

_PLAINLY_NAMED: Final = ("commune", "departement", "region")

FRANCE: Final = f"{Kind.FRANCE.value}:{FRANCE_CODE}"


def list_line(territory: str) -> tuple[str, ...]:
    """A territory, then its commune, EPCI, EPT, département and région; itself alone when it is unknown."""
    universe = get_universe()
    kind, _, code = territory.partition(":")
    above = ((grouping, universe.group_of(kind, code, grouping)) for grouping in _ABOVE if grouping != kind)
    return (territory, *(f"{grouping}:{found}" for grouping, found in above if found))


def is_name(plain: str) -> bool:
    """Whether a word without accents is the whole name of a commune, a département or a région."""
    names = get_universe().names
    told = (name for kind in _PLAINLY_NAMED for name in names.get(kind, ()))
    return any(len(name) == len(plain) and fold(name) == plain for name in told)


def name_territory(territory: str) -> str:
    """« Rennes »; "" when it is unknown."""
    kind, _, code = territory.partition(":")
    universe = get_universe()
    position = universe.position(kind, code)
    return "" if position is None else universe.names[kind][position]
