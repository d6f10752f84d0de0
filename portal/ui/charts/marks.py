"""The two small drawings of a row: a page has more than a hundred of each.

Coordinates are whole units of a drawing larger than the screen shows, so that each is a few table
look-ups; distributions are drawn once for a group, lines for all the rows of a page at once. They say
nothing that the words beside them do not: assistive tools are told to pass over them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_STRIP_WIDTH: Final = 200
_STRIP_EDGE: Final = 8
_OVERSHOOT: Final = 0.12  # of the range between the deciles, kept free on both sides
_SPARK_WIDTH: Final = 240
_SPARK_HEIGHT: Final = 60
_SPARK_EDGE: Final = 10

_STRIP: Final = (
    '<svg class="oc-mark oc-mark--strip" viewBox="0 0 200 24" aria-hidden="true">'
    '<path d="M{} 12H{}"/><path d="M{} 12H{}"/><path d="M{} 4v16"/>'
).format
_SPOTS: Final = tuple(
    f'<circle cx="{x + _STRIP_EDGE}" cy="12" r="6"/></svg>' for x in range(_STRIP_WIDTH - 2 * _STRIP_EDGE + 1)
)
_LEFT: Final = '<path d="M2 12l10-7v14z"/></svg>'
_RIGHT: Final = '<path d="M198 12l-10-7v14z"/></svg>'
_SPARK: Final = '<svg class="oc-mark" viewBox="0 0 240 60" aria-hidden="true"><path d="'
_POINTS: Final = tuple(f"{x} " for x in range(_SPARK_WIDTH + 1))
_HEIGHTS: Final = tuple(map(str, range(_SPARK_HEIGHT + 1)))


def draw_distribution(
    q10: float, q25: float, median: float, q75: float, q90: float
) -> tuple[str, float, float]:
    """The distribution of a group without its end, and how to place a value on it: where a strip begins
    (in the unit of the figures), and how many of its units one of them is.

    Pale band between the first and last deciles, darker band over the middle half, bar at the median.
    Empty when something is not a number. ``draw_spot`` ends the drawing.
    """
    span = q90 - q10
    # All alike: any width will do, the median is in the middle.
    room = (span if span > 0 else max(abs(median), 1.0)) * _OVERSHOOT
    low, width = q10 - room, span + 2 * room
    if not math.isfinite(width) or width <= 0:
        return "", 0.0, 0.0
    scale = (_STRIP_WIDTH - 2 * _STRIP_EDGE) / width
    places = (int((one - low) * scale + _STRIP_EDGE + 0.5) for one in (q10, q90, q25, q75, median))
    return _STRIP(*places), low, scale


def draw_spot(place: float) -> str:
    """The value, by its place on a distribution: a dot, or an arrow at the edge when it is far beyond."""
    if place < 0:
        return _LEFT
    return _SPOTS[int(place + 0.5)] if place <= _STRIP_WIDTH - 2 * _STRIP_EDGE else _RIGHT


def draw_sparks(values: Floats, years: Ints, starts: Ints, is_after_gap: Bools) -> list[str]:
    """The evolution of each row, its years to scale, each row on the scale of its own values.

    The points of all the rows are end to end: those of a row begin at its place in ``starts`` (each row
    has at least two). A line is broken before the points that come after a gap or a break.
    """
    ends = np.append(starts[1:], len(values))
    counts = ends - starts
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    span, first = high - low, years[starts]
    length = np.maximum(years[ends - 1] - first, 1)
    wide, tall = _SPARK_WIDTH - 2 * _SPARK_EDGE, _SPARK_HEIGHT - 2 * _SPARK_EDGE
    x_all = (
        (years - np.repeat(first, counts)) / np.repeat(length, counts) * wide + (_SPARK_EDGE + 0.5)
    ).astype(int)
    # A flat series lies in the middle.
    share = np.where(
        np.repeat(span > 0, counts),
        (values - np.repeat(low, counts)) / np.repeat(np.where(span > 0, span, 1.0), counts),
        0.5,
    )
    y_all = ((1 - share) * tall + (_SPARK_EDGE + 0.5)).astype(int)
    spots = [_POINTS[x] + _HEIGHTS[y] for x, y in zip(x_all.tolist(), y_all.tolist(), strict=True)]
    lasts = ends - 1
    ends_at = zip(x_all[lasts].tolist(), y_all[lasts].tolist(), strict=True)
    gaps = is_after_gap.tolist() if is_after_gap.any() else []
    return [
        _draw_spark(spots[start:end], gaps[start:end], x, y)
        for start, end, (x, y) in zip(starts.tolist(), ends.tolist(), ends_at, strict=True)
    ]


def _draw_spark(spots: list[str], gaps: Sequence[bool], x: int, y: int) -> str:
    if any(gaps):
        line = "M" + "".join(
            spot if not place else f"M{spot}" if gap else f"L{spot}"
            for place, (spot, gap) in enumerate(zip(spots, gaps, strict=True))
        )
    else:
        line = "M" + "L".join(spots)
    return f'{_SPARK}{line}"/><circle cx="{x}" cy="{y}" r="7"/></svg>'
