"""From rings to arcs: a border between two shapes is one arc, walked one way by each.

A point is a junction where the rings that pass through it do not all have the same two neighbours
there. Rings are cut at junctions; an arc is known by its first two points, read from the end that comes
first, since no ring can leave it before the next junction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.topology.rings import Ints, Rings, list_neighbours

_SPAN: Final = 1 << 26
"""Coordinates are within ± 33 million."""


@dataclass(frozen=True, eq=False)
class Topology:
    """Arcs, and the rings made of them.

    Arc a is ``points[bounds[a]:bounds[a + 1]]``, both ends included. Ring r, of the shape ``owners[r]``, is
    the arcs ``refs[starts[r]:starts[r + 1]]`` one after the other; ~a is arc a walked from its end.
    """

    points: Ints
    bounds: Ints
    refs: Ints
    starts: Ints
    owners: Ints

    @property
    def count(self) -> int:
        """How many arcs."""
        return len(self.bounds) - 1

    def list_sides(self) -> Ints:
        """[arcs, 2]: the shapes on both sides of each arc; -1 where there is only one."""
        arcs = np.where(self.refs < 0, ~self.refs, self.refs)
        shapes = np.repeat(self.owners, np.diff(self.starts))
        order = np.argsort(arcs, kind="stable")
        arcs, shapes = arcs[order], shapes[order]
        sides = np.full((self.count, 2), -1, np.int64)
        first = np.searchsorted(arcs, np.arange(self.count))
        last = np.searchsorted(arcs, np.arange(self.count), side="right") - 1
        sides[:, 0] = shapes[first]
        sides[:, 1] = np.where(last > first, shapes[last], -1)
        return sides


def build_topology(rings: Rings) -> Topology:
    """The arcs of rings whose shapes fit together. Arcs are numbered as the rings meet them."""
    if not len(rings.owners):
        nothing = np.zeros(0, np.int64)
        return Topology(rings.points, np.zeros(1, np.int64), nothing, np.zeros(1, np.int64), nothing)
    keys = _write_keys(rings.points)
    before, after = list_neighbours(rings.starts)
    is_cut = _find_junctions(keys, before, after)
    keys, points, is_cut = _rotate(rings, keys, is_cut)
    before, after = list_neighbours(rings.starts)
    begins = np.flatnonzero(is_cut)
    ring_of = np.searchsorted(rings.starts, begins, side="right") - 1
    ends = _find_ends(begins, ring_of, rings.starts)
    # Both ways of naming an arc; the smaller of the two is its name.
    onward = np.column_stack([keys[begins], keys[after[begins]]])
    last = np.where(ends == rings.starts[ring_of + 1], rings.starts[ring_of], ends)
    backward = np.column_stack([keys[last], keys[before[last]]])
    is_back = (backward[:, 0] < onward[:, 0]) | (
        (backward[:, 0] == onward[:, 0]) & (backward[:, 1] < onward[:, 1])
    )
    names = np.where(is_back[:, None], backward, onward)
    _, first, number = np.unique(names, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)  # as they are met
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    arcs, first = rank[number.ravel()], first[order]
    refs = np.where(is_back == is_back[first][arcs], arcs, ~arcs)
    starts = np.concatenate([[0], np.cumsum(np.bincount(ring_of, minlength=len(rings.owners)))])
    bounds, kept = _list_points(begins[first], ends[first], ring_of[first], rings.starts)
    return Topology(points[kept], bounds, refs, starts, rings.owners)


def _write_keys(points: Ints) -> Ints:
    half = _SPAN // 2
    if len(points) and np.abs(points).max() >= half:
        raise ValueError(f"coordinates beyond {half}: expected units of ten metres or more")
    return np.asarray((points[:, 1] + half) * _SPAN + points[:, 0] + half)


def _find_junctions(keys: Ints, before: Ints, after: Ints) -> NDArray[np.bool_]:
    """Whether two passages through a point have different neighbours there, whichever way they go."""
    low, high = np.minimum(keys[before], keys[after]), np.maximum(keys[before], keys[after])
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    differs = same & ((low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1]))
    _, group = np.unique(keys, return_inverse=True)
    is_junction = np.zeros(int(group.max(initial=-1)) + 1, bool)
    is_junction[group[order[1:][differs]]] = True
    return np.asarray(is_junction[group])


def _rotate(rings: Rings, keys: Ints, is_cut: NDArray[np.bool_]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Each ring begins at its first junction; one without any at its least point, where it is cut."""
    starts, sizes = rings.starts, rings.sizes
    ring_of = np.repeat(np.arange(len(sizes)), sizes)
    cuts = np.flatnonzero(is_cut)
    first = starts[:-1].copy()
    first[ring_of[cuts[::-1]]] = cuts[::-1]
    alone = np.ones(len(sizes), bool)
    alone[ring_of[cuts]] = False
    order = np.lexsort((keys, ring_of))
    least = order[starts[:-1]]
    first[alone] = least[alone]
    is_cut = is_cut.copy()
    is_cut[least[alone]] = True
    at = (
        starts[:-1][ring_of]
        + (np.arange(len(keys)) - starts[:-1][ring_of] + (first - starts[:-1])[ring_of]) % sizes[ring_of]
    )
    return keys[at], rings.points[at], is_cut[at]


def _find_ends(begins: Ints, ring_of: Ints, starts: Ints) -> Ints:
    """Index of the last point of each arc; that of the first point of its ring is the end of the ring."""
    following = np.append(begins[1:], starts[-1])
    is_last = np.append(ring_of[1:] != ring_of[:-1], True)
    return np.where(is_last, starts[ring_of + 1], following)


def _list_points(begins: Ints, ends: Ints, ring_of: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Where each arc begins among its points, and the index of each of these points."""
    sizes = ends - begins + 1
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    at = np.arange(bounds[-1]) - np.repeat(bounds[:-1] - begins, sizes)
    is_wrapped = at == np.repeat(starts[ring_of + 1], sizes)
    return bounds, np.where(is_wrapped, np.repeat(starts[ring_of], sizes), at)
