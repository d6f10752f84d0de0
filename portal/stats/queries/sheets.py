"""Figures of a few territories: their series and where they stand in their groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isnan

from portal.kernel.figures import Figure
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.queries.answers import (
    Comparison,
    GroupRefs,
    Point,
    Series,
    Sheet,
    Summary,
    build_figure,
)
from portal.stats.queries.lazy import LazyMapping
from portal.stats.store.layout import key_of, summary_key_of
from portal.stats.store.packing import Row, SummaryRow, unpack_row, unpack_summary
from portal.stats.store.read import Place, Snapshot, get_kind_layout, get_snapshot, read_payloads


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
    keys = {
        key: None
        for ref in refs
        for key in (
            key_of(ref.kind, ref.code),
            *(summary_key_of(ref.kind, grouping, code) for grouping, code in ref.groups.items()),
        )
    }
    payloads = read_payloads(snapshot.release_ids, list(keys))
    catalogue = get_catalogue()
    return [_Reading(ref, snapshot, catalogue, payloads).build_sheet() for ref in refs]


def get_series(kind: str, code: str, indicators: Iterable[str] | None = None) -> list[Series]:
    """Series of a territory, in the order asked (all public ones when None); unknown slugs are left out."""
    sheet = get_sheet(kind, code)
    wanted = list(sheet.series) if indicators is None else list(indicators)
    return [sheet.series[slug] for slug in wanted if slug in sheet.series]


@dataclass
class _Reading:
    """The packed rows of one territory and of its groups, unpacked as they are needed."""

    ref: TerritoryRef
    snapshot: Snapshot
    catalogue: Catalogue
    payloads: Mapping[tuple[int, str], bytes]
    rows: dict[int, Row] = field(default_factory=dict)
    summaries: dict[tuple[int, str], SummaryRow | None] = field(default_factory=dict)

    def build_sheet(self) -> Sheet:
        key = key_of(self.ref.kind, self.ref.code)
        for release_id in self.snapshot.release_ids:
            payload = self.payloads.get((release_id, key))
            if payload is not None:
                self.rows[release_id] = unpack_row(payload)
        places = self.snapshot.places(self.ref.kind) if self.rows else {}
        slugs = tuple(one.slug for one in self.catalogue.list_public_indicators() if one.slug in places)
        series = LazyMapping(slugs, self.build_series)
        comparisons = LazyMapping(slugs, lambda slug: self.build_comparisons(series[slug]))
        return Sheet(self.ref.kind, self.ref.code, series, comparisons)

    def build_series(self, slug: str) -> Series:
        read = [
            (place, Point(place.year, _read_figure(self.rows[place.release_id], place.cell), place.dataset))
            for place in self.snapshot.places(self.ref.kind)[slug]
            if place.release_id in self.rows
        ]
        # A year of a few territories is not a hole in the series of the others.
        points = [point for place, point in read if place.is_covered or point.figure.value is not None]
        series = Series(self.catalogue.indicators[slug], tuple(points or [point for _, point in read[-1:]]))
        return replace(series, dataset=series.latest.dataset if series.latest else "")

    def build_comparisons(self, series: Series) -> dict[str, Comparison]:
        latest = series.latest
        if latest is None:
            return {}
        places = self.snapshot.places(self.ref.kind)[series.indicator.slug]
        place = next(place for place in places if place.year == latest.year)
        return {
            grouping: self._build_comparison(grouping, code, place)
            for grouping, code in self.ref.groups.items()
        }

    def _build_comparison(self, grouping: str, code: str, place: Place) -> Comparison:
        layout = get_kind_layout(place.release_id, self.ref.kind)
        row, index = self.rows[place.release_id], layout.grouping_index.get(grouping)
        return Comparison(
            grouping,
            code,
            place.year,
            self._read_summary(place, summary_key_of(self.ref.kind, grouping, code)),
            None if index is None else row.rank(index, place.cell),
            index is not None and row.is_tied(index, place.cell),
        )

    def _read_summary(self, place: Place, key: str) -> Summary:
        where = (place.release_id, key)
        if where not in self.summaries:
            payload = self.payloads.get(where)
            self.summaries[where] = None if payload is None else unpack_summary(payload)
        summary = self.summaries[where]
        if summary is None or not summary.n[place.cell]:
            return Summary(0, None, None, None, None, None, None)
        stats = [None if isnan(number) else number for number in summary.stats[:, place.cell].tolist()]
        return Summary(int(summary.n[place.cell]), *stats)


def _read_figure(row: Row, cell: int) -> Figure:
    return build_figure(row.values[cell], row.absence[cell], row.status(cell), row.origin(cell))
