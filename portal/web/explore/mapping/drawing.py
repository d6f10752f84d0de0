"""The drawing of a map of the explorer: classes, contours, lines to find one's way."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name, typeset
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import list_categories
from portal.stats.queries.exploring import ZoneColumn
from portal.territories.addresses import path_of
from portal.territories.queries.borders import find_borders
from portal.territories.queries.outlines import AlignedOutlines, trace_outlines
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.thinning import thin_outlines, thin_path
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import find_zone, list_zone_positions
from portal.ui.maps.classes import Method
from portal.ui.maps.composing import Drawn, compose
from portal.ui.maps.frame import LINKED_AT_MOST, Border, draw_map
from portal.ui.maps.painting import Painting, paint, paint_categories
from portal.web.explore.reading import Explored

MAP_ID: Final = "carte"
SHAPES_AT_MOST: Final = 1200
"""Beyond, a page has a picture of the map rather than the map."""
GRID: Final = 45
"""Units of 10 metres: France is 2,300 of them wide, more than its picture has pixels."""


def paint_explored(explored: Explored) -> Painting:
    """The classes asked, or the categories, of what is explored. Raises ValueError without a column."""
    if explored.column is None:
        raise ValueError("nothing is online to paint: ask for a column first")
    asked = explored.asked
    method: Method = asked.method  # type: ignore[assignment]  # one of METHODS: it was checked at the door
    return paint_zone(explored.indicator, explored.column, explored.unit, method, asked.classes)


def paint_zone(
    indicator: Indicator, column: ZoneColumn, symbol: str, method: Method = "quantiles", at_most: int = 5
) -> Painting:
    """The classes or the categories of a column."""
    if indicator.is_categorical:
        labels = {float(one.value): typeset(one.label) for one in list_categories(indicator.slug)}
        return paint_categories(column.values, column.absence, labels, order=indicator.ordered)
    return paint(
        column.values,
        column.absence,
        decimals=indicator.decimals,
        symbol=symbol,
        at_most=at_most,
        method=method,
    )


def is_picture(explored: Explored) -> bool:
    """Whether there are more shapes than a page can hold."""
    return len(explored.positions) > SHAPES_AT_MOST


def draw_explored(explored: Explored, painting: Painting, *, title: str, description: str) -> Markup:
    """The map as SVG; empty when no contour is known."""
    key, level = explored.zone.key, explored.level
    is_thin = is_picture(explored)
    outlines = _trace_thin(get_universe().version, key, level) if is_thin else _trace(explored)
    count = len(explored.positions)
    drawn = Drawn(
        lambda rank: fix_name(explored.get_member(rank).name),
        lambda rank: _find_path(explored, rank),
        linked=range(count) if count <= LINKED_AT_MOST else (),
        here=explored.here,
        zone_names=name_zones(),
    )
    shapes, insets = compose(outlines, painting, drawn)
    return draw_map(
        shapes,
        map_id=MAP_ID,
        title=title,
        description=description,
        insets=insets,
        borders=_list_borders(key, level, is_thin=is_thin),
        has_motifs=explored.asked.has_patterns,
    )


def _trace(explored: Explored) -> AlignedOutlines:
    return trace_outlines([member.id for member in explored.members])


@lru_cache(maxsize=6)
def _trace_thin(version: int, zone_key: str, level: str) -> AlignedOutlines:
    """Kept for a load of the territories: the same for every indicator (3 MB for all communes)."""
    found = get_directory().by_position
    positions = list_zone_positions(find_zone(zone_key), level).tolist()
    return thin_outlines(trace_outlines([found[level, position].id for position in positions]), GRID)


def _list_borders(zone_key: str, level: str, *, is_thin: bool) -> list[Border]:
    if is_thin:
        return _list_thin_borders(get_universe().version, zone_key, level)
    lines = find_borders(zone_key, level)
    return [Border(lines.departements), Border(lines.regions, "strong")]


@lru_cache(maxsize=6)
def _list_thin_borders(version: int, zone_key: str, level: str) -> list[Border]:
    """With the outline of the whole: shapes have none of their own at that scale."""
    lines = find_borders(zone_key, level)
    looks = ((lines.outline, "pale"), (lines.departements, ""), (lines.regions, "strong"))
    return [Border(thin_path(path, GRID), look) for path, look in looks if path]  # type: ignore[arg-type]


def _find_path(explored: Explored, rank: int) -> str:
    member = explored.get_member(rank)
    return path_of(member.kind, member.code, member.slug)


def name_zones() -> dict[str, str]:
    """Code of an overseas département → its name: what its inset is called."""
    return _read_zone_names(get_universe().version)


@lru_cache(maxsize=1)
def _read_zone_names(version: int) -> dict[str, str]:
    named = get_directory().by_code.items()
    return {code: fix_name(one.name) for (kind, code), one in named if kind == "departement"}


def forget_drawn() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    for kept in (_trace_thin, _list_thin_borders, _read_zone_names):
        kept.cache_clear()
