"""Maps: outlines to SVG that reads, prints and works without a script.

Pure: shapes come as path data and boxes in one projection. Colours are classes, hatching tells absences
apart from values, motifs tell classes when they are asked, every line keeps its width whatever the scale.
Shapes without a link are joined class by class. Beyond ``LINKED_AT_MOST`` links the map is one image:
hundreds of tab stops help nobody, and the table beside it holds the same links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from markupsafe import Markup, escape

from portal.kernel.svg_paths import start_absolute
from portal.ui.charts.svg import write_coordinate, write_title
from portal.ui.maps.patterns import KEY_STEP, draw_hatchings, draw_motifs

LINKED_AT_MOST: Final = 30
CLASSES: Final = 7
_PADDING = 0.02
_INSETS_ABREAST = 5
_INSET_SIDE = 0.16  # of the height, at least: the insets of a narrow map
_INSET_HEIGHT = 1.3  # of its width: the label is below
_INSET_FONT = 0.155  # of its width: 10 px on a phone, where five insets share 340 px
_ROUNDING = 1e-6
_TEXTURES: Final = ((1200, "fine"), (400, "dense"))
"""More shapes than that: lines as thick as usual would be all that is seen; then, any line."""
_HATCHES = 70
_HATCHES_OF_INSET = 20


class Shape(NamedTuple):
    """One territory of a map.

    ``path`` is SVG path data and ``box`` its (x0, y0, x1, y1), y growing southwards. ``value_class`` is the
    key of a class (see ``painting.py``), empty or 0 for a plain shape; ``absence`` hatches it. ``note``
    follows the label in the title: « 12 345 hab. ». What is highlighted is filled, or outlined when it has a
    class. ``joined``: how many territories are in it.
    """

    path: str
    box: tuple[float, float, float, float]
    label: str
    href: str = ""
    note: str = ""
    value_class: int | str = ""
    absence: Literal["", "secret", "other"] = ""
    is_highlighted: bool = False
    is_context: bool = False
    joined: int = 1

    @property
    def css_class(self) -> str:
        step = f" oc-map__place--{self.value_class}" if self.value_class and not self.absence else ""
        if self.is_highlighted:
            return f"oc-map__place oc-map__place--{'ring' if self.is_ringed else 'here'}{step}"
        if self.is_context:
            return "oc-map__place oc-map__place--context"
        return f"oc-map__place{step}"

    @property
    def is_ringed(self) -> bool:
        """Whether it is outlined, because it has a colour or a hatching of its own."""
        return self.is_highlighted and bool(self.value_class or self.absence)

    @property
    def is_link(self) -> bool:
        return bool(self.href) and not self.is_highlighted

    @property
    def title(self) -> str:
        return f"{self.label} : {self.note}" if self.note else self.label


@dataclass(frozen=True, slots=True)
class Inset:
    """A territory far away (overseas), drawn at its own scale in a labelled square."""

    label: str
    shapes: tuple[Shape, ...] = field(default=())


class Border(NamedTuple):
    """A line drawn over the shapes, to find one's way: path data, and how it is drawn."""

    path: str
    look: Literal["", "strong", "pale"] = ""


@dataclass(frozen=True, slots=True)
class _Look:
    """How shapes are filled. ``map_id`` names the patterns."""

    map_id: str
    is_linked: bool
    has_motifs: bool
    texture: str = ""


