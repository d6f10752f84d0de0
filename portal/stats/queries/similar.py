"""Territories like another one, and why: the criteria are ``catalogue/similarity``, the distance is
``portal.stats.compute.resemblance``.

What is compared of a kind is kept per process for one version of the figures (5 MB for communes); a
question is then one product of a matrix.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.stats.compute.resemblance import Floats, Resemblance, Scale, Window, build_resemblance
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.similarity import Criterion, Similarity
from portal.stats.queries.columns import get_column, get_latest_year
from portal.stats.store.read import get_snapshot
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import Universe, get_universe

Refusal = Literal["", "not_compared", "no_size", "too_few", "alone", "too_far"]
"""Why nothing is like a territory: its kind is not compared; its size is unknown or nobody lives there;
too few of its criteria are known; none of its size; those of its size differ too much."""

_REASONS: Final = 3
_SAME: Final = 0.5
"""To be of the same category says less than to have the same population."""
_LEAST_DIFFERENT: Final = 3
_ANY: Final = 1e6
_MAINLAND: Final = "metro"
_NOT_CURRENT: Final = -1


class ComparedCriterion(NamedTuple):
    """A criterion and the column it is read in; ``year`` is None when there is none."""

    criterion: Criterion
    indicator: Indicator
    year: int | None
    dataset: str
    values: Floats


class Agreement(NamedTuple):
    """One criterion of two territories; ``gap`` is None where the first one's value is unknown."""

    compared: ComparedCriterion
    own: float | None
    other: float | None
    gap: float | None


@dataclass(frozen=True)
class Basis:
    """Everything compared of one kind."""

    similarity: Similarity
    criteria: tuple[ComparedCriterion, ...]
    resemblance: Resemblance

    @property
    def window(self) -> Window:
        return Window(self.similarity.size.at_most_times, self.similarity.size.at_most)

    def value(self, number: int, position: int) -> float | None:
        found = float(self.criteria[number].values[position])
        return None if np.isnan(found) else found


@dataclass(frozen=True)
class Similar:
    """A territory like ``of``; ``distance`` is 0 for its equal, and 1 for a spread between territories."""

    position: int
    distance: float
    gaps: tuple[float, ...] = field(repr=False)
    of: int
    basis: Basis = field(repr=False)

    @property
    def agreements(self) -> tuple[Agreement, ...]:
        """Every criterion, in the order of the catalogue."""
        return tuple(self._compare(number) for number in range(len(self.gaps)))

    @property
    def reasons(self) -> tuple[Agreement, ...]:
        """The criteria on which both are close, those that count most; in the order of the catalogue."""
        scores = {number: self._score(number) for number in range(len(self.gaps))}
        close = [number for number, score in scores.items() if score is not None]
        close.sort(key=lambda number: scores[number] or 0.0)
        return tuple(self._compare(number) for number in sorted(close[:_REASONS]))

    def _score(self, number: int) -> float | None:
        """How far apart both are on a criterion, of what is close, and by its weight; None beyond."""
        criterion, gap = self.basis.similarity.criteria[number], self.gaps[number]
        own, other = self.basis.value(number, self.of), self.basis.value(number, self.position)
        if own is None or other is None or np.isnan(gap):
            return None
        if criterion.close_within is None:
            return None if gap else _SAME / criterion.weight
        if criterion.transform == "log":
            share = abs(np.log(own / other)) / np.log(criterion.close_within)
        else:
            share = abs(own - other) / criterion.close_within
        return float(share) / criterion.weight if share <= 1 else None

    def _compare(self, number: int) -> Agreement:
        basis, gap = self.basis, self.gaps[number]
        own, other = basis.value(number, self.of), basis.value(number, self.position)
        return Agreement(basis.criteria[number], own, other, None if np.isnan(gap) else gap)


@dataclass(frozen=True)
class SimilarTerritories:
    """``similar``, the nearest first; or ``refusal``, which says why there are none.

    ``used`` and ``unknown`` are the criteria known and unknown of the territory, ``compared`` the number
    of others that it was compared with; ``nearest_in_size`` is the position of the one whose size is
    nearest, when none is of its size.
    """

    similar: tuple[Similar, ...] = ()
    refusal: Refusal = ""
    basis: Basis | None = None
    used: tuple[ComparedCriterion, ...] = ()
    unknown: tuple[ComparedCriterion, ...] = ()
    compared: int = 0
    nearest_in_size: int | None = None
    least_different: tuple[Similar, ...] = ()
    """Of its size, too different to be like it: told when there is nothing better."""


def list_similar(kind: str, code: str, *, limit: int = 10) -> tuple[Similar, ...]:
    """The territories most like this one, at most ``limit``, the nearest first; may be empty.

    Without any SQL query once the figures of the kind are in memory.
    """
    basis, position = _get_basis(kind), get_universe().position(kind, code)
    if basis is None or position is None or _find_refusal(basis, position):
        return ()
    return _list_nearest(basis, position, limit)


