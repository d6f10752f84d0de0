"""Maps: outlines to SVG that reads, prints and works without a script.

Pure: shapes come as path data and boxes in one projection. Colours are classes, hatching tells
absences apart from values, every line keeps its width whatever the scale. Shapes without a link are
joined class by class. Beyond ``LINKED_AT_MOST`` links the map is one image: hundreds of tab stops help
nobody, and the table beside it holds the same links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from markupsafe import Markup, escape

from portal.kernel.svg_paths import start_absolute
from portal.ui.charts.svg import write_coordinate, write_title

LINKED_AT_MOST: Final = 30
CLASSES: Final = 7
_PADDING = 0.02
_INSET_SIDE = 0.16  # of the longer side of the main frame
_HATCHES = 70
_HATCHES_OF_INSET = 11
_KEY_STEP = 5.0  # of the swatches of a legend, which are 20 wide


class Shape(NamedTuple):
    """One territory of a map.

    ``path`` is SVG path data and ``box`` its (x0, y0, x1, y1), y growing southwards. ``value_class``
    is 1 (lowest) to 7, 0 for a plain shape; ``absence`` hatches it. ``note`` follows the label in
    the title: « 12 345 hab. ». What is highlighted is filled, or outlined when it has a class.
    """

    path: str
    box: tuple[float, float, float, float]
    label: str
    href: str = ""
    note: str = ""
    value_class: int = 0
    absence: Literal["", "secret", "other"] = ""
    is_highlighted: bool = False
    is_context: bool = False

    @property
    def css_class(self) -> str:
        if self.is_highlighted and (self.value_class or self.absence):
            step = "" if self.absence else f" oc-map__place--{self.value_class}"
            return f"oc-map__place oc-map__place--ring{step}"
        if self.is_highlighted:
            return "oc-map__place oc-map__place--here"
        if self.is_context:
            return "oc-map__place oc-map__place--context"
        if self.value_class and not self.absence:
            return f"oc-map__place oc-map__place--{self.value_class}"
        return "oc-map__place"

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


def draw_map(
    shapes: Sequence[Shape],
    *,
    map_id: str,
    title: str,
    description: str = "",
    insets: Sequence[Inset] = (),
) -> Markup:
    """The map, or empty markup when there is nothing to draw.

    ``map_id`` is unique in the page: patterns are named after it, and those of its legend after it with
    « -key ». ``description`` is the alternative
    in words: what is highlighted, how many territories, what the classes say.
    Raises ValueError when a box is upside down.
    """
    drawn = [inset for inset in insets if inset.shapes]
    if not shapes and not drawn:
        return Markup("")
    if not shapes:
        shapes, drawn = drawn[0].shapes, drawn[1:]
    left, top, width, height = _frame(shapes)
    everything = [*shapes, *(shape for inset in drawn for shape in inset.shapes)]
    is_linked = 0 < sum(shape.is_link for shape in everything) <= LINKED_AT_MOST
    side = _INSET_SIDE * max(width, height)
    columns = max(1, int(width // side))
    rows = -(-len(drawn) // columns)
    parts = [
        _open_map(title, is_linked, (left, top, width, height + rows * side * 1.2)),
        write_title(title, description) if not is_linked else _describe(description),
        _draw_patterns(f"{map_id}-key", everything, _KEY_STEP),
        _draw_patterns(map_id, shapes, max(width, height) / _HATCHES),
        _draw_shapes(shapes, map_id, is_linked),
    ]
    for rank, inset in enumerate(drawn):
        corner = (
            left + (rank % columns) * side,
            top + height + (rank // columns) * side * 1.2 + side * 0.05,
        )
        parts.append(_draw_inset(inset, rank, corner, side, map_id, is_linked))
    return Markup("").join([*parts, Markup("</svg>")])


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


def _open_map(title: str, is_linked: bool, view: tuple[float, float, float, float]) -> Markup:
    view_box = " ".join(map(write_coordinate, view))
    if not is_linked:
        return Markup('<svg class="oc-map" viewBox="{}" role="img" focusable="false">').format(view_box)
    return Markup('<svg class="oc-map" viewBox="{}" role="group" aria-label="{}">').format(view_box, title)


def _draw_patterns(map_id: str, shapes: Iterable[Shape], step: float) -> Markup:
    """Hatchings for the kinds of absence in use, a line every ``step`` units of what is drawn."""
    parts = []
    for kind, angle in (("secret", 45), ("other", -45)):
        if not any(shape.absence == kind for shape in shapes):
            continue
        parts.append(
            Markup(
                '<pattern id="{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse"'
                ' patternTransform="rotate({})"><rect class="oc-map__void" width="{}" height="{}"/>'
                '<path class="oc-map__hatch" d="M0 0V{}"/></pattern>'
            ).format(map_id, kind, *map(write_coordinate, (step, step, angle, step, step, step)))
        )
    return Markup("<defs>{}</defs>").format(Markup("").join(parts)) if parts else Markup("")


def _draw_shapes(shapes: Sequence[Shape], map_id: str, is_linked: bool) -> Markup:
    """Shapes without a link joined class by class, then links; the highlighted one above all."""

    joined: dict[tuple[bool, str, str], list[str]] = {}
    linked, here = [], []
    for shape in shapes:
        css_class = shape.css_class
        if shape.is_highlighted:
            here.append(_draw_path(css_class, shape.path, shape.absence, map_id, shape.title))
        elif is_linked and shape.href:
            linked.append(_draw_link(shape, css_class, map_id))
        else:
            look = (not shape.is_context, shape.absence, css_class)
            joined.setdefault(look, []).append(start_absolute(shape.path))
    plain = (
        _draw_path(css_class, "".join(paths), absence, map_id)
        for (_, absence, css_class), paths in sorted(joined.items())
    )
    return Markup("".join([*plain, *linked, *here]))  # noqa: S704 - each was escaped when it was drawn


def _describe(description: str) -> Markup:
    """The alternative in words, when there is one: the title is the label of a map of links."""
    return Markup("<desc>{}</desc>").format(description) if description else Markup("")


def _draw_path(css_class: str, path: str, absence: str, map_id: str, title: str = "") -> str:
    # f-strings rather than Markup.format: twenty times faster, and only the title comes from elsewhere.
    fill = f' fill="url(#{map_id}-{absence})"' if absence else ""
    if absence:
        css_class += " oc-map__place--absent"
    named = f"><title>{escape(title)}</title></path>" if title else "/>"
    return f'<path class="{css_class}"{fill} d="{path}"{named}'


def _draw_link(shape: Shape, css_class: str, map_id: str) -> str:
    drawn = _draw_path(css_class, shape.path, shape.absence, map_id, shape.title)
    return f'<a href="{escape(shape.href)}" aria-label="{escape(shape.title)}">{drawn}</a>'


def _draw_inset(
    inset: Inset, rank: int, corner: tuple[float, float], side: float, map_id: str, is_linked: bool
) -> Markup:
    left, top, width, height = _frame(inset.shapes)
    scale = 0.9 * side / max(width, height)
    x = corner[0] + (side - width * scale) / 2 - left * scale
    y = corner[1] + (side - height * scale) / 2 - top * scale
    patterns = _draw_patterns(f"{map_id}-{rank}", inset.shapes, side / _HATCHES_OF_INSET / scale)
    return Markup(
        '<g class="oc-map__inset">{}<g transform="translate({} {}) scale({})">{}</g>'
        '<text x="{}" y="{}" font-size="{}" text-anchor="middle">{}</text></g>'
    ).format(
        patterns, write_coordinate(x), write_coordinate(y), f"{scale:.5f}",
        _draw_shapes(inset.shapes, f"{map_id}-{rank}", is_linked),
        write_coordinate(corner[0] + side / 2), write_coordinate(corner[1] + side * 1.08),
        write_coordinate(side * 0.12), inset.label,
    )  # fmt: skip
