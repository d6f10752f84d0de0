"""Lists of members with a few figures: sorted by address, a first page on the sheet, all on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import MemberFigures, list_member_figures
from portal.stats.queries.ordering import rank_members
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import Cell, write_cell
from portal.web.factsheets.wording import MEMBER_NOUNS

COLUMNS: Final = 3
SHOWN_ON_SHEET: Final = {1: 6, 2: 10}
"""Number of lists of a sheet → members shown in each: a table of one list, two lists in sentences."""
PAGE_SIZE: Final = 50
NAME_ORDER: Final = "nom"


@dataclass(frozen=True, slots=True)
class MemberColumn:
    """``sort`` is the word of ``?tri=``; ``direction`` is set on the column the list is sorted by."""

    label: str
    unit: str
    year: int | None
    sort: str
    direction: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    name: str
    code: str
    path: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MemberTable:
    """Members of one kind. ``total`` counts them all, ``rows`` may be the first ones only."""

    kind: str
    singular: str
    plural: str
    segment: str
    total: int
    columns: tuple[MemberColumn, ...]
    rows: tuple[MemberRow, ...]
    order: str

    def with_total(self, total: int) -> MemberTable:
        """The same rows as the first ones of a longer list."""
        return replace(self, total=total)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def is_partial(self) -> bool:
        return len(self.rows) < self.total


def list_columns(kind: str) -> list[Indicator]:
    """The figures shown of each member: the first key figures of its level that are numbers."""
    chosen = get_catalogue().list_key_figures(kind)
    return [one for one in chosen if not one.is_categorical][:COLUMNS]


def find_order(kind: str, asked: str | None) -> str | None:
    """The order asked by ``?tri=``: « nom », or an indicator's slug, with « - » first for descending.

    None for a word that is not one of the columns.
    """
    indicators = [indicator.slug for indicator in list_columns(kind)]
    if not asked:
        return f"-{indicators[0]}" if indicators else NAME_ORDER
    return asked if asked.removeprefix("-") in {NAME_ORDER, *indicators} else None


def build_member_table(kind: str, members: Sequence[Relative], *, order: str, page: int = 1) -> MemberTable:
    """The members in the order asked, one page of them. Absent values come last."""
    indicators = list_columns(kind)
    figures = list_member_figures(
        kind, [member.position for member in members], [one.slug for one in indicators]
    )
    ranks = rank_members(members, figures, order)
    singular, plural = MEMBER_NOUNS[kind]
    return MemberTable(
        kind=kind,
        singular=singular,
        plural=plural,
        segment=SEGMENTS[kind],
        total=len(members),
        columns=tuple(_build_column(one, order) for one in figures),
        rows=tuple(
            _build_row(members[rank], rank, figures)
            for rank in ranks[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ),
        order=order,
    )


def _build_column(figures: MemberFigures, order: str) -> MemberColumn:
    indicator = figures.indicator
    direction = ""
    if order.removeprefix("-") == indicator.slug:
        direction = "descending" if order.startswith("-") else "ascending"
    return MemberColumn(
        label=indicator.short_label,
        unit=get_catalogue().units[indicator.unit].symbol,
        year=figures.year,
        sort=indicator.slug if direction == "descending" else f"-{indicator.slug}",
        direction=direction,
    )


def _build_row(member: Relative, rank: int, figures: Sequence[MemberFigures]) -> MemberRow:
    return MemberRow(
        fix_name(member.name),
        member.code,
        path_of(member.kind, member.code, member.slug),
        tuple(
            write_cell(one.figures[rank], decimals=one.indicator.decimals, year=one.year) for one in figures
        ),
    )
