"""Figures of several territories side by side: a few indicators of each, read cell by cell.

A comparison shows some dozens of the hundreds of indicators of each territory: whole sheets would be read
for nothing. The rules are those of a sheet: the latest year with a value, else the latest absence.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from portal.kernel.figures import Absence, Figure, Origin, Status
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.answers import Series
from portal.stats.queries.gathered import GATHERED_KINDS, gather_sheet
from portal.stats.queries.groups import GroupSummaries, get_group_directory
from portal.stats.queries.perimeters import Refusal, get_group_sheet
from portal.stats.queries.references import Reference
from portal.stats.store.layout import key_of
from portal.stats.store.packing import RowCells
from portal.stats.store.read import Place, Snapshot, get_snapshot, read_payload_parts
from portal.territories.models import GROUP_KIND
from portal.territories.queries.groups import GroupCard

SMALLEST_GROUP: Final = 5
"""Below this number of territories, neither their median nor their mean is told."""

_ABSENCES: Final = tuple(Absence)
_STATUSES: Final = tuple(Status)
_ORIGINS: Final = tuple(Origin)
_UNSAID: Final = frozenset({int(Absence.NOT_AVAILABLE), int(Absence.INCOMPLETE)})
_SECRET: Final = int(Absence.SECRET)
_NONE: Final = Absence.NONE
_new: Final = tuple.__new__


class SideFigure(NamedTuple):
    """One figure of one year; ``value`` is None exactly when ``absence`` is not NONE.

    ``year`` is None when nothing is known of this indicator here; ``members``, for a median or a mean, is
    the number of territories that have a value.
    """

    year: int | None
    value: float | None
    absence: Absence = Absence.NONE
    status: Status = Status.NORMAL
    origin: Origin = Origin.PUBLISHED
    dataset: str = ""
    members: int = 0

    @property
    def figure(self) -> Figure:
        return Figure(self.value, self.absence, self.status, self.origin)


_MEANINGLESS: Final = frozenset({Refusal.NEVER_AGGREGATED, Refusal.OF_ACCOUNTS})
"""Of a perimeter of one's own. What cannot be worked out, or is not online, means something all the same."""

NOT_AVAILABLE: Final = SideFigure(None, None, Absence.NOT_AVAILABLE)
NOT_APPLICABLE: Final = SideFigure(None, None, Absence.NOT_APPLICABLE)


