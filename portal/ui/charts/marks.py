"""The two small drawings of a row, for all the rows of a page at once.

A page has more than a hundred of each: their coordinates are worked out together, in whole units of
a drawing larger than the screen shows, so that each one is a few table look-ups. They say nothing
that the words beside them do not: assistive tools are told to pass over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_STRIP_WIDTH: Final = 200
_STRIP_EDGE: Final = 8
_OVERSHOOT: Final = 0.25  # of the range between the deciles, kept free on both sides
_SPARK_WIDTH: Final = 240
_SPARK_HEIGHT: Final = 60
_SPARK_EDGE: Final = 10
_TINY: Final = 1e-300

_STRIP: Final = (
    '<svg class="oc-mark oc-mark--strip" viewBox="0 0 200 24" aria-hidden="true">'
    '<path d="M{} 12H{}"/><path d="M{} 12H{}"/><path d="M{} 4v16"/>'
).format
_DOT: Final = '<circle cx="{}" cy="12" r="6"/></svg>'.format
_LEFT: Final = '<path d="M2 12l10-7v14z"/></svg>'
_RIGHT: Final = '<path d="M198 12l-10-7v14z"/></svg>'
_SPARK: Final = '<svg class="oc-mark" viewBox="0 0 240 60" aria-hidden="true"><path d="'
_POINTS: Final = tuple(f"{x} " for x in range(_SPARK_WIDTH + 1))
_HEIGHTS: Final = tuple(map(str, range(_SPARK_HEIGHT + 1)))


def draw_strips(values: Floats, quantiles: Floats) -> list[str]:
    """Where each value is in the distribution of its group: pale band between the first and last
    deciles, darker band over the middle half, bar at the median, dot at the value.

    ``quantiles`` [5, rows]: q10, q25, median, q75, q90. A value far beyond is an arrow at the edge; an
    empty text where something is not a number.
    """
    q10, q90 = quantiles[0], quantiles[4]
    span = q90 - q10
    # All alike: any width will do, the median is in the middle.
    room = np.where(span > 0, span, np.maximum(np.abs(quantiles[2]), 1.0)) * _OVERSHOOT
    low = q10 - room
    width = np.maximum(span + 2 * room, _TINY)
    places = (np.vstack([quantiles, values]) - low) / width
    is_known = np.isfinite(places).all(axis=0)
    inner = _STRIP_WIDTH - 2 * _STRIP_EDGE
    spots = (np.clip(np.where(is_known, places, 0.0), -1.0, 2.0) * inner + _STRIP_EDGE + 0.5).astype(int)
    marks = []
    for known, (left, start, middle, end, right, here) in zip(
        is_known.tolist(), spots.T.tolist(), strict=True
    ):
        if not known:
            marks.append("")
        elif here < _STRIP_EDGE:
            marks.append(_STRIP(left, right, start, end, middle) + _LEFT)
        elif here > _STRIP_WIDTH - _STRIP_EDGE:
            marks.append(_STRIP(left, right, start, end, middle) + _RIGHT)
        else:
            marks.append(_STRIP(left, right, start, end, middle) + _DOT(here))
    return marks


def draw_sparks(
    values: Floats, years: Ints, starts: Ints, is_after_gap: Bools, is_drawn: Sequence[bool]
) -> list[str]:
    """The evolution of each row, its years to scale, each row on the scale of its own values.

    The points of all the rows are end to end: those of a row begin at its place in ``starts`` (each row
    has at least one). A line is broken before the points that come after a gap or a break. An empty text
    for the rows that are not ``is_drawn``.
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
    has_gap = (np.add.reduceat(is_after_gap, starts, dtype=np.int64) > 0).tolist()
    gaps = is_after_gap.tolist()
    return [
        _draw_spark(spots[start:end], gaps[start:end] if gap else (), x_all[end - 1], y_all[end - 1])
        if drawn
        else ""
        for start, end, gap, drawn in zip(starts.tolist(), ends.tolist(), has_gap, is_drawn, strict=True)
    ]


def _draw_spark(spots: list[str], gaps: Sequence[bool], x: int, y: int) -> str:
    if gaps:
        line = "M" + "".join(
            spot if not place else f"M{spot}" if gap else f"L{spot}"
            for place, (spot, gap) in enumerate(zip(spots, gaps, strict=True))
        )
    else:
        line = "M" + "L".join(spots)
    return f'{_SPARK}{line}"/><circle cx="{x}" cy="{y}" r="7"/></svg>'
