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
from portal.territories.queries.outlines import trace_outlines
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.composing import Drawn, compose
from portal.ui.maps.frame import draw_map
from portal.ui.maps.painting import Legend, build_legend, write_method
from portal.web.factsheets.choropleth import paint_figures, write_summary

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
    painting = paint_figures(figures)
    names = [fix_name(member.name) for member in members]
    drawn = Drawn(
        names.__getitem__,
        lambda rank: path_of(members[rank].kind, members[rank].code, members[rank].slug),
        linked=range(len(members)),
        here=next((rank for rank, member in enumerate(members) if member.id == here), None),
    )
    shapes, insets = compose(trace_outlines([member.id for member in members]), painting, drawn)
    dated = f" en {figures.year}" if figures.year else ""
    title = typeset(f"{indicator.label}{dated} : {nouns[1]} {where}")
    summary = typeset(write_summary(members, figures))
    unit = get_catalogue().units[indicator.unit].plural
    measured = f", en {unit}" if unit not in {"", "%"} else ""
    return ListMap(
        draw_map(shapes, map_id="carte", title=title, description=summary, insets=insets),
        title,
        typeset(f"{indicator.label}{dated}{measured}"),
        build_legend(painting, nouns=nouns),
        summary,
        write_method(painting),
    )
