"""« Carte »: which territories have which values, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name, typeset
from portal.territories.addresses import path_of
from portal.ui.exports.captioned import Key
from portal.ui.frozen import keep_version
from portal.ui.maps.classes import Method
from portal.ui.maps.painting import Legend, LegendLine, Painting, build_legend, write_method
from portal.ui.maps.patterns import draw_keys, draw_swatch
from portal.web.explore.asked import MAP, RANKING, TABLE
from portal.web.explore.fonds.addresses import write_contours_address, write_values_address
from portal.web.explore.mapping.drawing import MAP_ID, draw_explored, is_picture, paint_explored
from portal.web.explore.ranking.files import tabulate_ranking
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import summarise as summarise_zone
from portal.web.explore.view import View


@dataclass(frozen=True, slots=True)
class Here:
    """The reader's territory: its name, its value in words, its page."""

    name: str
    note: str
    path: str


@dataclass(frozen=True, slots=True)
class MapShown:
    """``drawing`` is empty when no contour is known, and where the map is a picture at ``picture``;
    ``keys`` then holds the patterns of its legend.

    ``alternative`` says in words what is drawn. ``contours``, ``values`` and ``page`` are addresses for the
    script; ``here_code`` the code of the reader's territory.
    """

    map_id: str
    title: str
    drawing: Markup
    picture: str
    keys: Markup
    alternative: str
    legend: Legend
    caption: str
    method: str
    has_motifs: bool
    year: int | None
    here: Here | None
    here_code: str
    contours: str
    values: str
    page: str
    ranking: str
    table: str


def present(explored: Explored) -> MapShown:
    """The map, its legend and its words."""
    asked, painting = explored.asked, paint_explored(explored)
    title, summary = write_title(explored), summarise(explored)
    here = _present_here(explored, painting)
    legend = _list_legend(explored, painting, here)
    is_apart = is_picture(explored)
    return MapShown(
        map_id=MAP_ID,
        title=title,
        drawing=Markup("")
        if is_apart
        else draw_explored(explored, painting, title=title, description=summary),
        picture=keep_version(asked.address(f"{asked.path}/carte.png", view=MAP)) if is_apart else "",
        keys=draw_keys(MAP_ID, [line.key for line in legend], has_motifs=asked.has_patterns)
        if is_apart
        else Markup(""),
        alternative=f"{title}. {summary}",
        legend=legend,
        caption=_write_caption(explored),
        method=_write_method(explored, painting),
        has_motifs=asked.has_patterns,
        year=explored.year,
        here=here,
        here_code=explored.get_member(explored.here).code if explored.here is not None else "",
        contours=write_contours_address(explored.level, explored.zone.key),
        values=keep_version(write_values_address(asked, explored.year)),
        page=keep_version(asked.address(year=None, view=MAP)),
        ranking=keep_version(asked.address(view=RANKING)),
        table=keep_version(asked.address(view=TABLE)),
    )


def write_title(explored: Explored) -> str:
    """« Dette par habitant en 2024 : communes d’Ille-et-Vilaine »."""
    dated = f" en {explored.year}" if explored.year else ""
    return typeset(f"{explored.indicator.label}{dated} : {explored.nouns[1]} {explored.zone.of_name}")


def _write_caption(explored: Explored) -> str:
    unit = f", en {explored.unit}" if explored.unit else ""
    dated = f" en {explored.year}" if explored.year else ""
    words = f"{explored.indicator.label}{dated}{unit}"
    return typeset(words if words.endswith(".") else f"{words}.")  # « €/hab. » ends with its own


def _write_method(explored: Explored, painting: Painting) -> str:
    method: Method = explored.asked.method  # type: ignore[assignment]  # one of METHODS: checked at the door
    return write_method(painting, method)


def _present_here(explored: Explored, painting: Painting) -> Here | None:
    if explored.here is None:
        return None
    member = explored.get_member(explored.here)
    name, path = fix_name(member.name), path_of(member.kind, member.code, member.slug)
    return Here(name, painting.write_note(explored.here), path)


def _list_legend(explored: Explored, painting: Painting, here: Here | None) -> Legend:
    lines = build_legend(painting, nouns=explored.nouns)
    if here is None:
        return lines
    return (*lines, LegendLine("ring", typeset(f"{here.name} : {here.note}")))


def summarise(explored: Explored) -> str:
    """The middle, the ends, where the reader's territory stands, what is missing."""
    return " ".join(summarise_zone(explored))


def draw(explored: Explored) -> Markup:
    """The map as SVG, whatever the number of shapes: for files and embeds."""
    if explored.column is None:
        return Markup("")
    painting = paint_explored(explored)
    return draw_explored(explored, painting, title=write_title(explored), description=summarise(explored))


def list_keys(explored: Explored) -> tuple[Key, ...]:
    """The legend, line by line."""
    if explored.column is None:
        return ()
    painting = paint_explored(explored)
    legend = _list_legend(explored, painting, _present_here(explored, painting))
    has_motifs = explored.asked.has_patterns
    return tuple(Key(draw_swatch(MAP_ID, line.key, has_motifs=has_motifs), line.words) for line in legend)


CARTE: Final = View(
    MAP, "Carte", "explore/views/carte.html", present, summarise, draw, tabulate_ranking, list_keys
)
