"""A map in the place of a panel: contours as coarse as its size allows, joined class by class, no links."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.french import typeset
from portal.stats.addresses import write_segment
from portal.stats.descriptors.panels import Map
from portal.territories.queries.borders import find_borders
from portal.territories.queries.outlines import AlignedOutlines, trace_outlines
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.thinning import thin_outlines, thin_path
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import find_zone, list_zone_positions
from portal.ui.frozen import keep_version
from portal.ui.maps.composing import Drawn, choose_main_zone, compose, group_by_zone
from portal.ui.maps.frame import Border, draw_map
from portal.ui.maps.painting import build_legend
from portal.ui.maps.patterns import draw_swatch
from portal.web.explore.asked import MAP, TABLE
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.panels.drawn import ShownDrawing
from portal.web.explore.dashboards.panels.tabulating import tabulate_values
from portal.web.explore.dashboards.reading import PanelReading, name_member
from portal.web.explore.mapping.drawing import is_picture, name_zones, paint_explored
from portal.web.explore.mapping.view import summarise, write_title
from portal.web.explore.reading import Explored

_ACROSS: Final = 1000
"""Units across a map: a panel is at most 1,100 pixels wide, most often half of that."""
_ACROSS_INSET: Final = 250
_AS_THEY_ARE: Final = 500
"""Up to so many members, contours weigh less than it costs to make them coarser."""


def build_map(panel: Map, reading: PanelReading) -> Content:
    """A picture of the map where it has too many shapes for a page. Raises NothingToShow where no member
    has a value."""
    level = reading.choose_level(panel)
    explored = reading.change(panel.indicator, level, method=panel.method, classes=panel.count, view=MAP)
    title, summary = write_title(explored), summarise(explored)
    map_id = f"carte-{write_segment(panel.indicator)}-{panel.method}"
    painting = paint_explored(explored)
    legend = tuple(
        (draw_swatch(map_id, line.key), line.words) for line in build_legend(painting, nouns=explored.nouns)
    )
    is_apart = is_picture(explored)
    drawing = Markup("") if is_apart else _draw(explored, map_id, title, summary)
    return Content(
        title=typeset(f"Carte : {explored.indicator.label}"),
        about=word_about(explored),
        finding=summary,
        drawing=drawing,
        tabulate=partial(tabulate_values, explored),
        shown=ShownDrawing(drawing, legend, _find_picture(explored) if is_apart else "", title),
        sources=list_explored_sources(explored),
        explore_path=explored.asked.address(view=MAP),
        table_path=explored.asked.address(view=TABLE),
    )


def _find_picture(explored: Explored) -> str:
    """Address of the picture that the page of the map has."""
    return keep_version(explored.asked.address(f"{explored.asked.path}/carte.png", view=MAP))


def _draw(explored: Explored, map_id: str, title: str, description: str) -> Markup:
    key, level = explored.zone.key, explored.level
    is_wide = explored.zone.kind in {"france", "region"} or len(explored.positions) > _AS_THEY_ARE
    if is_wide and explored.zone.territory:
        outlines, borders = _trace_kept(get_universe().version, key, level)
    else:
        outlines, borders = trace_outlines([member.id for member in explored.members]), ()
    drawn = Drawn(
        lambda rank: name_member(explored.get_member(rank)),
        lambda rank: "",
        here=explored.here,
        zone_names=name_zones(),
    )
    shapes, insets = compose(outlines, paint_explored(explored), drawn)
    return draw_map(
        shapes, map_id=map_id, title=title, description=description, insets=insets, borders=borders
    )


@lru_cache(maxsize=64)
def _trace_kept(version: int, zone_key: str, level: str) -> tuple[AlignedOutlines, tuple[Border, ...]]:
    """Of territories, kept for a load of them: some tens of kilobytes each."""
    positions = list_zone_positions(find_zone(zone_key), level).tolist()
    found = get_directory().by_position
    traced = trace_outlines([found[level, position].id for position in positions])
    outlines, step = thin(traced)
    lines = find_borders(zone_key, level)
    looks = ((lines.departements, ""), (lines.regions, "strong"))
    borders = (Border(thin_path(path, step), look) for path, look in looks if path)  # type: ignore[arg-type]
    return outlines, tuple(borders)


def thin(outlines: AlignedOutlines) -> tuple[AlignedOutlines, int]:
    """The contours of each zone on a grid as coarse as its place on the page; the step of the main one."""
    zones = group_by_zone(outlines.zones)
    main = choose_main_zone(zones)
    paths, boxes, steps = list(outlines.paths), outlines.boxes.copy(), {}
    for zone, ranks in zones.items():
        of_zone = outlines.boxes[ranks]
        across = (of_zone[:, 2:].max(axis=0) - of_zone[:, :2].min(axis=0)).max()
        steps[zone] = max(1, int(across) // (_ACROSS if zone == main else _ACROSS_INSET))
        part = AlignedOutlines([paths[rank] for rank in ranks], of_zone, [zone] * len(ranks))
        thinned = thin_outlines(part, steps[zone])
        for rank, path in zip(ranks, thinned.paths, strict=True):
            paths[rank] = path
        boxes[np.array(ranks)] = thinned.boxes
    return AlignedOutlines(paths, boxes, outlines.zones), steps.get(main, 1)


def forget_traced() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _trace_kept.cache_clear()