def draw_map(
    shapes: Sequence[Shape],
    *,
    map_id: str,
    title: str,
    description: str = "",
    insets: Sequence[Inset] = (),
    borders: Sequence[Border] = (),
    has_motifs: bool = False,
) -> Markup:
    """The map, or empty markup when there is nothing to draw.

    ``map_id`` is unique in the page: patterns are named after it, and those of its legend after it with
    « -key ». ``description`` is the alternative in words: what is highlighted, how many territories, what the
    classes say. ``borders`` are drawn over the main frame. ``has_motifs``: classes are told by motifs too.
    Raises ValueError when a box is upside down.
    """
    drawn = [inset for inset in insets if inset.shapes]
    if not shapes and not drawn:
        return Markup("")
    if not shapes:
        shapes, drawn, borders = drawn[0].shapes, drawn[1:], ()
    left, top, width, height = _frame(shapes)
    everything = [*shapes, *(shape for inset in drawn for shape in inset.shapes)]
    is_linked = 0 < sum(shape.is_link for shape in everything) <= LINKED_AT_MOST
    look = _Look(map_id, is_linked, has_motifs, _choose_texture(shapes))
    side = max(width / _INSETS_ABREAST, _INSET_SIDE * height)
    columns = max(1, int(width / side + _ROUNDING))
    rows = -(-len(drawn) // columns)
    parts = [
        _open_map(title, look, (left, top, width, height + rows * side * _INSET_HEIGHT)),
        write_title(title, description) if not is_linked else _describe(description),
        _draw_patterns(replace(look, map_id=f"{map_id}-key"), everything, KEY_STEP),
        _draw_patterns(look, shapes, max(width, height) / _HATCHES),
        _draw_shapes(shapes, look, borders),
    ]
    for rank, inset in enumerate(drawn):
        row, column = divmod(rank, columns)
        corner = (left + column * side, top + height + (row * _INSET_HEIGHT + 0.05) * side)
        own = replace(look, map_id=f"{map_id}-{rank}", texture=_choose_texture(inset.shapes))
        parts.append(_draw_inset(inset, corner, side, own))
    return Markup("").join([*parts, Markup("</svg>")])


def _choose_texture(shapes: Sequence[Shape]) -> str:
    count = sum(shape.joined for shape in shapes)
    return next((name for most, name in _TEXTURES if count > most), "")


def _frame(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Left, top, width and height of a view of all shapes, with a little air; never empty."""
    boxes = [shape.box for shape in shapes]
    for x0, y0, x1, y1 in boxes:
        if x1 < x0 or y1 < y0:
            raise ValueError(f"box upside down: {(x0, y0, x1, y1)}, expected x0 ≤ x1 and y0 ≤ y1")
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    air = _PADDING * max(right - left, bottom - top) or 1.0
    return left - air, top - air, right - left + 2 * air, bottom - top + 2 * air


def _open_map(title: str, look: _Look, view: tuple[float, float, float, float]) -> Markup:
    view_box = " ".join(map(write_coordinate, view))
    if look.is_linked:
        return Markup('<svg class="oc-map" viewBox="{}" role="group" aria-label="{}">').format(
            view_box, title
        )
    return Markup('<svg class="oc-map" viewBox="{}" role="img" focusable="false">').format(view_box)


def _draw_patterns(look: _Look, shapes: Sequence[Shape], step: float) -> Markup:
    """Those of the absences and, when they are asked, of the classes in use."""
    drawn = draw_hatchings(look.map_id, {shape.absence for shape in shapes}, step)
    if look.has_motifs:
        keys = sorted({str(shape.value_class) for shape in shapes if shape.value_class})
        drawn += draw_motifs(look.map_id, keys, step)
    return Markup("<defs>{}</defs>").format(drawn) if drawn else drawn


def _draw_shapes(shapes: Sequence[Shape], look: _Look, borders: Sequence[Border] = ()) -> Markup:
    """Shapes without a link joined class by class, links, borders; the highlighted one above all."""
    joined: dict[tuple[bool, str, str], list[str]] = {}
    linked, here = [], []
    for shape in shapes:
        css_class, filled = shape.css_class, _find_pattern(shape, look)
        if shape.is_highlighted:
            here += [f'<path class="oc-map__halo" d="{shape.path}"/>'] if shape.is_ringed else []
            here.append(_draw_path(css_class, shape.path, filled, look, shape.title))
        elif look.is_linked and shape.href:
            linked.append(_draw_link(shape, css_class, filled, look))
        else:
            joined.setdefault((not shape.is_context, filled, css_class), []).append(
                start_absolute(shape.path)
            )
    texture = f" oc-map__place--{look.texture}" if look.texture else ""
    plain = [
        _draw_path(css_class + texture, "".join(paths), filled, look)
        for (_, filled, css_class), paths in sorted(joined.items())
    ]
    lines = [
        f'<path class="oc-map__border{f" oc-map__border--{one.look}" if one.look else ""}" d="{one.path}"/>'
        for one in borders
        if one.path
    ]
    return Markup("".join([*plain, *linked, *lines, *here]))  # noqa: S704 - escaped when they were drawn


def _find_pattern(shape: Shape, look: _Look) -> str:
    """The end of the name of the pattern that fills a shape; empty for its plain colour."""
    return shape.absence or (str(shape.value_class) if look.has_motifs and shape.value_class else "")


def _describe(description: str) -> Markup:
    """The alternative in words, when there is one: the title is the label of a map of links."""
    return Markup("<desc>{}</desc>").format(description) if description else Markup("")


def _draw_path(css_class: str, path: str, pattern: str, look: _Look, title: str = "") -> str:
    # f-strings rather than Markup.format: twenty times faster, and only the title comes from elsewhere.
    fill = f' fill="url(#{look.map_id}-{pattern})"' if pattern else ""
    if pattern:  # a colour of the style sheet would be above the pattern
        css_class = f"{css_class.replace(f' oc-map__place--{pattern}', '')} oc-map__place--absent"
    named = f"><title>{escape(title)}</title></path>" if title else "/>"
    return f'<path class="{css_class}"{fill} d="{path}"{named}'


def _draw_link(shape: Shape, css_class: str, pattern: str, look: _Look) -> str:
    drawn = _draw_path(css_class, shape.path, pattern, look, shape.title)
    return f'<a href="{escape(shape.href)}" aria-label="{escape(shape.title)}">{drawn}</a>'


def _draw_inset(inset: Inset, corner: tuple[float, float], side: float, look: _Look) -> Markup:
    left, top, width, height = _frame(inset.shapes)
    scale = 0.9 * side / max(width, height)
    x = corner[0] + (side - width * scale) / 2 - left * scale
    y = corner[1] + (side - height * scale) / 2 - top * scale
    return Markup(
        '<g class="oc-map__inset">{}<g transform="translate({} {}) scale({})">{}</g>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text></g>'
    ).format(
        _draw_patterns(look, inset.shapes, side / _HATCHES_OF_INSET / scale),
        write_coordinate(x), write_coordinate(y), f"{scale:.5f}",
        _draw_shapes(inset.shapes, look),
        write_coordinate(corner[0] + side / 2), write_coordinate(corner[1] + side * 1.12),
        write_coordinate(side * _INSET_FONT), inset.label,
    )  # fmt: skip
