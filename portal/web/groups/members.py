"""The members of a group in a table: a few key figures, sorted as the address asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import fix_name
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import MemberFigures, list_member_figures
from portal.stats.queries.ordering import rank_members
from portal.territories.addresses import path_of
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.surroundings import Relative, list_relatives
from portal.ui.cells import Cell, write_cell

COLUMNS: Final = 3
PAGE_SIZE: Final = 100
NAME_ORDER: Final = "nom"


@dataclass(frozen=True, slots=True)
class MemberColumn:
    """``sort`` is the word of ``?tri=``; ``direction`` is set on the column the list is sorted by."""

    label: str
    note: str
    sort: str
    direction: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """``beside`` is the sheet of the member compared with the group; empty when the group is not saved."""

    name: str
    path: str
    beside: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MemberTable:
    columns: tuple[MemberColumn, ...]
    rows: tuple[MemberRow, ...]
    total: int
    order: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def list_columns(kind: str) -> list[Indicator]:
    """The figures shown of each member: the first key figures of its level that are numbers."""
    chosen = get_catalogue().list_key_figures(kind)
    return [one for one in chosen if not one.is_categorical][:COLUMNS]


def find_order(kind: str, asked: str | None) -> str | None:
    """The order asked by ``?tri=``: « nom », or an indicator, with « - » first for descending.

    None for a word that is not one of the columns.
    """
    indicators = [indicator.slug for indicator in list_columns(kind)]
    if not asked:
        return f"-{indicators[0]}" if indicators else NAME_ORDER
    return asked if asked.removeprefix("-") in {NAME_ORDER, *indicators} else None


def build_member_table(card: GroupCard, order: str, page: int) -> MemberTable:
    """One page of the members, in the order asked; absent values come last."""
    members = list_relatives(card.member_kind, card.positions)
    figures = list_member_figures(
        card.member_kind,
        [one.position for one in members],
        [one.slug for one in list_columns(card.member_kind)],
    )
    ranks = rank_members(members, figures, order)
    shown = ranks[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return MemberTable(
        tuple(_build_column(one, order) for one in figures),
        tuple(_build_row(members[rank], rank, figures, card.id) for rank in shown),
        len(members),
        order,
    )


def _build_column(figures: MemberFigures, order: str) -> MemberColumn:
    indicator = figures.indicator
    direction = ""
    if order.removeprefix("-") == indicator.slug:
        direction = "descending" if order.startswith("-") else "ascending"
    unit = get_catalogue().units[indicator.unit].symbol
    return MemberColumn(
        indicator.short_label,
        ", ".join(part for part in (unit, str(figures.year or "")) if part),
        indicator.slug if direction == "descending" else f"-{indicator.slug}",
        direction,
    )


def _build_row(member: Relative, rank: int, figures: Sequence[MemberFigures], public_id: str) -> MemberRow:
    path = path_of(member.kind, member.code, member.slug)
    cells = (write_cell(one.figures[rank], decimals=one.indicator.decimals, year=one.year) for one in figures)
    beside = f"{path}?avec=groupe-{public_id}" if public_id else ""
    return MemberRow(fix_name(member.name), path, beside, tuple(cells))