class SideColumn(ABC):
    """The figures of one column, by slug. Kinds of columns say where they come from."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    @abstractmethod
    def list_figures(self, slug: str) -> Sequence[SideFigure]:
        """By increasing year; empty when nothing is known."""

    def find_latest(self, slug: str) -> SideFigure:
        """The latest figure with a value, else the latest absence; its name when nothing is known."""
        figures = self.list_figures(slug)
        valued = (one for one in reversed(figures) if one.value is not None)
        return next(valued, figures[-1] if figures else self.name_nothing(slug))

    def find_year(self, slug: str, year: int) -> SideFigure:
        """The figure of a year; its absence when nothing is known of that year."""
        found = next((one for one in self.list_figures(slug) if one.year == year), None)
        return found or self.name_nothing(slug)

    def name_nothing(self, slug: str) -> SideFigure:
        """Why nothing is known: an indicator that has no meaning at this level is not applicable."""
        known = self.kind in get_catalogue().indicators[slug].levels
        return NOT_AVAILABLE if known else NOT_APPLICABLE


class TerritoryColumn(SideColumn):
    """A territory: ``rows`` are those of its releases."""

    def __init__(
        self, kind: str, rows: Mapping[int, RowCells], places: Mapping[str, tuple[Place, ...]]
    ) -> None:
        super().__init__(kind)
        self._rows, self._places = rows, places

    def list_figures(self, slug: str) -> Sequence[SideFigure]:
        told = [(place, self._read(place)) for place in self._places.get(slug, ())]
        figures = [one for place, one in told if one and _is_kept(place, one)]
        last = [one for _, one in told if one][-1:]
        return figures or last

    def find_latest(self, slug: str) -> SideFigure:
        rows = self._rows
        kept: Place | None = None
        told: Place | None = None
        for place in reversed(self._places.get(slug, ())):
            year, dataset, release_id, cell, is_covered, _, is_partial = place
            row = rows.get(release_id)
            if row is None:
                continue
            absence = row.payload[row.absence_at + cell]
            if not absence:
                flags = row.payload[row.flags_at + cell]
                # What calling the class does, in a third of the time: a page has hundreds of figures.
                return _new(
                    SideFigure,
                    (year, row.value(cell), _NONE, _STATUSES[flags & 0x0F], _ORIGINS[flags >> 4], dataset, 0),
                )
            if kept is None and not (is_partial and absence in _UNSAID):
                told = told or place
                kept = place if is_covered or absence == _SECRET else None
        found = kept or told
        return (self._read(found) if found else None) or self.name_nothing(slug)

    def _read(self, place: Place) -> SideFigure | None:
        """What is said there; None when nothing is (of an extract, an absence says nothing)."""
        row = self._rows.get(place.release_id)
        if row is None:
            return None
        absence = row.absence(place.cell)
        if place.is_partial and absence in _UNSAID:
            return None
        flags = row.flags(place.cell)
        value = None if absence else row.value(place.cell)
        status, origin = _STATUSES[flags & 0x0F], _ORIGINS[flags >> 4]
        return SideFigure(place.year, value, _ABSENCES[absence], status, origin, place.dataset)


def _is_kept(place: Place, one: SideFigure) -> bool:
    """A year of a few territories is not a hole in the series of the others; a secret is told."""
    return place.is_covered or one.value is not None or one.absence is Absence.SECRET


class SummaryColumn(SideColumn):
    """The median or the mean of the territories of a group, each counting for one."""

    def __init__(
        self,
        reference: Reference,
        groups: Mapping[tuple[int, str], GroupSummaries],
        places: Mapping[str, tuple[Place, ...]],
    ) -> None:
        super().__init__(reference.kind)
        self._reference, self._groups, self._places = reference, groups, places
        self._key = reference.summary_key

    def list_figures(self, slug: str) -> Sequence[SideFigure]:
        figures = (self._read(place) for place in self._places.get(slug, ()))
        return [one for one in figures if one]

    def find_latest(self, slug: str) -> SideFigure:
        for place in reversed(self._places.get(slug, ())):
            found = self._read(place) if place.is_covered else None
            if found is not None and found.value is not None:
                return found
        return super().find_latest(slug)

    def find_year(self, slug: str, year: int) -> SideFigure:
        for place in self._places.get(slug, ()):
            if place.year == year:
                return self._read(place) or self.name_nothing(slug)
        return self.name_nothing(slug)

    def _read(self, place: Place) -> SideFigure | None:
        summary = self._groups[place.release_id, self._key].summary(place.cell)
        value = summary.mean if self._reference.stat == "mean" else summary.median
        if value is None:
            return None
        origin, dataset = Origin.AGGREGATED, place.dataset
        if summary.n < SMALLEST_GROUP:
            few = Absence.NOT_SIGNIFICANT
            return SideFigure(place.year, None, few, Status.NORMAL, origin, dataset, summary.n)
        return SideFigure(place.year, value, Absence.NONE, Status.NORMAL, origin, dataset, summary.n)

    def name_nothing(self, slug: str) -> SideFigure:
        if get_catalogue().indicators[slug].is_categorical:
            return NOT_APPLICABLE
        return super().name_nothing(slug)


class SeriesColumn(SideColumn):
    """A perimeter of one's own, from the series that were computed for it."""

    def __init__(
        self, kind: str, series: Mapping[str, Series], refusals: Mapping[str, Refusal] | None = None
    ) -> None:
        super().__init__(kind)
        self._series, self._refusals = series, refusals or {}

    def list_figures(self, slug: str) -> Sequence[SideFigure]:
        series = self._series.get(slug)
        return [
            SideFigure(
                one.year,
                one.figure.value,
                one.figure.absence,
                one.figure.status,
                one.figure.origin,
                one.dataset,
            )
            for one in (series.points if series else ())
        ]

    def name_nothing(self, slug: str) -> SideFigure:
        return NOT_APPLICABLE if self._refusals.get(slug) in _MEANINGLESS else NOT_AVAILABLE


