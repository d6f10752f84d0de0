"""How alike territories are: distances over several criteria, and the nearest ones.

Each criterion is brought to one scale: (value - median) / (interquartile range / 1.349), of the logarithm
where a criterion compares ratios. For a normal distribution the divisor is the standard deviation; unlike
it, a few cities or resorts do not stretch it (P. J. Huber, *Robust Statistics*, 1981, chapter 5). A
category counts 0 when it is the same and 1 when it is not. The distance is Euclid's, weighted:

    d(a, b) = sqrt( sum_i w_i (z_ai - z_bi)^2 / sum_i w_i )

as that of the « nearest neighbours » of local authorities that CIPFA and the ONS publish, which
standardise by the standard deviation. A distance of 1: they differ, on the whole, as much as the spread
between territories of their kind. The sums run over the criteria known of a; a b of which one of these
is unknown is not compared, so that two distances from a are always of the same criteria.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Transform = Literal["none", "log", "category"]
Floats = NDArray[np.float64]

_NORMAL_IQR: Final = 1.349
_BLOCKS: Final = 128
"""A search looks at whole blocks of candidates first: more of them than the neighbours ever asked."""
_MARGIN: Final = 1e-5
"""Of what a distance is computed from in half the precision."""


class Scale(NamedTuple):
    """How a criterion is compared, and its weight."""

    transform: Transform
    weight: float


class Window(NamedTuple):
    """Whom a territory is compared with: those whose size is at most ``times`` its own or it theirs, and
    of these the ``at_most`` nearest in rank, half of them smaller."""

    times: float
    at_most: int


class Near(NamedTuple):
    """``gaps`` are the differences on each criterion, in spreads; NaN where it is not compared."""

    position: int
    distance: float
    gaps: tuple[float, ...]


def standardise(values: Floats, transform: Transform) -> Floats:
    """The values on the common scale, NaN where unknown; categories as they are.

    A logarithm of what is not above zero is unknown. Where more than half of the values are the same,
    the standard deviation stands for the range; where all are, every gap is 0.
    """
    if transform == "category":
        return values
    if transform == "log":
        values = np.log(np.where(values > 0, values, np.nan))
    known = values[~np.isnan(values)]
    if not len(known):
        return values
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75])
    spread = (high - low) / _NORMAL_IQR or float(np.std(known)) or 1.0
    scaled: Floats = (values - middle) / spread
    return scaled


class _Known(NamedTuple):
    """What a set of known criteria makes of a pool: worked out once for each set that is met.

    ``weights`` are those of the criteria ``used``, ``share`` their part of all weights, ``lengths`` the
    squared lengths of the points over them, infinite for whom one of them is unknown.
    """

    used: NDArray[np.int64]
    weights: Floats
    total: float
    share: float
    lengths: NDArray[np.float32]


@dataclass(frozen=True)
class _Pool:
    """Territories that are compared with one another, in the order of their size.

    ``points`` are their places in a space where Euclid's distance is the weighted one (a category has an
    axis for each of its values); unknown criteria are at 0, and ``known`` has a bit for each known one.
    """

    order: NDArray[np.int64]
    sizes: Floats
    points: NDArray[np.float32]
    known: NDArray[np.int64]
    by_known: dict[int, _Known] = field(default_factory=dict)

    def find_window(self, place: int, window: Window) -> tuple[int, int]:
        """First and last place (excluded) of those of the size of the one at ``place``, itself included."""
        own = float(self.sizes[place])
        # A hair wider: a territory that is exactly twice as large is within twice.
        times, half = window.times * (1 + 1e-12), window.at_most // 2
        first, last = self.sizes.searchsorted((own / times, own * times))
        return max(int(first), place - half), min(int(last), place + half + 1)


@dataclass(frozen=True)
class Resemblance:
    """The criteria of all territories of a kind; built by ``build_resemblance``.

    A position that is asked must be in a pool.
    """

    scaled: Floats
    """Criterion × position."""
    scales: tuple[Scale, ...]
    axes_of: NDArray[np.int64]
    """Number of the criterion of each axis of the pools."""
    places: NDArray[np.int64]
    """Position → its place in its pool; -1 for none."""
    pool_of: NDArray[np.int64]
    pools: tuple[_Pool, ...]

    def has(self, position: int) -> bool:
        """Whether a territory is in a pool."""
        return 0 <= position < len(self.places) and self.places[position] >= 0

    def find_known(self, position: int) -> tuple[int, ...]:
        """Numbers of the criteria that are known of a territory, whether it is in a pool or not."""
        return tuple(np.flatnonzero(~np.isnan(self.scaled[:, position])).tolist())

    def get_known_share(self, position: int) -> float:
        """Part of the weights, from 0 to 1, of the criteria that are known of a territory."""
        return self._get_known(*self._find(position)).share

    def count_within(self, position: int, window: Window) -> int:
        """How many others it is compared with: of its size, with the criteria known of it."""
        pool, place = self._find(position)
        first, last = pool.find_window(place, window)
        return int(np.isfinite(self._get_known(pool, place).lengths[first:last]).sum()) - 1

    def find_nearest_in_size(self, position: int) -> int | None:
        """The other territory of its pool whose size is nearest to its own, as a ratio."""
        pool, place = self._find(position)
        beside = [one for one in (place - 1, place + 1) if 0 <= one < len(pool.order)]
        near = sorted(beside, key=lambda one: abs(np.log(pool.sizes[one] / pool.sizes[place])))
        return int(pool.order[near[0]]) if near else None

    def list_nearest(self, position: int, *, limit: int, window: Window, farthest: float) -> list[Near]:
        """The nearest territories of its pool and size, at most ``farthest``, the nearest first.

        Equal distances by position.
        """
        pool, place = self._find(position)
        known = self._get_known(pool, place)
        first, last = pool.find_window(place, window)
        # |a - b|² = |a|² + |b|² - 2 a·b: one product of a matrix, in half the precision. What it finds
        # is computed again in full. At its place the territory itself is farther than any other.
        length = float(known.lengths[place])
        squares = known.lengths[first:last] - pool.points[first:last] @ (2 * pool.points[place])
        squares[place - first] = np.inf
        reach = min(_find_reach(squares, limit), farthest**2 * known.total - length)
        rows = (squares <= reach + _MARGIN * (1 + length)).nonzero()[0]
        found = self._measure(position, pool.order[first + rows], known)
        return [near for near in found[:limit] if near.distance <= farthest]

    def _find(self, position: int) -> tuple[_Pool, int]:
        return self.pools[self.pool_of[position]], int(self.places[position])

    def _get_known(self, pool: _Pool, place: int) -> _Known:
        mask = int(pool.known[place])
        found = pool.by_known.get(mask)
        if found is None:
            used = np.array([number for number in range(len(self.scales)) if mask >> number & 1])
            points = pool.points[:, np.isin(self.axes_of, used)]
            lengths = np.einsum("ij,ij->i", points, points)
            lengths[(pool.known & mask) != mask] = np.inf
            weights = np.array([self.scales[number].weight for number in used])
            total = float(weights.sum())
            share = total / sum(scale.weight for scale in self.scales)
            found = pool.by_known[mask] = _Known(used, weights, total, share, lengths)
        return found

    def _measure(self, position: int, others: NDArray[np.int64], known: _Known) -> list[Near]:
        gaps = np.abs(self.scaled[:, others] - self.scaled[:, position, None])
        for number, scale in enumerate(self.scales):
            if scale.transform == "category":
                gaps[number] = np.minimum(gaps[number], 1.0)  # categories are whole numbers
        distances = np.sqrt(known.weights @ gaps[known.used] ** 2 / known.total)
        columns = zip(distances.tolist(), others.tolist(), gaps.T.tolist(), strict=True)
        return [Near(other, distance, tuple(gap)) for distance, other, gap in sorted(columns)]


def build_resemblance(
    values: Sequence[Floats], scales: Sequence[Scale], *, size: int, pool_of: NDArray[np.int64]
) -> Resemblance:
    """One column of values a criterion, aligned on positions, NaN where unknown.

    ``pool_of`` gives the number of the pool of each territory, -1 for none. ``size`` is the number of the
    criterion whose value is the size of a territory: without one above zero it is in no pool.
    """
    scaled = np.array([standardise(one, scale.transform) for one, scale in zip(values, scales, strict=True)])
    pool_of = np.where(np.isnan(scaled[size]), -1, pool_of)
    known = np.zeros(scaled.shape[1], np.int64)
    for number, row in enumerate(scaled):
        known |= (~np.isnan(row)).astype(np.int64) << number
    axes = [
        (number, axis)
        for number, (row, scale) in enumerate(zip(scaled, scales, strict=True))
        for axis in _list_axes(row, scale)
    ]
    points = np.array([np.nan_to_num(axis) for _, axis in axes]).T
    places = np.full(len(pool_of), -1)
    pools = []
    for number in range(int(pool_of.max(initial=-1)) + 1):
        members = np.flatnonzero(pool_of == number)
        order = members[np.argsort(values[size][members], kind="stable")]
        places[order] = np.arange(len(order))
        near_points = np.ascontiguousarray(points[order], np.float32)
        pools.append(_Pool(order, values[size][order], near_points, known[order]))
    return Resemblance(
        scaled, tuple(scales), np.array([number for number, _ in axes]), places, pool_of, tuple(pools)
    )


def _list_axes(row: Floats, scale: Scale) -> list[Floats]:
    """One axis, or for categories one a value: two of different values are then 1 apart."""
    if scale.transform != "category":
        return [row * scale.weight**0.5]
    values = np.unique(row[~np.isnan(row)])
    return [np.where(row == value, (scale.weight / 2) ** 0.5, 0.0) for value in values]


def _find_reach(squares: NDArray[np.float32], limit: int) -> float:
    """A bound that at least ``limit`` of the squares do not exceed, much faster than sorting them all.

    The least of each block: the ``limit``-th of these is reached by as many squares.
    """
    width = len(squares) // _BLOCKS
    if width < 2 or limit > _BLOCKS:
        return float(np.partition(squares, limit - 1)[limit - 1]) if limit < len(squares) else np.inf
    least = squares[: width * _BLOCKS].reshape(_BLOCKS, width).min(axis=1)
    return float(np.partition(least, limit - 1)[limit - 1])