def find_similar(kind: str, code: str, *, limit: int = 10) -> SimilarTerritories:
    """The same with what was compared, and the reason when there is none."""
    basis, position = _get_basis(kind), get_universe().position(kind, code)
    if basis is None or position is None:
        return SimilarTerritories(refusal="not_compared")
    known = set(basis.resemblance.find_known(position))
    used = [one for number, one in enumerate(basis.criteria) if number in known]
    unknown = [one for number, one in enumerate(basis.criteria) if number not in known]
    answer = SimilarTerritories((), _find_refusal(basis, position), basis, tuple(used), tuple(unknown))
    if answer.refusal:
        return answer
    compared = basis.resemblance.count_within(position, basis.window)
    similar = _list_nearest(basis, position, limit)
    if similar:
        return replace(answer, similar=similar, compared=compared)
    if compared:
        least = _list_nearest(basis, position, _LEAST_DIFFERENT, farthest=_ANY)
        return replace(answer, refusal="too_far", compared=compared, least_different=least)
    return replace(answer, refusal="alone", nearest_in_size=basis.resemblance.find_nearest_in_size(position))


def _find_refusal(basis: Basis, position: int) -> Refusal:
    if not basis.resemblance.has(position):
        return "no_size"
    share = basis.resemblance.get_known_share(position)
    return "too_few" if 100 * share < basis.similarity.known_at_least_pct else ""


def _list_nearest(
    basis: Basis, position: int, limit: int, farthest: float | None = None
) -> tuple[Similar, ...]:
    similarity = basis.similarity
    found = basis.resemblance.list_nearest(
        position,
        limit=limit,
        window=basis.window,
        farthest=similarity.farthest if farthest is None else farthest,
    )
    return tuple(Similar(near.position, near.distance, near.gaps, position, basis) for near in found)


_bases: dict[str, tuple[str, Similarity, Basis]] = {}
_lock: Final = threading.Lock()


def warm_similar() -> None:
    """Read what is compared of every kind that has territories, before a reader asks."""
    universe = get_universe()
    for kind in get_catalogue().similarity:
        if universe.size(kind):
            _get_basis(kind)


def forget_similar() -> None:
    """Drop what is kept: for tests."""
    _bases.clear()


def _get_basis(kind: str) -> Basis | None:
    """What is compared of a kind, built again for a new version of the figures or of the criteria."""
    similarity = get_catalogue().similarity.get(kind)
    if similarity is None:
        return None
    version = get_snapshot().version
    kept = _bases.get(kind)
    if kept is None or kept[0] != version or kept[1] is not similarity:
        with _lock:
            kept = _bases.get(kind)
            if kept is None or kept[0] != version or kept[1] is not similarity:
                kept = _bases[kind] = (version, similarity, _build_basis(kind, similarity))
    return kept[2]


def _build_basis(kind: str, similarity: Similarity) -> Basis:
    universe = get_universe()
    criteria = tuple(_read_criterion(kind, one, universe.size(kind)) for one in similarity.criteria)
    slugs = [one.indicator for one in similarity.criteria]
    resemblance = build_resemblance(
        [one.values for one in criteria],
        [Scale(one.transform, one.weight) for one in similarity.criteria],
        size=slugs.index(similarity.size.indicator),
        pool_of=_find_pools(kind, similarity, universe),
    )
    return Basis(similarity, criteria, resemblance)


def _read_criterion(kind: str, criterion: Criterion, size: int) -> ComparedCriterion:
    """Its latest year, as long as the universe is now (there may be territories younger than a release)."""
    indicator = get_catalogue().indicators[criterion.indicator]
    year = get_latest_year(indicator.slug, kind)
    values, dataset = np.full(size, np.nan), ""
    if year is not None:
        column = get_column(indicator.slug, year, kind)
        dataset, length = column.dataset, min(size, len(column.values))
        values[:length] = column.values[:length]
    values[~get_universe().is_current[kind]] = np.nan
    return ComparedCriterion(criterion, indicator, year, dataset, values)


def _find_pools(kind: str, similarity: Similarity, universe: Universe) -> NDArray[np.int64]:
    """Number of the pool of each current territory: those of one group of types, here or overseas."""
    directory, size = get_directory(), universe.size(kind)
    group_of = {type_: number for number, group in enumerate(similarity.groups) for type_ in group}
    regions, codes = universe.group_index(kind, "region"), universe.group_codes(kind, "region")
    pools = np.full(size, _NOT_CURRENT, np.int64)
    for position in np.flatnonzero(universe.is_current[kind]).tolist():
        one = directory.by_position.get((kind, position))
        if one is None or (similarity.groups and one.type not in group_of):
            continue
        code = one.code if kind == "region" else codes[regions[position]] if regions[position] >= 0 else ""
        region = directory.by_code.get(("region", code))
        is_apart = similarity.overseas_apart and (region is None or region.type != _MAINLAND)
        pools[position] = 2 * group_of.get(one.type, 0) + is_apart
    return pools
