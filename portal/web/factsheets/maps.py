"""The map of a sheet: which shapes, which links, what its colours say, and the same thing in words.

Shapes that are no links are joined class by class before they are drawn: a map of three hundred communes
is a few paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from portal.kernel.french import add_article, fix_name, format_count, of_place, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Column, UnknownColumnError, get_column, get_latest_year
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.outlines import get_outlines
from portal.territories.queries.surroundings import Relative, Surroundings
from portal.ui.maps.frame import LINKED_AT_MOST, Inset, Shape, draw_map
from portal.web.factsheets.choropleth import Hatching, Legend, Painting, build_legend, paint_column
from portal.web.factsheets.wording import MEMBER_NOUNS

MAINLAND = "metropole"

DRAWN_MEMBERS: dict[str, str] = {
    "epci": "commune",
    "ept": "commune",
    "departement": "epci",
    "region": "departement",
    "france": "region",
}
"""Kind → the kind of members its map draws."""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """``svg`` is empty when there is nothing to draw; ``legend`` when no indicator is known."""

    svg: Markup
    caption: str
    legend: Legend = ()


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
    return SheetMap(_draw(drawn, painting), words, build_legend(painting, nouns=MEMBER_NOUNS[drawn.kind]))


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
    outlines = get_outlines()
    rows = outlines.find_rows([member.id for member in drawn.members])
    zones: dict[str, list[int]] = {}
    for rank, row in enumerate(rows.tolist()):
        if row >= 0:
            zones.setdefault(outlines.zones[outlines.zone_of[row]], []).append(rank)
    if drawn.here is not None:
        zones = {zone: ranks for zone, ranks in zones.items() if ranks[0] == 0}  # where the commune is
    main = MAINLAND if MAINLAND in zones else next(iter(zones), "")
    known = rows >= 0
    boxes, paths = outlines.boxes[rows].tolist(), outlines.list_paths(np.where(known, rows, 0))
    shaper = _Shaper(drawn, painting, paths, boxes)
    insets = [
        Inset(fix_name(drawn.members[ranks[0]].name), tuple(shaper.list_shapes(ranks)))
        for zone, ranks in sorted(zones.items())
        if zone != main
    ]
    shapes = shaper.list_shapes(zones.get(main, []))
    return draw_map(shapes, map_id="carte", title=drawn.title, insets=insets)


_Look = tuple[int, Hatching, bool]


@dataclass(frozen=True, slots=True)
class _Shaper:
    """``paths`` and ``boxes`` of the members, in their order."""

    drawn: _Drawn
    painting: Painting | None
    paths: Sequence[str]
    boxes: Sequence[Sequence[int]]

    def list_shapes(self, ranks: Sequence[int]) -> list[Shape]:
        """Links and the territory itself one by one, all others joined by their looks."""
        drawn = self.drawn
        apart: list[Shape] = []
        looks: dict[_Look, list[int]] = {}
        is_linked = len(drawn.linked) <= LINKED_AT_MOST
        for rank in ranks:
            pk = drawn.members[rank].id
            look = self._look(rank, pk)
            if pk == drawn.here or (is_linked and pk in drawn.linked):
                apart.append(self._shape(rank, look, is_here=pk == drawn.here))
            else:
                looks.setdefault(look, []).append(rank)
        return [*(self._join(found, look) for look, found in looks.items()), *apart]

    def _look(self, rank: int, pk: int) -> _Look:
        """Step, hatching, and whether it is only there to situate the others: a colour says more."""
        if self.painting is None:
            return 0, "", pk in self.drawn.context
        return self.painting.classes.steps[rank], self.painting.get_hatching(rank), False

    def _join(self, ranks: list[int], look: _Look) -> Shape:
        step, absence, is_context = look
        boxes = [self.boxes[rank] for rank in ranks]
        box = (
            min(one[0] for one in boxes), min(one[1] for one in boxes),
            max(one[2] for one in boxes), max(one[3] for one in boxes),
        )  # fmt: skip
        path = "".join([self.paths[rank] for rank in ranks])
        return Shape(path, box, "", value_class=step, absence=absence, is_context=is_context)

    def _shape(self, rank: int, look: _Look, *, is_here: bool) -> Shape:
        member, (x0, y0, x1, y1) = self.drawn.members[rank], self.boxes[rank]
        return Shape(
            self.paths[rank],
            (x0, y0, x1, y1),
            fix_name(member.name),
            "" if is_here else path_of(member.kind, member.code, member.slug),
            self.painting.write_note(rank) if self.painting else "",
            look[0],
            look[1],
            is_highlighted=is_here,
            is_context=look[2],
        )
