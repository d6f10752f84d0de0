"""Scatter: two indicators of the same territories, one point each, or hexagons where they are many.

Points of one look are one path, so that 35,000 communes take as few nodes as twelve départements. The
territory of the reader and what stands out are named, where their names fit without covering another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from portal.kernel.french import format_number
from portal.ui.charts.axes import (
    LogScale,
    Magnitude,
    Scale,
    build_log_scale,
    build_scale,
    choose_magnitude,
    write_ticks,
    write_unit,
)
from portal.ui.charts.cloud import HexClass, bin_hexagons
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.charts.text import LINE, measure, wrap, write_text

Floats = NDArray[np.float64]
_Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

WIDTH: Final = 440
POINTS_AT_MOST: Final = 1500
"""Beyond, points are counted in hexagons."""
FEWEST_FOR_LOG: Final = 100.0
"""Values must span more than two decades for a logarithmic axis to show anything more."""
_ZEROS_AT_MOST: Final = 0.01
_PLOT: Final = 290.0
_TOP: Final = 38.0
_RADIUS: Final = 7.5
_MANY: Final = 300
_NAME_ROOM: Final = 150.0


@dataclass(frozen=True, slots=True)
class Axis:
    """``label`` names the indicator, ``unit`` is its symbol; ``values`` has one for each point.

    ``is_log``: in powers of ten, where every value is above zero."""

    label: str
    values: Floats
    unit: str = ""
    is_log: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A point to name, by its place among the points. ``is_main``: the territory of the reader."""

    rank: int
    label: str
    is_main: bool = False


def can_be_log(values: Floats) -> bool:
    """Whether a logarithmic axis is worth offering: values above zero, but for a few that are zero and have
    no place on it, over more than two decades."""
    above = values[values > 0]
    if not len(above) or values.min() < 0 or len(above) < (1 - _ZEROS_AT_MOST) * len(values):
        return False
    return bool(above.max() > FEWEST_FOR_LOG * above.min())


