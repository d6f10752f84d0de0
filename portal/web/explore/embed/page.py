"""What a frame shows of a view: its title, its drawing, its legend, a sentence, its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from portal.kernel.french import typeset
from portal.stats.queries import SourceInfo
from portal.ui.cells import Cell, write_cell
from portal.ui.embedding import Embed
from portal.ui.exports import readme
from portal.ui.frozen import keep_version
from portal.web.explore.asked import DISTRIBUTION, EVOLUTION, MAP, RANKING, SCATTER, TABLE
from portal.web.explore.files.explaining import list_sources, write_title
from portal.web.explore.mapping.drawing import is_picture
from portal.web.explore.reading import Explored
from portal.web.explore.view import View

_HEIGHTS_PX: Final = {MAP: 800, RANKING: 1120, DISTRIBUTION: 610, EVOLUTION: 600, SCATTER: 720, TABLE: 540}
"""Of what 640 pixels of width show, measured."""

_LISTED: Final = 10
"""Rows of a frame of a view that is a table; the page has them all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A territory of a list: its rank is empty when it has no value."""

    rank: str
    name: str
    cell: Cell


def build_embed(explored: Explored) -> Embed:
    """What the frame is called and how large it is; ``portal.ui.embedding`` does the rest."""
    height = _HEIGHTS_PX[explored.asked.view]
    return Embed(write_title(explored), explored.asked.address(), height_px=height)


def present_embed(explored: Explored, view: View) -> dict[str, Any]:
    """What the template of the frame places."""
    picture = find_picture(explored, view)
    drawing = Markup("") if picture else view.draw(explored)
    sources = list_sources(explored)
    return {
        "drawing": drawing,
        "picture": picture,
        "alternative": write_title(explored),
        "keys": [(Markup(key.swatch), key.text) for key in view.list_keys(explored)],  # noqa: S704 - ours
        "summary": view.summarise(explored),
        "rows": [] if drawing or picture else list_rows(explored),
        "unit": explored.unit,
        "source": write_source(sources),
    }


def find_picture(explored: Explored, view: View) -> str:
    """The address of the map of thousands of territories, which is a picture; empty for other drawings."""
    if view.key != MAP or not is_picture(explored):
        return ""
    asked = explored.asked
    return keep_version(asked.address(f"{asked.path}/carte.png"))


def list_rows(explored: Explored) -> list[Row]:
    """The first of the ranking, for views without a drawing."""
    column = explored.column
    if column is None:
        return []
    ranks = column.ranks
    first = sorted((int(rank), place) for place, rank in enumerate(ranks.tolist()) if rank)[:_LISTED]
    indicator = explored.indicator
    return [
        Row(
            str(rank),
            explored.get_member(place).name,
            write_cell(
                column.figure(place), symbol=explored.unit, decimals=indicator.decimals, year=column.year
            ),
        )
        for rank, place in first
    ]


def write_source(sources: list[SourceInfo]) -> str:
    """« Sources : Insee, Populations de référence ; … Licence ouverte. Données au 3 mars 2026. »."""
    heading = "Sources" if len(sources) > 1 else "Source"
    licences = ", ".join(dict.fromkeys(one.licence for one in sources))
    dated = readme.write_dated(sources)
    names = " ; ".join(readme.name_origins(sources))
    return typeset(f"{heading} : {names}. {licences}.{f' Données au {dated}.' if dated else ''}")
