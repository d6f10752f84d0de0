"""Marks of points: twelve shapes, so that lines are told apart without colour."""

from __future__ import annotations

from typing import Final

from portal.ui.charts.svg import write_coordinate

_SHAPES: Final = (
    "m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0z",  # disc
    "m-2.9 -2.9h5.8v5.8h-5.8z",  # square
    "m0 -3.8l3.8 6.6h-7.6z",  # triangle
    "m0 -4.2l4.2 4.2l-4.2 4.2l-4.2 -4.2z",  # diamond
    "m0 3.8l3.8 -6.6h-7.6z",  # triangle, point down
    "m-1.2 -4h2.4v2.8h2.8v2.4h-2.8v2.8h-2.4v-2.8h-2.8v-2.4h2.8z",  # cross
    "m-4 -1.6h8v3.2h-8z",  # dash
    "m-1.6 -4h3.2v8h-3.2z",  # bar
    "m-4 -3h8l-4 3l4 3h-8l4 -3z",  # hourglass
    "m-3 -4v8l3 -4l3 4v-8l-3 4z",  # hourglass lying
    "m-1 -4h2v8h-2zm-3 3h8v2h-8z",  # thin cross
    "m-3.4 -1.9l3.4 -1.9l3.4 1.9v3.8l-3.4 1.9l-3.4 -1.9z",  # hexagon
)
COUNT: Final = len(_SHAPES)


def write_mark(rank: int, x: float, y: float) -> str:
    """Path of the mark of the ``rank``-th line (from 0) around a point."""
    return f"M{write_coordinate(x)} {write_coordinate(y)}{_SHAPES[rank % COUNT]}"
