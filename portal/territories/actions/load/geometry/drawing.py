"""Shapes in the plane → SVG path data, as short as it can be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

Box = tuple[int, int, int, int]


def draw(shape: object, smallest_part: float = 0.0) -> tuple[str, Box] | None:
    """Path data in integers, relative, and its bounding box; None when nothing is left of the shape.

    Parts under ``smallest_part`` (squared units) are left out, the largest excepted.
    """
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    largest = int(np.argmax(areas)) if len(parts) else 0
    kept = [part for index, part in enumerate(parts) if index == largest or areas[index] >= smallest_part]
    rings = [ring for part in kept for ring in _list_rings(part, smallest_part)]
    if not rings:
        return None
    points = np.concatenate(rings)
    x0, y0 = points.min(axis=0).tolist()
    x1, y1 = points.max(axis=0).tolist()
    return "".join(_write(rings)), (x0, y0, x1, y1)


def _list_rings(part: object, smallest: float) -> Iterator[NDArray[np.int64]]:
    outer, *inner = shapely.get_rings(part)
    holes = [ring for ring in inner if shapely.area(shapely.polygons(ring)) >= max(smallest, 1.0)]
    for ring in (outer, *holes):
        points = np.round(shapely.get_coordinates(ring)).astype(np.int64)
        moved = np.any(points[1:] != points[:-1], axis=1)
        points = points[:-1][moved]  # the last point repeats the first: « z » closes
        if len(points) >= 3:
            yield points


def _write(rings: list[NDArray[np.int64]]) -> Iterator[str]:
    """Relative moves and lines. After « z » the pen is back at the start of the ring."""
    x, y = 0, 0
    for ring in rings:
        steps = np.diff(ring, axis=0, prepend=[[x, y]]).ravel().tolist()
        x, y = ring[0].tolist()
        numbers = "".join(f" {n}" if n >= 0 else str(n) for n in steps)
        yield f"m{numbers.lstrip()}z"
