"""Figures of a few territories: their series and where they stand in their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan

from portal.stats.queries.answers import Comparison, GroupRefs, Series, Sheet, Summary, find_latest
from portal.stats.queries.boards import Board, BoardReading, Standing, read_boards
from portal.stats.queries.lazy import LazyMapping
from portal.stats.store.layout import summary_key_of


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
    groups = [
        summary_key_of(ref.kind, grouping, code) for ref in refs for grouping, code in ref.groups.items()
    ]
    reading = read_boards([(ref.kind, ref.code) for ref in refs], groups)
    return [build_sheet(board, reading, ref.groups) for board, ref in zip(reading.boards, refs, strict=True)]


def build_sheet(board: Board, reading: BoardReading, groups: GroupRefs) -> Sheet:
    """The figures of a board as objects, built as they are asked for."""
    plan, latest = board.plan, board.latest
    slugs = tuple(slug for slug, cell in zip(plan.slugs, latest, strict=True) if cell >= 0)
    comparing = _Comparing(board, reading, groups)
    return Sheet(
        plan.kind,
        board.code,
        LazyMapping(slugs, lambda slug: _build_series(board, slug)),
        LazyMapping(slugs, comparing.compare),
    )


def get_series(kind: str, code: str, indicators: Iterable[str] | None = None) -> list[Series]:
    """Series of a territory, in the order asked (all public ones when None); unknown slugs are left out."""
    sheet = get_sheet(kind, code)
    wanted = list(sheet.series) if indicators is None else list(indicators)
    return [sheet.series[slug] for slug in wanted if slug in sheet.series]


def _build_series(board: Board, slug: str) -> Series:
    number = board.plan.numbers[slug]
    points = board.list_points(number)
    latest = find_latest(points)
    return Series(board.plan.indicators[number], points, latest.dataset if latest else "")


@dataclass
class _Comparing:
    """Comparisons of the latest figures of a board, of all indicators at once for each group."""

    board: Board
    reading: BoardReading
    groups: GroupRefs

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """By grouping, of every indicator in the order of the plan."""
        return {
            grouping: self.reading.stand(self.board, grouping, code) for grouping, code in self.groups.items()
        }

    def compare(self, slug: str) -> dict[str, Comparison]:
        number = self.board.plan.numbers[slug]
        year = self.board.plan.places[self.board.latest[number]].year
        return {
            grouping: build_comparison(standing, number, grouping, self.groups[grouping], year)
            for grouping, standing in self.standings.items()
        }


def build_comparison(standing: Standing, number: int, grouping: str, code: str, year: int) -> Comparison:
    """The standing for one indicator, by its number in the plan, as an object."""
    stats = [None if isnan(number) else number for number in standing.stats[:, number].tolist()]
    count = int(standing.count[number])
    summary = Summary(count, *stats) if count else Summary(0, None, None, None, None, None, None)
    return Comparison(grouping, code, year, summary, standing.ranks[number] or None, standing.ties[number])