@dataclass
class _Plans:
    """Which releases have some indicators, looked for once a snapshot: the same for all territories."""

    snapshot: Snapshot
    releases: dict[tuple[str, tuple[str, ...]], tuple[int, ...]] = field(default_factory=dict)

    def list_releases(self, kind: str, slugs: tuple[str, ...]) -> tuple[int, ...]:
        found = self.releases.get((kind, slugs))
        if found is None:
            places = self.snapshot.places(kind)
            found = tuple(dict.fromkeys(one.release_id for slug in slugs for one in places.get(slug, ())))
            if len(self.releases) > _PLANS_AT_MOST:
                self.releases.clear()
            self.releases[kind, slugs] = found
        return found


_PLANS_AT_MOST: Final = 256
_plans: _Plans | None = None


def _get_plans(snapshot: Snapshot) -> _Plans:
    global _plans  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    kept = _plans
    if kept is None or kept.snapshot is not snapshot:
        kept = _plans = _Plans(snapshot)
    return kept


def read_columns(
    references: Sequence[Reference], slugs: Iterable[str], groups: Mapping[str, GroupCard] | None = None
) -> list[SideColumn]:
    """The columns of these territories, medians and means, in their order, for these indicators.

    One SQL query, and what it takes to add up the members of saved groups, given by id in ``groups``.
    """
    cards = groups or {}
    whole = GATHERED_KINDS | {GROUP_KIND}
    stored = [one for one in references if one.kind not in whole]
    found = dict(zip(stored, _read_stored(stored, slugs), strict=True))
    found |= {one: _read_gathered(one) for one in references if one.kind in GATHERED_KINDS}
    return [found[one] if one in found else _read_group(cards[one.code]) for one in references]


def _read_gathered(one: Reference) -> SideColumn:
    """The communes of a territory taken together; no median nor mean of those is worked out."""
    sheet = gather_sheet(one.kind, one.code)
    return SeriesColumn(one.kind, {} if one.stat else sheet.series, sheet.refusals)


def _read_group(card: GroupCard) -> SideColumn:
    sheet = get_group_sheet(card)
    return SeriesColumn(GROUP_KIND, sheet.series, sheet.refusals)


def _read_stored(references: Sequence[Reference], slugs: Iterable[str]) -> list[SideColumn]:
    snapshot, wanted = get_snapshot(), tuple(slugs)
    plans, directory = _get_plans(snapshot), get_group_directory(snapshot)
    groups, missing = directory.find({one.summary_key for one in references if one.stat})
    keys: dict[str, list[str]] = {}
    for one in references:
        if not one.stat:
            keys.setdefault(one.kind, []).append(key_of(one.kind, one.code))
    parts = [(plans.list_releases(kind, wanted), of_kind) for kind, of_kind in keys.items()]
    payloads = read_payload_parts([*parts, (snapshot.release_ids, missing)])
    groups |= directory.add(missing, payloads)
    rows: dict[str, dict[int, RowCells]] = {}
    for (release_id, key), payload in payloads.items():
        if "@" not in key:
            rows.setdefault(key, {})[release_id] = RowCells(payload)
    return [
        SummaryColumn(one, groups, snapshot.places(one.kind))
        if one.stat
        else TerritoryColumn(one.kind, rows.get(key_of(one.kind, one.code), {}), snapshot.places(one.kind))
        for one in references
    ]
