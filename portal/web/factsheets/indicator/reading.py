"""What the page of one figure is made of, read at once: its series, its groups, the places around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import Comparison, Point, Series, Sheet
from portal.stats.queries.boards import Board, read_boards
from portal.stats.queries.by_year import stand_among_by_year, stand_by_year
from portal.stats.queries.sheets import build_sheet
from portal.stats.store.layout import summary_key_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.universe import FRANCE_CODE
from portal.ui.sentences import Measure
from portal.web.factsheets.comparators import Comparator, list_possible

_WHOLES: Final = {
    "commune": ("epci", "departement", "region", "france"),
    "epci": ("departement", "region", "france"),
    "ept": ("departement", "region", "france"),
    "departement": ("region", "france"),
    "region": ("france",),
}
"""Kind → the kinds that contain it, narrowest first."""


@dataclass(frozen=True)
class Compared:
    """The figure beside one comparator. ``by_year`` is empty for categories."""

    comparator: Comparator
    by_year: tuple[Comparison, ...]

    def find_year(self, year: int) -> Comparison | None:
        return next((one for one in self.by_year if one.year == year), None)


@dataclass(frozen=True, slots=True)
class Around:
    """The same figure of a territory that contains this one."""

    kind: str
    name: str
    article_kind: int
    series: Series


@dataclass(frozen=True)
class Reading:
    """``point`` is the latest point of the series, None when nothing at all is told of this figure here."""

    territory: Territory
    indicator: Indicator
    series: Series
    sheet: Sheet
    chosen: Compared | None
    compared: tuple[Compared, ...]
    around: tuple[Around, ...]

    @property
    def point(self) -> Point | None:
        return self.series.latest

    @cached_property
    def unit(self) -> Unit:
        return get_catalogue().units[self.indicator.unit]

    @cached_property
    def measure(self) -> Measure | None:
        """None for categories."""
        if self.indicator.is_categorical:
            return None
        return Measure(self.unit.dimension, self.unit.symbol, self.indicator.decimals, self.unit.difference)

    @cached_property
    def known(self) -> list[tuple[int, float]]:
        """Year and value of the points that have one."""
        return [
            (point.year, point.figure.value) for point in self.series.points if point.figure.value is not None
        ]


def read_figure(territory: Territory, indicator: Indicator, chosen: Comparator | None) -> Reading:
    """One SQL query for all the figures, once neighbours and similar territories are known."""
    comparators = _list_all(territory, chosen)
    peers = list(dict.fromkeys(peer for one in comparators for peer in one.peers))
    wholes = list_wholes(territory)
    kind, code = territory.kind, territory.code
    keys = [(kind, code), *((kind, peer) for peer in peers), *((whole.kind, whole.code) for whole in wholes)]
    groups = [summary_key_of(kind, one.grouping, one.code) for one in comparators if one.grouping]
    reading = read_boards(keys, groups)
    board, by_code = reading.boards[0], dict(zip(peers, reading.boards[1:], strict=False))
    compared = []
    for one in comparators:
        if one.grouping:
            by_year = stand_by_year(reading, board, indicator.slug, one.grouping, one.code)
        else:
            boards = [by_code[peer] for peer in one.peers]
            by_year = stand_among_by_year(board, indicator.slug, one.words.key, boards)
        compared.append(Compared(one, by_year))
    sheet = build_sheet(board, reading, {})
    around = [
        Around(whole.kind, whole.name, whole.article_kind, series)
        for whole, other in zip(wholes, reading.boards[1 + len(peers) :], strict=True)
        for series in [_find_series(other, indicator)]
        if series.latest is not None
    ]
    key = chosen.words.key if chosen else ""
    return Reading(
        territory=territory,
        indicator=indicator,
        series=_find_series(board, indicator),
        sheet=sheet,
        chosen=next((one for one in compared if one.comparator.words.key == key), None),
        compared=tuple(compared),
        around=tuple(around),
    )


def _find_series(board: Board, indicator: Indicator) -> Series:
    number = board.plan.numbers.get(indicator.slug)
    points = board.list_points(number) if number is not None else ()
    return Series(indicator, points)


def _list_all(territory: Territory, chosen: Comparator | None) -> list[Comparator]:
    """Those of the page, and the one asked when it is a saved group."""
    comparators = list_possible(territory)
    if chosen is not None and chosen.words.key not in {one.words.key for one in comparators}:
        comparators.append(chosen)
    return comparators


def list_wholes(territory: Territory) -> list[Relative]:
    """The territories that contain this one, narrowest first: to name them and to link to them."""
    codes = {
        "epci": territory.epci_code,
        "departement": territory.departement_code,
        "region": territory.region_code,
        "france": FRANCE_CODE,
    }
    by_code = get_directory().by_code
    found = [by_code.get((kind, codes[kind])) for kind in _WHOLES.get(territory.kind, ())]
    return [one for one in found if one is not None]
