"""An indicator by groups of communes and of EPCI: tables of its page, and their twin in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_number, format_with_unit
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.group_spreads import GroupedSpreads, GroupSpread, list_group_spreads
from portal.ui.words import LEVELS
from portal.web.indicators.amounts import SMALLEST_SPREAD

_BY_STRATE: Final = {"commune": "par nombre d’habitants", "epci": "par nature et par taille"}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """``numbers``: first quartile, median, third quartile; empty when too few have a value.

    ``is_empty``: nobody has one.
    """

    label: str
    count: str
    numbers: tuple[str, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class GroupTable:
    """« Communes par nombre d’habitants, 2023 »; ``words`` say the lowest and highest medians, or nothing."""

    title: str
    heading: str
    year: int
    rows: tuple[GroupRow, ...]
    words: str


def build_group_tables(indicator: Indicator) -> list[GroupTable]:
    """By strate and by each grouping of the catalogue, for the latest year. One SQL query at most.

    A table of an extract has at least two groups to compare.
    """
    tables = [(one, _build_table(indicator, one)) for one in list_group_spreads(indicator.slug)]
    return [table for one, table in tables if not one.is_extract or _count_told(table) > 1]


def _count_told(table: GroupTable) -> int:
    return sum(bool(row.numbers) for row in table.rows)


def _build_table(indicator: Indicator, spreads: GroupedSpreads) -> GroupTable:
    how = f"selon la {spreads.label[:1].lower()}{spreads.label[1:]}" if spreads.label else ""
    among = " de l’extrait" if spreads.is_extract else ""
    return GroupTable(
        title=f"{LEVELS[spreads.kind].capitalize()}{among} {how or _BY_STRATE[spreads.kind]}",
        heading="Classe" if spreads.label else "Groupe",
        year=spreads.year,
        rows=tuple(_build_row(indicator, one) for one in spreads.groups),
        words=_write_words(indicator, spreads),
    )


def _build_row(indicator: Indicator, group: GroupSpread) -> GroupRow:
    summary = group.summary
    numbers = (summary.q25, summary.median, summary.q75) if summary.n >= SMALLEST_SPREAD else ()
    return GroupRow(
        group.label,
        format_number(summary.n),
        tuple(format_with_unit(one, "", indicator.decimals) for one in numbers if one is not None),
        summary.n == 0,
    )


def _write_words(indicator: Indicator, spreads: GroupedSpreads) -> str:
    """« La médiane va de 7,1 % (Grands centres urbains) à 12 % (Petites villes). »"""
    known = [
        (group.summary.median, group.label)
        for group in spreads.groups
        if group.summary.median is not None and group.summary.n >= SMALLEST_SPREAD
    ]
    if len(known) < 2:
        return ""
    symbol = get_catalogue().units[indicator.unit].symbol
    (low, lowest), (high, highest) = min(known), max(known)
    if low == high:
        return f"La médiane est la même partout : {format_with_unit(low, symbol, indicator.decimals)}."
    words = [
        f"{format_with_unit(value, symbol, indicator.decimals)} ({label[:1].lower()}{label[1:]})"
        for value, label in ((low, lowest), (high, highest))
    ]
    return f"La médiane va de {words[0]} à {words[1]}."
