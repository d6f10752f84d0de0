"""Today's territories, as the computations need them."""

from __future__ import annotations

from portal.stats.compute.geography import GROUPINGS, LEVELS, Geography, Grouping, Passage
from portal.territories.queries import history
from portal.territories.queries.universe import Universe


def build_geography(universe: Universe) -> Geography:
    """The territories of a load, with the passages from past years read when they are needed."""
    groupings = {
        (kind, grouping): Grouping(
            universe.group_index(kind, grouping), tuple(universe.group_codes(kind, grouping))
        )
        for kind in LEVELS
        for grouping in GROUPINGS[kind]
    }
    return Geography(
        codes={kind: universe.table(kind).codes for kind in LEVELS},
        is_current={kind: universe.table(kind).is_current for kind in LEVELS},
        groupings=groupings,
        find_passage=_find_passage,
        list_epci_members=history.list_epci_members,
    )


def _find_passage(year: int) -> Passage:
    found = history.build_passage(year)
    return Passage(year, found.successors, found.split)
