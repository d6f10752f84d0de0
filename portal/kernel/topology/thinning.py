"""Fewer points on arcs, so that neighbours still share them: Visvalingam and Whyatt (1993), in passes.

The effective area of a point is that of the triangle it makes with the two around it on its arc. In each
pass go all the points under the area that are the least of their surroundings. Ends of arcs stay.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from portal.kernel.topology.arcs import Topology
from portal.kernel.topology.rings import Ints

_FEWEST: int = 3


def thin_arcs(topology: Topology, area: float) -> Topology:
    """The same arcs without the points whose area is under ``area``, in squared units of the points.

    A ring that would have fewer than three points keeps all of its own.
    """
    if not topology.count:
        return topology
    is_end = np.zeros(len(topology.points), bool)
    is_end[topology.bounds[:-1]] = is_end[topology.bounds[1:] - 1] = True
    kept = _drop_points(topology.points, is_end, area)
    kept |= _find_needed(topology, kept)
    sizes = np.add.reduceat(kept, topology.bounds[:-1], dtype=np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    return replace(topology, points=topology.points[kept], bounds=bounds)


def _drop_points(points: Ints, is_end: NDArray[np.bool_], area: float) -> NDArray[np.bool_]:
    alive = np.arange(len(points))
    while True:
        areas = _compute_areas(points[alive], is_end[alive])
        before, after = np.roll(areas, 1), np.roll(areas, -1)
        is_least = (areas < area) & (areas < before) & (areas <= after)
        if not is_least.any():
            kept = np.zeros(len(points), bool)
            kept[alive] = True
            return kept
        alive = alive[~is_least]


def _compute_areas(points: Ints, is_end: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of the triangle at each point; infinite at the ends of arcs."""
    onward = points[1:] - points[:-1]
    areas = np.full(len(points), np.inf)
    areas[1:-1] = np.abs(onward[:-1, 0] * onward[1:, 1] - onward[:-1, 1] * onward[1:, 0]) / 2
    areas[is_end] = np.inf
    return areas


def _find_needed(topology: Topology, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """All the points of arcs of the rings that are left with too few."""
    arcs = np.where(topology.refs < 0, ~topology.refs, topology.refs)
    sizes = np.add.reduceat(kept, topology.bounds[:-1], dtype=np.int64) - 1
    ring_sizes = np.add.reduceat(sizes[arcs], topology.starts[:-1])
    ring_of = np.repeat(np.arange(len(topology.owners)), np.diff(topology.starts))
    is_needed = np.zeros(topology.count, bool)
    is_needed[arcs[(ring_sizes < _FEWEST)[ring_of]]] = True
    return np.repeat(is_needed, np.diff(topology.bounds))
