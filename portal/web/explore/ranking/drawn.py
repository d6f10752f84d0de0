"""The ends of a ranking as bars: the first members and the last ones, the reader's own marked."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name, format_ordinal, typeset
from portal.stats.queries.exploring import ZoneColumn
from portal.ui.charts.bars import Bar, draw_bars
from portal.ui.sentences import is_feminine
from portal.web.explore.ranking.ordering import VALUE, Order, list_by_name, sort_places
from portal.web.explore.ranking.peers import Peers, choose_peers
from portal.web.explore.reading import Explored

_FIRST: Final = 15
_LAST: Final = 5


def draw_ranking(explored: Explored) -> Markup:
    """Bars of the fifteen highest values and of the five lowest, each named with its rank; the reader's
    territory takes the place of the fifteenth. Empty for categories and without values."""
    column = explored.column
    if column is None or explored.indicator.is_categorical:
        return Markup("")
    peers = choose_peers(explored)
    order = sort_places({VALUE: peers.values}, list_by_name(explored), Order(VALUE, is_descending=True))
    ranked = order[: peers.ranked].tolist()
    shown = ranked if len(ranked) <= _FIRST + _LAST else [*ranked[:_FIRST], *ranked[-_LAST:]]
    if explored.here in ranked and explored.here not in shown:
        shown[_FIRST - 1] = explored.here
    return draw_bars(
        [_build_bar(peers, column, place) for place in shown],
        title=typeset(f"{explored.indicator.label}, {column.year} : premiers et derniers rangs"),
        unit=explored.unit,
        decimals=explored.indicator.decimals,
    )


def _build_bar(peers: Peers, column: ZoneColumn, place: int) -> Bar:
    explored = peers.explored
    rank = format_ordinal(int(peers.ranks[place]), feminine=is_feminine(explored.level))
    name = fix_name(explored.get_member(place).name)
    return Bar(f"{rank} {name}", column.figure(place), is_main=place == explored.here)
