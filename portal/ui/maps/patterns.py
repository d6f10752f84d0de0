"""Hatchings and motifs of a map: absences always, classes when the reader asks for more than colours.

Absences are told by slanted lines, which no motif of a class has. A pattern is drawn in the units of what it
fills, so that each inset has its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from portal.ui.charts.svg import write_coordinate

_ANGLES: Final = {"secret": 45, "other": -45}
KEY_STEP: Final = 5.0
"""Of the swatches of a legend, which are 20 wide."""
_CELL: Final = 1.4
"""Side of a motif, in steps of hatching."""

_LEVEL, _UPRIGHT, _ZIGZAG = "M0 5H10", "M5 0V10", "M0 7L2.5 3L5 7L7.5 3L10 7"
_DOT, _RING = "M4 5a1 1 0 1 0 2 0a1 1 0 1 0-2 0", "M2 5a3 3 0 1 0 6 0a3 3 0 1 0-6 0"
_GRID, _CROSS, _PEAK = "M0 5H10M5 0V10", "M2.5 2.5L7.5 7.5M7.5 2.5L2.5 7.5", "M2 8L5 2.5L8 8z"
MOTIFS: Final = {
    "1": "", "2": _DOT, "3": _LEVEL, "4": _UPRIGHT, "5": _GRID, "6": "M0 2.5H10M0 7.5H10",
    "7": "M0 2.5H10M0 7.5H10M2.5 0V10M7.5 0V10",
    "n1": "", "n2": _RING, "n3": _ZIGZAG, "n4": _PEAK, "n5": _CROSS, "n6": "M5 1L9 5L5 9L1 5z",
    "n7": "M0 4L2.5 1L5 4L7.5 1L10 4M0 9L2.5 6L5 9L7.5 6L10 9",
    "q1": "", "q2": _DOT, "q3": _LEVEL, "q4": _ZIGZAG, "q5": _GRID, "q6": _CROSS, "q7": _UPRIGHT,
    "q8": _RING, "q9": _PEAK,
}  # fmt: skip
"""Key of a class → what is drawn over its colour in a square of 10: the stronger the colour, the more ink."""


def draw_hatchings(map_id: str, kinds: Iterable[str], step: float) -> Markup:
    """Patterns of these kinds of absence, « secret » and « other », a line every ``step`` units."""
    wanted = set(kinds)
    # The line of a legend is in the units of its swatches; that of a map keeps its width at any scale.
    css_class = "oc-map__hatch-key" if step == KEY_STEP else "oc-map__hatch"
    parts = [
        Markup(
            '<pattern id="{}-{}" width="{}" height="{}" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate({})"><rect class="oc-map__void" width="{}" height="{}"/>'
            '<path class="{}" d="M{} 0V{}"/></pattern>'
        ).format(
            map_id, kind, *map(write_coordinate, (step, step, angle, step, step)), css_class,
            *map(write_coordinate, (step / 2, step)),
        )
        for kind, angle in _ANGLES.items()
        if kind in wanted
    ]  # fmt: skip
    return Markup("").join(parts)


def draw_motifs(map_id: str, keys: Iterable[str], step: float) -> Markup:
    """Patterns of these classes: their colour below their motif."""
    side = write_coordinate(step * _CELL)
    parts = [
        Markup(
            '<pattern id="{}-{}" viewBox="0 0 10 10" width="{}" height="{}" patternUnits="userSpaceOnUse">'
            '<rect class="oc-map__place oc-map__place--{} oc-map__tint" width="10" height="10"/>'
            '<path class="oc-map__motif oc-map__motif--{}" d="{}"/></pattern>'
        ).format(map_id, key, side, side, key, key, MOTIFS[key])
        for key in dict.fromkeys(keys)
    ]
    return Markup("").join(parts)


def draw_swatch(map_id: str, key: str, *, has_motifs: bool = False) -> Markup:
    """The look of one line of a legend, 20 by 12, with the patterns that ``draw_map`` names after it."""
    is_patterned = key in ("secret", "other") or (has_motifs and key != "ring")
    fill = Markup(' fill="url(#{}-key-{})"').format(map_id, key) if is_patterned else ""
    look = "absent" if is_patterned else key
    return Markup('<rect class="oc-map__place oc-map__place--{}" width="20" height="12"{}/>').format(
        look, fill
    )


def draw_keys(map_id: str, keys: Iterable[str], *, has_motifs: bool) -> Markup:
    """An empty drawing that holds the patterns of a legend, for a map that is a picture; nothing without any.

    They are named as those of ``draw_map``.
    """
    wanted = list(keys)
    drawn = draw_hatchings(f"{map_id}-key", wanted, KEY_STEP)
    if has_motifs:
        drawn += draw_motifs(f"{map_id}-key", [key for key in wanted if key in MOTIFS], KEY_STEP)
    if not drawn:
        return drawn
    svg = Markup(
        '<svg class="oc-map-keys" width="0" height="0" aria-hidden="true" focusable="false">{}</svg>'
    )
    return svg.format(Markup("<defs>{}</defs>").format(drawn))
