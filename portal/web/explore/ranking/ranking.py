"""The ranking of a zone: one page of it, where the reader's territory stands, who has no rank and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.kernel.french import fix_name, format_number, format_ordinal, typeset
from portal.stats.queries.exploring import ZoneColumn
from portal.territories.addresses import path_of, write_comparison_path
from portal.ui.cells import Cell, write_cell
from portal.ui.paging import Paging
from portal.ui.sentences import is_feminine, word_wide_gap
from portal.web.explore.ranking.belonging import Belonging, choose_belonging
from portal.web.explore.ranking.headers import Header, write_header
from portal.web.explore.ranking.here import HereShown, present_here
from portal.web.explore.ranking.ordering import (
    NAME,
    POPULATION,
    VALUE,
    Order,
    Places,
    ensure_page,
    list_by_name,
    list_populations,
    match_text,
    read_order,
    sort_places,
)
from portal.web.explore.ranking.peers import Peers, choose_peers
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure, label_values

KEYS: Final = (VALUE, NAME, POPULATION)
DEFAULT: Final = f"-{VALUE}"


@dataclass(frozen=True, slots=True)
class RankedRow:
    """A member. ``rank``: « 31e ex æquo »; empty without a value, and ``cell`` says why. ``gap`` to the
    median in words; ``within``: its département or EPCI."""

    rank: str
    name: str
    code: str
    path: str
    cell: Cell
    gap: str
    within: str
    population: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class RankingShown:
    """``headers`` by key; ``has_population`` is false where the indicator is the population. ``rows`` have a
    rank, ``absent`` have no value: both of this page. ``ranked``, ``absences`` and ``total`` count the
    whole list, ``paging.found`` what the search keeps of it."""

    headers: dict[str, Header]
    rows: tuple[RankedRow, ...]
    absent: tuple[RankedRow, ...]
    paging: Paging
    total: int
    ranked: int
    absences: int
    within: str
    median: str
    size: str
    here: HereShown | None
    is_ranked: bool
    has_population: bool
    compare_path: str
    nouns: tuple[str, str]
    page_path: Callable[[int], str]


@dataclass(frozen=True, eq=False)
class Ranking:
    """The whole list in order: ``places`` of the members kept by the search, the first ``known`` of them
    with a value."""

    explored: Explored
    column: ZoneColumn
    peers: Peers
    order: Order
    places: Places
    known: int

    @property
    def paging(self) -> Paging:
        return Paging(self.explored.asked.page, len(self.places))


def build_ranking(explored: Explored, column: ZoneColumn) -> Ranking:
    """Orders and filters the members. Raises Impossible for an order, a page or a size that cannot be."""
    peers = choose_peers(explored)
    order = read_order(explored.asked.order, KEYS, NAME if explored.indicator.is_categorical else DEFAULT)
    columns = {VALUE: column.values, POPULATION: list_populations(explored)}
    places = sort_places(columns, list_by_name(explored), order)
    kept = peers.kept
    if (matched := match_text(explored)) is not None:
        kept = kept & matched
    places = places[kept[places]]
    has_value = column.known[places]
    known, absent = places[has_value], places[~has_value]
    found = Ranking(explored, column, peers, order, np.concatenate([known, absent]), len(known))
    ensure_page(found.paging)
    return found


def present_ranking(explored: Explored) -> RankingShown | None:
    """What the template places; None without figures."""
    column = explored.column
    if column is None:
        return None
    ranking = build_ranking(explored, column)
    rows = ranking.paging.rows
    shown = ranking.places[rows].tolist()
    writer = RowWriter(ranking)
    written = [writer.write(place) for place in shown]
    ends = max(0, min(len(shown), ranking.known - rows.start))
    members = [explored.get_member(place) for place in shown]
    peers = ranking.peers
    return RankingShown(
        headers=_write_headers(ranking, writer.belonging),
        rows=tuple(written[:ends]),
        absent=tuple(written[ends:]),
        paging=ranking.paging,
        total=peers.total,
        ranked=peers.ranked,
        absences=peers.total - peers.ranked,
        within=writer.belonging.label if writer.belonging else "",
        median="" if peers.median is None else writer.measure.write(peers.median),
        size=peers.size.label if peers.size else "",
        here=present_here(ranking.peers),
        is_ranked=not explored.indicator.is_categorical and peers.ranked > 0,
        has_population=not np.array_equal(column.values, writer.populations, equal_nan=True),
        compare_path=write_comparison_path((one.kind, one.code) for one in members)
        if len(members) > 1
        else "",
        nouns=explored.nouns,
        page_path=lambda number: f"{explored.asked.address(page=number)}#vue",
    )


def _write_headers(ranking: Ranking, belonging: Belonging | None) -> dict[str, Header]:
    explored, asked = ranking.explored, ranking.explored.asked
    note = ", ".join(part for part in (explored.unit, str(ranking.column.year)) if part)
    labels = (
        (VALUE, typeset(explored.indicator.short_label), note),
        (NAME, "Nom", ""),
        (POPULATION, "Population", "hab."),
    )
    return {key: write_header(asked, ranking.order, key, label, note) for key, label, note in labels}


class RowWriter:
    """Writes members as rows: what all of them share is looked up once."""

    def __init__(self, ranking: Ranking) -> None:
        explored = ranking.explored
        self._ranking = ranking
        self._feminine = is_feminine(explored.level)
        self._labels = (
            label_values(explored.indicator, ranking.column.values)
            if explored.indicator.is_categorical
            else {}
        )
        self.populations = list_populations(explored)
        self.measure = build_measure(explored.indicator)
        self.belonging = choose_belonging(explored)

    def write(self, place: int) -> RankedRow:
        explored, column, peers = self._ranking.explored, self._ranking.column, self._ranking.peers
        member, figure = explored.get_member(place), column.figure(place)
        people = float(self.populations[place])
        value = figure.value
        gap = "" if value is None else word_wide_gap(value, peers.median, self.measure)
        return RankedRow(
            rank=self._write_rank(place),
            name=fix_name(member.name),
            code=member.code,
            path=path_of(member.kind, member.code, member.slug),
            cell=write_cell(
                figure,
                decimals=explored.indicator.decimals,
                year=column.year,
                category=None if value is None else self._labels.get(value),
            ),
            gap=gap,
            within=self.belonging.name(place) if self.belonging else "",
            population="non disponible" if np.isnan(people) else format_number(people),
            is_here=place == explored.here,
        )

    def _write_rank(self, place: int) -> str:
        peers = self._ranking.peers
        rank = int(peers.ranks[place])
        if not rank:
            return ""
        tied = " ex æquo" if peers.is_tied(place) else ""
        return f"{format_ordinal(rank, feminine=self._feminine)}{tied}"
