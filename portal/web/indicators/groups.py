"""An indicator by groups of communes and of EPCI: tables of its page, and their twin in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_number, format_with_unit
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.group_spreads import GroupedSpreads, GroupSpread, list_group_spreads
from portal.ui.words import LEVELS

_BY_STRATE: Final = {"commune": "par nombre d’habitants", "epci": "par nature et par taille"}
_SMALLEST: Final = 5
"""Below this number of territories, a median says nothing worth a sentence."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """``numbers``: first quartile, median, third quartile; empty when nobody has a value."""

    label: str
    count: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """« Communes par nombre d’habitants, 2023 »; ``words`` say the lowest and highest medians, or nothing."""

    title: str
    heading: str
    year: int
    rows: tuple[GroupRow, ...]
    words: str


def build_group_tables(indicator: Indicator) -> list[GroupTable]:
    """By strate and by each grouping of the catalogue, for the latest year. One SQL query at most."""
    return [_build_table(indicator, one) for one in list_group_spreads(indicator.slug)]


def _build_table(indicator: Indicator, spreads: GroupedSpreads) -> GroupTable:
    how = f"selon la {spreads.label[:1].lower()}{spreads.label[1:]}" if spreads.label else ""
    return GroupTable(
        title=f"{LEVELS[spreads.kind].capitalize()} {how or _BY_STRATE[spreads.kind]}",
        heading="Classe" if spreads.label else "Groupe",
        year=spreads.year,
        rows=tuple(_build_row(indicator, one) for one in spreads.groups),
        words=_write_words(indicator, spreads),
    )


def _build_row(indicator: Indicator, group: GroupSpread) -> GroupRow:
    summary = group.summary
    numbers = (summary.q25, summary.median, summary.q75)
    return GroupRow(
        group.label,
        format_number(summary.n),
        tuple(format_with_unit(one, "", indicator.decimals) for one in numbers if one is not None),
    )


def _write_words(indicator: Indicator, spreads: GroupedSpreads) -> str:
    """« La médiane va de 7,1 % (Grands centres urbains) à 12 % (Petites villes). »"""
    known = [
        (group.summary.median, group.label)
        for group in spreads.groups
        if group.summary.median is not None and group.summary.n >= _SMALLEST
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
