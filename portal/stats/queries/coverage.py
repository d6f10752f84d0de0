"""How much of an indicator is online: years, territories with a value, reasons of the others, spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import PackedColumn
from portal.stats.queries.answers import Summary
from portal.stats.queries.categories import list_categories
from portal.stats.queries.columns import get_column, get_latest_year
from portal.stats.queries.groups import get_group_directory
from portal.stats.store.layout import summary_key_of
from portal.stats.store.packing import unpack_column
from portal.stats.store.read import Place, get_snapshot, read_payloads
from portal.territories.queries.universe import FRANCE_CODE, get_universe


@dataclass(frozen=True, slots=True)
class Extent:
    """First and last years of an indicator at one level, and the number of those that have a value."""

    kind: str
    first_year: int
    last_year: int
    years: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Territories of a kind in today's France, one year: how many have a value, why others have none.

    ``absences`` leaves out the reasons that no territory has; ``values`` and it add up to ``size``.
    The collectivités d'outre-mer, which belong to no département, are not counted.
    """

    kind: str
    year: int
    dataset: str
    size: int
    values: int
    absences: Mapping[Absence, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution over all the territories of a kind in France, the latest year that most have.

    ``is_extract``: over those alone that an extract of the source tells of.
    """

    kind: str
    year: int
    summary: Summary
    is_extract: bool


def list_extents(indicator: str) -> list[Extent]:
    """From the layouts of the releases: costs nothing. By level; those without a value are left out."""
    found = []
    for kind in get_catalogue().indicators[indicator].levels:
        years = [place.year for place in _list_places(indicator, kind) if place.filled]
        if years:
            found.append(Extent(kind, years[0], years[-1], len(years)))
    return found


def list_coverage(indicator: str) -> tuple[Coverage, ...]:
    """By level, then from the latest year to the oldest.

    One SQL query for all the columns of the indicator, the first time; kept until a publication.
    """
    return _count(get_snapshot().version, indicator)


@lru_cache(maxsize=1024)
def _count(version: str, indicator: str) -> tuple[Coverage, ...]:
    wanted: dict[tuple[int, int, str], Place] = {}
    levels: tuple[str, ...] = get_catalogue().indicators[indicator].levels
    for kind in levels:
        for place in reversed(_list_places(indicator, kind)):
            wanted[place.release_id, place.year, kind] = place
    releases = {release_id for release_id, _, _ in wanted}
    rows = PackedColumn.objects.filter(release_id__in=releases, indicator=indicator)
    counts = {}
    for release_id, year, kind, payload in rows.values_list("release_id", "year", "kind", "payload"):
        if (release_id, year, kind) in wanted:
            counts[release_id, year, kind] = _count_absences(kind, bytes(payload))
    return tuple(
        Coverage(
            kind,
            year,
            place.dataset,
            int(found.sum()),
            int(found[Absence.NONE]),
            {reason: int(found[reason]) for reason in Absence if reason and found[reason]},
        )
        for (release_id, year, kind), place in wanted.items()
        if (found := counts.get((release_id, year, kind))) is not None
    )


def _count_absences(kind: str, payload: bytes) -> np.typing.NDArray[np.int64]:
    """Number of territories of France by code of absence; those younger than the data have none."""
    members = get_universe().members_of("france", FRANCE_CODE, kind)
    absence = unpack_column(payload).absence
    known = members[members < len(absence)]
    counts = np.bincount(absence[known], minlength=len(Absence))
    counts[Absence.NOT_AVAILABLE] += len(members) - len(known)
    return counts.astype(np.int64)


def list_spreads(indicator: str) -> list[Spread]:
    """By level. Nothing for categories, for France itself, nor where nobody has a value.

    One SQL query at most, none when the summaries of France have been read before.
    """
    found = get_catalogue().indicators[indicator]
    if found.is_categorical:
        return []
    snapshot = get_snapshot()
    directory = get_group_directory(snapshot)
    kinds = [kind for kind in found.levels if kind != "france"]
    keys = [summary_key_of(kind, "france", FRANCE_CODE) for kind in kinds]
    groups, missing = directory.find(keys)
    groups |= directory.add(missing, read_payloads(snapshot.release_ids, missing))
    spreads = []
    for kind, key in zip(kinds, keys, strict=True):
        year = get_latest_year(indicator, kind)
        place = next((one for one in _list_places(indicator, kind) if one.year == year), None)
        if place is not None:
            summary = groups[place.release_id, key].summary(place.cell)
            if summary.n:
                is_extract = snapshot.releases[place.dataset].is_extract
                spreads.append(Spread(kind, place.year, summary, is_extract))
    return spreads


CATEGORIES_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many current territories of a kind have each value of a nomenclature, the latest year.

    ``counts``: (label, number), in the order of a closed nomenclature; of an open one, the most frequent
    first and thirty at most, out of ``total`` values.
    """

    kind: str
    year: int
    counts: tuple[tuple[str, int], ...]
    total: int


def count_categories(indicator: str) -> list[CategoryCount]:
    """By level; nothing for numbers, nor for France itself."""
    found = get_catalogue().indicators[indicator]
    counted = []
    for kind in found.levels if found.is_categorical else ():
        year = get_latest_year(indicator, kind)
        if year is None or kind == "france":
            continue
        column, is_current = get_column(indicator, year, kind), get_universe().table(kind).is_current
        values = column.values[: len(is_current)][is_current[: len(column.values)]]
        numbers, times = np.unique(values[~np.isnan(values)], return_counts=True)
        known = dict(zip(numbers.tolist(), times.tolist(), strict=True))
        counts = [(one.label, int(known.get(float(one.value), 0))) for one in list_categories(indicator)]
        if found.open_categories:
            counts = sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1])
        counted.append(CategoryCount(kind, year, tuple(counts[:CATEGORIES_SHOWN]), len(counts)))
    return counted


def _list_places(indicator: str, kind: str) -> tuple[Place, ...]:
    return get_snapshot().places(kind).get(indicator, ())


def forget_coverage() -> None:
    """Drop what is kept: for tests."""
    _count.cache_clear()
