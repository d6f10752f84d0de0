"""The map of a list: one indicator over territories of a kind, with its legend and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.french import fix_name, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures
from portal.territories.addresses import path_of
from portal.territories.queries.outlines import list_outline_rows
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.frame import Inset, Shape, draw_map
from portal.web.factsheets.choropleth import METHOD, Legend, build_legend, paint_figures, write_summary

MAINLAND: Final = "metropole"
DRAWN: Final = frozenset(
    {
        ("epci", "commune"), ("ept", "commune"), ("departement", "epci"), ("departement", "commune"),
        ("region", "departement"), ("region", "epci"), ("france", "region"), ("france", "departement"),
    }
)  # fmt: skip
"""Kind of a territory and of its members: lists that have a map. Thousands of shapes make none."""


@dataclass(frozen=True, slots=True)
class ListMap:
    """``svg`` is empty when no contour is known."""

    svg: Markup
    title: str
    caption: str
    legend: Legend
    summary: str
    method: str


def draw_list(
    members: Sequence[Relative],
    figures: MemberFigures,
    *,
    where: str,
    nouns: tuple[str, str],
    here: int | None = None,
) -> ListMap:
    """``members`` in the order of ``figures``; ``where`` ends the title (« de Rennes Métropole »).

    ``here``: id of the territory of the page, outlined.
    """
    indicator = figures.indicator
    painting = paint_figures(indicator, figures.figures)
    rows = {row.id: row for row in list_outline_rows([member.id for member in members])}
    zones: dict[str, list[Shape]] = {}
    for rank, member in enumerate(members):
        if member.id not in rows:
            continue
        row = rows[member.id]
        shape = Shape(
            row.path,
            (row.x0, row.y0, row.x1, row.y1),
            fix_name(member.name),
            path_of(member.kind, member.code, member.slug),
            note=painting.write_note(rank),
            value_class=painting.classes.steps[rank],
            absence=painting.get_hatching(rank),
            is_highlighted=member.id == here,
        )
        zones.setdefault(row.zone, []).append(shape)
    main = MAINLAND if MAINLAND in zones else max(zones, key=lambda zone: len(zones[zone]), default="")
    insets = [Inset(_label(shapes), tuple(shapes)) for zone, shapes in sorted(zones.items()) if zone != main]
    dated = f" en {figures.year}" if figures.year else ""
    title = typeset(f"{indicator.label}{dated} : {nouns[1]} {where}")
    summary = typeset(write_summary(members, figures))
    unit = get_catalogue().units[indicator.unit].plural
    measured = f", en {unit}" if unit not in {"", "%"} else ""
    return ListMap(
        draw_map(zones.get(main, []), map_id="carte", title=title, description=summary, insets=insets),
        title,
        typeset(f"{indicator.label}{dated}{measured}"),
        build_legend(painting, nouns=nouns),
        summary,
        typeset(METHOD),
    )


def _label(shapes: Sequence[Shape]) -> str:
    return shapes[0].label if len(shapes) == 1 else ""
