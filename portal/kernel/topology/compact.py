"""A topology in columns of small numbers, half the weight of its TopoJSON once compressed: for our script.

What a reader can work out is not written: an arc begins near the end of the one before it, most rings go
on with the next new arc.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.kernel.topology.arcs import Topology


def write_compact(topology: Topology, count: int) -> dict[str, Any]:
    """Columns of a topology of ``count`` shapes.

    ``sizes`` points of each arc; ``starts`` its first point, x then y, from the last one of the arc before
    (from 0, 0 for the first arc); ``steps`` x then y, from each other point to the one before it, all arcs
    end to end. ``rings`` of each shape; ``refs`` how many arcs a ring has; ``arcs`` the arcs of all rings:
    0 is the next arc that no ring had yet, k > 0 the arc k - 1 places before the last one that any ring
    had, walked from its end, and k < 0 the arc -k - 1 places before it, walked from its start.
    """
    points, bounds = topology.points, topology.bounds
    begins = bounds[:-1]
    starts = points[begins].copy()
    starts[1:] -= points[begins[1:] - 1]
    is_step = np.ones(len(points), bool)
    is_step[begins] = False
    steps = np.diff(points, axis=0, prepend=points[:1])[is_step]
    return {
        "sizes": np.diff(bounds).tolist(),
        "starts": starts.ravel().tolist(),
        "steps": steps.ravel().tolist(),
        "rings": np.bincount(topology.owners, minlength=count).tolist(),
        "refs": np.diff(topology.starts).tolist(),
        "arcs": _write_refs(topology),
    }


def _write_refs(topology: Topology) -> list[int]:
    if not topology.count:
        return []
    arcs = np.where(topology.refs < 0, ~topology.refs, topology.refs)
    last = np.maximum.accumulate(arcs)
    is_new = np.concatenate([[True], last[1:] > last[:-1]])
    back = last - arcs + 1
    signed = np.where(topology.refs < 0, back, -back)
    found: list[int] = np.where(
        is_new, 0, signed
    ).tolist()  # arcs are numbered as rings meet them, walked onward
    return found
