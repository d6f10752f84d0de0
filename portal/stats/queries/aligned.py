"""Columns side by side, row by row; medians and means are of the year of what they situate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.stats.queries.references import Reference
from portal.stats.queries.side_by_side import SideColumn, SideFigure, read_columns
from portal.territories.queries.groups import GroupCard


@dataclass
class SideBySide:
    """``columns`` in the order asked; ``summaries`` are the ranks of medians and means among them."""

    columns: Sequence[SideColumn]
    summaries: frozenset[int]
    compared: int
    _rows: dict[str, list[SideFigure]] = field(default_factory=dict)

    def find_row(self, slug: str) -> list[SideFigure]:
        """The latest figure of each column. Medians and means are of the year of the column compared with,
        where they have one: like with like."""
        row = self._rows.get(slug)
        if row is None:
            row = self._rows[slug] = [column.find_latest(slug) for column in self.columns]
            if self.summaries:
                self._align(slug, row)
        return row

    def _align(self, slug: str, row: list[SideFigure]) -> None:
        years = [
            row[rank].year
            for rank in (self.compared, *range(len(row)))
            if rank not in self.summaries and row[rank].value is not None
        ]
        for rank in self.summaries:
            for year in years[:1]:
                aligned = self.columns[rank].find_year(slug, year or 0)
                if aligned.value is not None:
                    row[rank] = aligned

    def find_years(self, slug: str, count: int) -> list[tuple[int, list[SideFigure]]]:
        """The latest ``count`` years, the latest first, that at least one column has a value of: each with
        the figure of every column that year."""
        series = [
            {figure.year: figure for figure in column.list_figures(slug) if figure.year is not None}
            for column in self.columns
        ]
        known = {year for one in series for year, figure in one.items() if figure.value is not None}
        since = max(known, default=0) - count
        return [
            (year, [self._find(rank, slug, year, one) for rank, one in enumerate(series)])
            for year in sorted(known, reverse=True)
            if year > since
        ]

    def _find(self, rank: int, slug: str, year: int, series: dict[int, SideFigure]) -> SideFigure:
        return series.get(year) or self.columns[rank].name_nothing(slug)


def read_side_by_side(
    references: Sequence[Reference],
    slugs: Iterable[str],
    groups: Mapping[str, GroupCard],
    *,
    compared: int = 0,
) -> SideBySide:
    """The figures of these indicators, with one SQL query; ``groups`` are the saved groups by id."""
    columns = read_columns(references, slugs, groups)
    summaries = frozenset(rank for rank, one in enumerate(references) if one.stat)
    return SideBySide(columns, summaries, compared)
