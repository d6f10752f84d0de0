"""The map of a sheet: which shapes, which links, what its colours say, and the same thing in words.

Shapes that are no links are joined class by class before they are drawn (``portal.ui.maps.composing``): a map
of three hundred communes is a few paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.kernel.french import add_article, fix_name, format_count, of_place, typeset
from portal.stats.addresses import explore_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Column, UnknownColumnError, get_column, get_latest_year
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.outlines import trace_outlines
from portal.territories.queries.surroundings import Relative, Surroundings
from portal.ui.maps.composing import Drawn, compose
from portal.ui.maps.frame import draw_map
from portal.ui.maps.painting import Legend, Painting, build_legend
from portal.web.factsheets.choropleth import paint_column
from portal.web.factsheets.wording import MEMBER_NOUNS

DRAWN_MEMBERS: dict[str, str] = {
    "epci": "commune",
    "ept": "commune",
    "departement": "epci",
    "region": "departement",
    "france": "region",
}
"""Kind → the kind of members its map draws."""

_ZONES = ("epci", "departement")
"""What the map of a commune shows, the first it belongs to."""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """``svg`` is empty when there is nothing to draw; ``legend`` when no indicator is known."""

    svg: Markup
    caption: str
    legend: Legend = ()
    explore: str = ""
    """Where the same indicator is explored, with other years, zones and indicators."""


@dataclass(frozen=True)
class _Drawn:
    """The territories of a map; only ``linked`` ones are links, with a name."""

    kind: str
    members: Sequence[Relative]
    linked: frozenset[int]
    context: frozenset[int]
    here: int | None
    title: str


def present_map(territory: Territory, around: Surroundings) -> SheetMap:
    """The map in the colours of the first indicator that maps of its members open with."""
    drawn = _choose(territory, around)
    column = _find_column(drawn.kind)
    caption = write_caption(territory, around)
    if column is None or not drawn.members:
        return SheetMap(_draw(drawn), caption)
    indicator = get_catalogue().indicators[column.indicator]
    painting = paint_column(column, [member.position for member in drawn.members])
    words = typeset(f"{indicator.label} en {column.year}. {caption}.")
    return SheetMap(
        _draw(drawn, painting),
        words,
        build_legend(painting, nouns=MEMBER_NOUNS[drawn.kind]),
        _find_explored(territory, around, indicator.slug, drawn.kind),
    )


def _find_explored(territory: Territory, around: Surroundings, slug: str, level: str) -> str:
    if territory.kind == "france":
        return explore_path(slug, level=level)
    here = f"{territory.kind}:{territory.code}"
    if territory.kind != "commune":
        return explore_path(slug, zone=here, level=level)
    zone = next((f"{kind}:{around.parents[kind].code}" for kind in _ZONES if kind in around.parents), "")
    return explore_path(slug, zone=zone, here=here) if zone else ""


def build_map(territory: Territory, around: Surroundings) -> Markup:
    """The map without colours: where the territory is, who its members are."""
    return _draw(_choose(territory, around))


def write_caption(territory: Territory, around: Surroundings) -> str:
    """What the map shows, in one line under it."""
    if territory.kind == "commune":
        epci = around.parents.get("epci")
        return (
            f"Les communes {of_place(epci.name, epci.article_kind, 'epci')} et celles qui l’entourent"
            if epci
            else "Communes voisines"
        )
    kind = DRAWN_MEMBERS[territory.kind]
    return f"{format_count(len(around.members.get(kind, ())), *MEMBER_NOUNS[kind])}"


def _find_column(kind: str) -> Column | None:
    """The latest column of what maps of this kind open with; None when none is online."""
    for indicator in get_catalogue().list_drawn(kind):
        year = get_latest_year(indicator.slug, kind)
        if year is not None:
            try:
                return get_column(indicator.slug, year, kind)
            except UnknownColumnError:  # a release was published meanwhile
                continue
    return None


def _choose(territory: Territory, around: Surroundings) -> _Drawn:
    """A commune among those of its EPCI and its neighbours; another territory and its members."""
    name = fix_name(territory.name)
    if territory.kind != "commune":
        kind = DRAWN_MEMBERS[territory.kind]
        members = around.members.get(kind, ())
        title = f"Carte : {name}, {format_count(len(members), *MEMBER_NOUNS[kind])}"
        return _Drawn(kind, members, frozenset(one.id for one in members), frozenset(), None, title)
    here = Relative(*(getattr(territory, field) for field in Relative._fields))
    near = {one.id: one for one in (here, *around.siblings, *around.neighbours)}
    touching = frozenset(one.id for one in around.neighbours)  # links only there: a map is no list
    siblings = {one.id for one in around.siblings}
    epci = around.parents.get("epci")
    within = f" dans {add_article(epci.name, epci.article_kind, 'epci')}" if epci else " et ses voisines"
    context = frozenset(near) - siblings - {here.id}
    return _Drawn("commune", tuple(near.values()), touching, context, here.id, f"Carte : {name}{within}")


def _draw(drawn: _Drawn, painting: Painting | None = None) -> Markup:
    """A commune is drawn with those of its zone only: the others of an EPCI are never overseas."""
    members = drawn.members
    outlines = trace_outlines([member.id for member in members])
    apart = Drawn(
        lambda rank: fix_name(members[rank].name),
        lambda rank: path_of(members[rank].kind, members[rank].code, members[rank].slug),
        linked=[rank for rank, member in enumerate(members) if member.id in drawn.linked],
        here=0 if drawn.here is not None else None,
        context=frozenset(rank for rank, member in enumerate(members) if member.id in drawn.context),
    )
    shapes, insets = compose(outlines, painting, apart)
    return draw_map(shapes, map_id="carte", title=drawn.title, insets=insets)
