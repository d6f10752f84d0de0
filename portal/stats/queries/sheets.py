"""Figures of a few territories: their series and where they stand in their groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.queries.answers import (
    Comparison,
    GroupRefs,
    Point,
    Series,
    Sheet,
    build_figure,
    find_latest,
)
from portal.stats.queries.groups import GroupSummaries, get_group_directory
from portal.stats.queries.lazy import LazyMapping
from portal.stats.store.layout import key_of, summary_key_of
from portal.stats.store.packing import Row, unpack_row
from portal.stats.store.read import Place, Snapshot, get_kind_layout, get_snapshot, read_payloads

_UNSAID: Final = frozenset({Absence.NOT_AVAILABLE, Absence.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class TerritoryRef:
    """Which territory, and the groups it is compared with: its own département, strate…"""

    kind: str
    code: str
    groups: GroupRefs = field(default_factory=dict)


def get_sheet(kind: str, code: str, groups: GroupRefs | None = None) -> Sheet:
    """All series of a territory and its comparisons within ``groups``, with one SQL query.

    An unknown territory has an empty sheet. Raises CatalogueError.
    """
    return get_sheets([TerritoryRef(kind, code, groups or {})])[0]


def get_sheets(refs: Sequence[TerritoryRef]) -> list[Sheet]:
    """The sheets of several territories, in the order asked, with one SQL query."""
    snapshot = get_snapshot()
    directory = get_group_directory(snapshot)
    groups, missing = directory.find(
        {
            summary_key_of(ref.kind, grouping, code): None
            for ref in refs
            for grouping, code in ref.groups.items()
        }
    )
    keys = dict.fromkeys(key_of(ref.kind, ref.code) for ref in refs)
    payloads = read_payloads(snapshot.release_ids, [*keys, *missing])
    groups |= directory.add(missing, payloads)
    catalogue = get_catalogue()
    return [_Reading(ref, snapshot, catalogue, payloads, groups).build_sheet() for ref in refs]


def get_series(kind: str, code: str, indicators: Iterable[str] | None = None) -> list[Series]:
    """Series of a territory, in the order asked (all public ones when None); unknown slugs are left out."""
    sheet = get_sheet(kind, code)
    wanted = list(sheet.series) if indicators is None else list(indicators)
    return [sheet.series[slug] for slug in wanted if slug in sheet.series]


class _Cells:
    """The cells of a row as Python reads them fastest: a page looks at hundreds, one at a time."""

    __slots__ = ("absence", "flags", "ranks", "ties", "values")

    def __init__(self, row: Row) -> None:
        self.values: list[float] = row.values.tolist()
        self.absence = row.absence.tobytes()
        self.flags = row.flags.tobytes()
        self.ranks: list[list[int]] = row.ranks.tolist()
        self.ties = row.ties.tobytes()


@dataclass
class _Reading:
    """The packed rows of one territory and of its groups, unpacked as they are needed."""

    ref: TerritoryRef
    snapshot: Snapshot
    catalogue: Catalogue
    payloads: Mapping[tuple[int, str], bytes]
    groups: Mapping[tuple[int, str], GroupSummaries]
    rows: dict[int, _Cells] = field(default_factory=dict)
    group_keys: dict[str, str] = field(default_factory=dict)
    """Grouping → key of the group of this territory."""

    def build_sheet(self) -> Sheet:
        kind = self.ref.kind
        key = key_of(kind, self.ref.code)
        for release_id in self.snapshot.release_ids:
            payload = self.payloads.get((release_id, key))
            if payload is not None:
                self.rows[release_id] = _Cells(unpack_row(payload))
        self.group_keys = {
            grouping: summary_key_of(kind, grouping, code) for grouping, code in self.ref.groups.items()
        }
        places = self.snapshot.places(kind) if self.rows else {}
        slugs = tuple(
            one.slug
            for one in self.catalogue.list_public_indicators()
            # Of an extract of a source, a territory that it leaves out has no row: no series either.
            if any(self._tells(place) for place in places.get(one.slug, ()))
        )
        series = LazyMapping(slugs, self.build_series)
        comparisons = LazyMapping(slugs, lambda slug: self.build_comparisons(series[slug]))
        return Sheet(kind, self.ref.code, series, comparisons)

    def build_series(self, slug: str) -> Series:
        points: list[Point] = []
        last: Point | None = None
        for place in self.snapshot.places(self.ref.kind)[slug]:
            if not self._tells(place):
                continue
            row, cell = self.rows[place.release_id], place.cell
            flags = row.flags[cell]
            figure = build_figure(row.values[cell], row.absence[cell], flags & 0x0F, flags >> 4)
            last = Point(place.year, figure, place.dataset)
            # A year of a few territories is not a hole in the series of the others; a secret is told.
            if place.is_covered or figure.value is not None or figure.absence is Absence.SECRET:
                points.append(last)
        if last is not None and not points:
            points = [last]
        latest = find_latest(points)
        return Series(self.catalogue.indicators[slug], tuple(points), latest.dataset if latest else "")

    def _tells(self, place: Place) -> bool:
        """Whether anything is said of this territory there."""
        row = self.rows.get(place.release_id)
        return row is not None and not (place.is_partial and row.absence[place.cell] in _UNSAID)

    def build_comparisons(self, series: Series) -> dict[str, Comparison]:
        latest = series.latest
        if latest is None or not self.group_keys:
            return {}
        places = self.snapshot.places(self.ref.kind)[series.indicator.slug]
        place = next(place for place in places if place.year == latest.year)
        index_of = get_kind_layout(place.release_id, self.ref.kind).grouping_index
        return {
            grouping: self._build_comparison(grouping, code, place, index_of.get(grouping))
            for grouping, code in self.ref.groups.items()
        }

    def _build_comparison(self, grouping: str, code: str, place: Place, index: int | None) -> Comparison:
        row, cell = self.rows[place.release_id], place.cell
        summary = self.groups[place.release_id, self.group_keys[grouping]].summary(cell)
        if index is None:
            return Comparison(grouping, code, place.year, summary, None)
        rank, is_tied = row.ranks[index][cell] or None, bool(row.ties[cell] >> index & 1)
        return Comparison(grouping, code, place.year, summary, rank, is_tied)