def draw_scatter(
    x: Axis,
    y: Axis,
    *,
    title: str,
    description: str,
    members: str,
    named: Sequence[Named] = (),
) -> Markup:
    """The drawing, or empty markup under two points. ``members`` is the plural of what is drawn;
    ``named`` are in the order in which their names get room."""
    if len(x.values) < 2:
        return Markup("")
    frame = _build_frame(x, y)
    points = np.stack([_place(frame.x, x.values), _place(frame.y, y.values)], axis=1)
    crowd, apart = points, points[:0]
    hexagons: list[HexClass] = []
    if len(points) > POINTS_AT_MOST:  # what is named is drawn at its own place
        is_named = np.isin(np.arange(len(points)), [one.rank for one in named])
        crowd, apart = points[~is_named], points[is_named]
        hexagons = bin_hexagons(crowd[:, 0], crowd[:, 1], _RADIUS)
    bottom = frame.y.start + 40
    parts = [
        open_image("oc-chart", WIDTH, bottom + _measure_legend(hexagons)),
        write_title(title, description),
        *_draw_axes(frame, x, y),
        *_draw_hexagons(hexagons),
        *_draw_points(apart if hexagons else crowd),
        *_draw_named(frame, points, named),
        *_draw_legend(hexagons, members, bottom),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text was escaped where it was written


@dataclass(frozen=True, slots=True)
class _Frame:
    x: Scale
    y: Scale


def _build_frame(x: Axis, y: Axis) -> _Frame:
    upright = _build_axis(y, _TOP + _PLOT, _TOP)
    ticks = [words for _, words in write_ticks(upright, choose_magnitude(upright, y.unit))]
    left = 7 + _RADIUS + max(map(measure, ticks))
    return _Frame(_build_axis(x, left, WIDTH - 14), upright)


def _build_axis(axis: Axis, start: float, end: float) -> Scale:
    ends = (float(axis.values.min()), float(axis.values.max()))
    return (build_log_scale if axis.is_log else build_scale)(ends, start, end)


def _place(scale: Scale, values: Floats) -> Floats:
    if not isinstance(scale, LogScale):
        return scale.start + (scale.end - scale.start) * (values - scale.low) / (scale.high - scale.low)
    low, high = np.log10(scale.low), np.log10(scale.high)
    placed: Floats = scale.start + (scale.end - scale.start) * (np.log10(values) - low) / (high - low)
    return placed


def _draw_axes(frame: _Frame, x_axis: Axis, y_axis: Axis) -> Iterator[str]:
    left, right = write_coordinate(frame.x.start - _RADIUS), write_coordinate(frame.x.end)
    bottom, top = write_coordinate(frame.y.start), write_coordinate(frame.y.end)
    across, upright = choose_magnitude(frame.x, x_axis.unit), choose_magnitude(frame.y, y_axis.unit)
    rows, columns = write_ticks(frame.y, upright), write_ticks(frame.x, across)
    grid = "".join(f"M{left} {write_coordinate(y)}H{right}" for y, _ in rows)
    grid += "".join(f"M{write_coordinate(x)} {top}V{bottom}" for x, _ in columns)
    yield f'<path class="oc-chart__grid" d="{grid}"/>'
    for y, words in rows:
        yield write_text("oc-chart__tick", frame.x.start - _RADIUS - 4, y + 4, words, "end")
    free_from = 0.0
    for x, words in columns:
        half = measure(words) / 2
        if x - half >= free_from:
            yield write_text("oc-chart__tick", min(x, WIDTH - half), frame.y.start + 16, words, "middle")
            free_from = x + half + 6
    yield write_text("oc-chart__note", 0, 12, _head(f"↑ {y_axis.label}", frame.y, upright))
    words = _head(x_axis.label, frame.x, across)
    yield write_text("oc-chart__note", WIDTH, frame.y.start + 34, f"{words} →", "end")


def _head(label: str, scale: Scale, magnitude: Magnitude) -> str:
    """« Densité (hab./km², échelle logarithmique) », the label cut where both do not fit."""
    unit = magnitude.unit if isinstance(scale, LogScale) else write_unit(scale, magnitude)
    notes = ", ".join(filter(None, [unit, "échelle logarithmique" if isinstance(scale, LogScale) else ""]))
    if "(" in notes:
        return f"{wrap(label, WIDTH - 40 - measure(notes), 1)[0]}, {notes}"
    if not notes:
        return wrap(label, WIDTH - 20, 1)[0]
    return f"{wrap(label, WIDTH - 40 - measure(notes), 1)[0]} ({notes})"


def _draw_points(points: Floats) -> Iterator[str]:
    """Lines of no length with round ends: dots for thirteen characters each."""
    if not len(points):
        return
    size = "many" if len(points) > _MANY else "few"
    path = "".join(f"M{write_coordinate(x)} {write_coordinate(y)}h0" for x, y in points.tolist())
    yield f'<path class="oc-dots oc-dots--{size}" d="{path}"/>'


def _draw_hexagons(hexagons: Sequence[HexClass]) -> Iterator[str]:
    for one in hexagons:
        yield f'<path class="oc-hexagon" d="{one.write_path(_RADIUS - 0.5)}"/>'


def _draw_named(frame: _Frame, points: Floats, named: Sequence[Named]) -> Iterator[str]:
    """Names beside their points, at the first of six places that is free; a point without room keeps its
    ring and loses its name."""
    taken: list[_Box] = []
    rings = ""
    for one in named:
        x, y = points[one.rank].tolist()
        taken.append((x - 5, y - 5, x + 5, y + 5))
        if one.is_main:
            at = f'cx="{write_coordinate(x)}" cy="{write_coordinate(y)}"'
            yield f'<circle class="oc-dots__here" {at} r="6"/>'
        else:
            rings += (
                f"M{write_coordinate(x - 4.5)} {write_coordinate(y)}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"
            )
    if rings:
        yield f'<path class="oc-dots__ring" d="{rings}"/>'
    for one in named:
        x, y = points[one.rank].tolist()
        [name] = wrap(one.label, _NAME_ROOM, 1)
        room = _find_room(frame, x, y, measure(name), taken)
        if room is None:
            continue
        box, anchor = room
        taken.append(box)
        css_class = "oc-chart__label" if one.is_main else "oc-chart__note"
        start = {"": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
        yield write_text(css_class, start, box[3] - 3, name, anchor)


def _find_room(
    frame: _Frame, x: float, y: float, width: float, taken: Sequence[_Box]
) -> tuple[_Box, str] | None:
    """Where a name fits, and the side by which it holds; None when every place is taken."""
    for left, top, anchor in (
        (x + 8, y - LINE / 2, ""),
        (x - 8 - width, y - LINE / 2, "end"),
        (x - width / 2, y - 8 - LINE, "middle"),
        (x - width / 2, y + 8, "middle"),
        (x + 6, y - 6 - LINE, ""),
        (x - 6 - width, y - 6 - LINE, "end"),
    ):
        box = (left, top, left + width, top + LINE)
        is_across = left >= frame.x.start - _RADIUS and box[2] <= WIDTH
        is_inside = is_across and top >= frame.y.end - 20 and box[3] <= frame.y.start
        if is_inside and not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for other in taken
        ):
            return box, anchor
    return None


def _measure_legend(hexagons: Sequence[HexClass]) -> float:
    return 20.0 + 18.0 * ((len(hexagons) + 1) // 2) if hexagons else 0.0


def _draw_legend(hexagons: Sequence[HexClass], members: str, top: float) -> Iterator[str]:
    """What a hexagon of each size holds, on two columns."""
    if not hexagons:
        return
    yield write_text("oc-chart__tick", 0, top + 14, f"nombre de {members} par hexagone")
    for place, one in enumerate(hexagons):
        x, y = 12 + (WIDTH / 2) * (place % 2), top + 32 + 18 * (place // 2)
        sample = HexClass(one.rank, one.least, one.most, np.array([[x, y - 4]]), 0)
        path = sample.write_path(_RADIUS - 0.5)
        yield f'<path class="oc-hexagon" d="{path}"/>'
        words = format_number(one.least)
        if one.most > one.least:
            words = f"de {words} à {format_number(one.most)}"
        yield write_text("oc-chart__note", x + 14, y, words)
