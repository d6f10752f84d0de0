"""How an indicator is spread within the groups of a kind: by strate, by class of density."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.answers import Summary
from portal.stats.queries.columns import get_latest_year
from portal.stats.queries.groups import get_group_directory
from portal.stats.store.layout import summary_key_of
from portal.stats.store.read import Place, get_kind_layout, get_snapshot, read_payloads
from portal.territories.strates import load_strates

_STRATE: Final = "strate"
_KINDS: Final = ("commune", "epci")


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """The territories of one group that have a value."""

    key: str
    label: str
    summary: Summary


@dataclass(frozen=True, slots=True)
class GroupedSpreads:
    """All groups of a grouping, in its order, for the latest year.

    ``grouping`` is ``strate`` or the slug of one of the catalogue, whose ``label`` it has (empty for
    strates). ``is_extract``: of those territories alone that an extract of the source tells of.
    """

    kind: str
    grouping: str
    label: str
    year: int
    groups: tuple[GroupSpread, ...]
    is_extract: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    grouping: str
    label: str
    groups: tuple[tuple[str, str], ...]
    """Key and label of each."""
    place: Place


def list_group_spreads(indicator: str) -> list[GroupedSpreads]:
    """For communes then EPCI; nothing for categories, nor where no group has a value.

    One SQL query at most, none when these groups have been read before.
    """
    asked = list(_list_asked(indicator))
    snapshot = get_snapshot()
    directory = get_group_directory(snapshot)
    keys = [summary_key_of(one.kind, one.grouping, key) for one in asked for key, _ in one.groups]
    found, missing = directory.find(keys)
    found |= directory.add(missing, read_payloads(snapshot.release_ids, missing))
    spreads = []
    for one in asked:
        groups = tuple(
            GroupSpread(key, label, found[one.place.release_id, place_key].summary(one.place.cell))
            for key, label in one.groups
            for place_key in [summary_key_of(one.kind, one.grouping, key)]
        )
        if any(group.summary.n for group in groups):
            is_extract = snapshot.releases[one.place.dataset].is_extract
            year = one.place.year
            spreads.append(GroupedSpreads(one.kind, one.grouping, one.label, year, groups, is_extract))
    return spreads


def _list_asked(slug: str) -> Iterator[_Asked]:
    """The groupings that the release of the latest year knows."""
    catalogue = get_catalogue()
    indicator = catalogue.indicators[slug]
    for kind in () if indicator.is_categorical else _KINDS:
        year = get_latest_year(slug, kind)
        places = get_snapshot().places(kind).get(slug, ())
        place = next((one for one in places if one.year == year), None)
        if place is None:
            continue
        known = get_kind_layout(place.release_id, kind).groupings
        scale = load_strates().get(kind)
        if scale is not None and _STRATE in known:
            strates = tuple((strate.key, strate.label) for strate in scale.strates)
            yield _Asked(kind, _STRATE, "", strates, place)
        for grouping in catalogue.groupings.values():
            if grouping.slug in known:
                categories = catalogue.indicators[grouping.indicator].categories
                groups = tuple((category.key, category.label) for category in categories)
                yield _Asked(kind, grouping.slug, grouping.label, groups, place)
