"""The members of a zone with their last years, and what has changed since one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from portal.kernel.figures import Absence, Status
from portal.kernel.french import fix_name
from portal.stats.queries.answers import build_figure
from portal.stats.queries.exploring import Floats, ZoneColumn
from portal.territories.addresses import path_of, write_comparison_path
from portal.ui.cells import Cell, word_figure_state, write_cell
from portal.ui.paging import Paging
from portal.ui.refusing import Impossible
from portal.ui.words import STATUSES, word_absence
from portal.web.explore.changing import Changed, find_years, measure_changes
from portal.web.explore.ranking.headers import Header, write_header
from portal.web.explore.ranking.movers import MoversShown, can_change, present_movers
from portal.web.explore.ranking.ordering import (
    CHANGE,
    NAME,
    VALUE,
    Order,
    Places,
    ensure_page,
    list_by_name,
    match_text,
    read_order,
    sort_places,
)
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import label_values

STATUS: Final = "statut"
YEARS_SHOWN: Final = 5
_ABSENT: Final = 100.0
"""Added to the code of an absence, to sort the states after those of values."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """``cells``: one a year, the latest first. ``change`` is empty for categories."""

    name: str
    code: str
    path: str
    cells: tuple[Cell, ...]
    change: Cell | None
    state: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class TableShown:
    """``headers``: name, years, change, state. ``starts`` are the years that the change can begin with, and
    ``kept`` what a form that chooses one must carry."""

    headers: tuple[Header, ...]
    rows: tuple[TableRow, ...]
    paging: Paging
    total: int
    since: int | None
    starts: tuple[int, ...]
    kept: tuple[tuple[str, str], ...]
    movers: MoversShown | None
    compare_path: str
    nouns: tuple[str, str]
    page_path: Callable[[int], str]


@dataclass(frozen=True, eq=False)
class YearsTable:
    """``shown``: rows of ``Explored.by_year`` that have a column, the latest first."""

    explored: Explored
    column: ZoneColumn
    shown: tuple[int, ...]
    changed: Changed | None
    order: Order
    places: Places

    @property
    def paging(self) -> Paging:
        return Paging(self.explored.asked.page, len(self.places))

    @cached_property
    def labels(self) -> dict[float, str]:
        """Of the values of a nomenclature; empty for numbers."""
        values = self.explored.by_year.values
        return label_values(self.explored.indicator, values) if self.explored.indicator.is_categorical else {}


def build_years_table(explored: Explored, column: ZoneColumn) -> YearsTable:
    """Orders and filters the members. Raises Impossible for an order, a page or a year that cannot be."""
    by_year = explored.by_year
    shown = [number for number, year in enumerate(by_year.years) if year <= column.year][-YEARS_SHOWN:][::-1]
    changed = find_changed(explored)
    columns: dict[str, Floats] = {VALUE: column.values, STATUS: _list_states(column)}
    columns |= {str(by_year.years[number]): by_year.values[number] for number in shown}
    if changed is not None:
        columns[CHANGE] = changed.by
    order = read_order(explored.asked.order, (NAME, *columns), NAME)
    places = sort_places(columns, list_by_name(explored), order)
    if (matched := match_text(explored)) is not None:
        places = places[matched[places]]
    found = YearsTable(explored, column, tuple(shown), changed, order, places)
    ensure_page(found.paging)
    return found


def find_changed(explored: Explored) -> Changed | None:
    """What changed since the year asked, else five years before; None for categories and without two years.
    Raises Impossible for a year that is not before the one shown."""
    if not can_change(explored):
        return None
    years = find_years(explored.by_year, explored.year)
    since = explored.asked.since
    if since is not None and explored.year is not None and since >= explored.year:
        raise Impossible(
            f"« depuis={since} » : attendu une année avant {explored.year}, l’année montrée, pour mesurer ce "
            "qui a changé."
        )
    if years is None:
        return None
    return measure_changes(explored, since if since is not None else years[0], years[1])


def _list_states(column: ZoneColumn) -> Floats:
    return np.where(column.known, column.status, _ABSENT + column.absence).astype(np.float64)


def present_table(explored: Explored) -> TableShown | None:
    """What the template places; None without figures."""
    if explored.column is None:
        return None
    table = build_years_table(explored, explored.column)
    places = table.places[table.paging.rows].tolist()
    changed, asked = table.changed, explored.asked
    members = [explored.get_member(place) for place in places]
    is_first = asked.page == 1 and not asked.query
    return TableShown(
        headers=tuple(_list_headers(table)),
        rows=tuple(_write_row(table, place) for place in places),
        paging=table.paging,
        total=len(explored.positions),
        since=changed.changes.since if changed else None,
        starts=_list_starts(explored) if changed else (),
        kept=tuple(asked.list_fields("depuis", "page")),
        movers=present_movers(changed) if changed and is_first else None,
        compare_path=write_comparison_path((one.kind, one.code) for one in members)
        if len(members) > 1
        else "",
        nouns=explored.nouns,
        page_path=lambda number: f"{explored.asked.address(page=number)}#vue",
    )


def _list_starts(explored: Explored) -> tuple[int, ...]:
    return tuple(year for year in explored.years if explored.year is not None and year < explored.year)


def _list_headers(table: YearsTable) -> Iterator[Header]:
    explored, asked, order = table.explored, table.explored.asked, table.order
    yield write_header(asked, order, NAME, "Nom")
    for number in table.shown:
        year = explored.by_year.years[number]
        key = VALUE if year == table.column.year else str(year)
        yield write_header(asked, order, key, str(year), explored.unit)
    if table.changed is not None:
        yield write_header(asked, order, CHANGE, "Évolution", f"depuis {table.changed.changes.since}")
    yield write_header(asked, order, STATUS, "Statut", str(table.column.year))


def _write_row(table: YearsTable, place: int) -> TableRow:
    explored, by_year = table.explored, table.explored.by_year
    member = explored.get_member(place)
    cells = []
    for number in table.shown:
        value = by_year.values[number, place]
        figure = build_figure(value, by_year.absence[number, place], by_year.status[number, place], 0)
        category = table.labels.get(float(value))
        year = by_year.years[number]
        cells.append(write_cell(figure, decimals=explored.indicator.decimals, year=year, category=category))
    return TableRow(
        fix_name(member.name),
        member.code,
        path_of(member.kind, member.code, member.slug),
        tuple(cells),
        _write_change(table.changed, place) if table.changed else None,
        word_figure_state(table.column.figure(place)),
        place == explored.here,
    )


def _write_change(changed: Changed, place: int) -> Cell:
    changes = changed.changes
    if not np.isnan(changes.difference[place]):
        return Cell(changed.write(place), changes.until)
    is_broken = not (np.isnan(changes.before[place]) or np.isnan(changes.after[place]))
    wording = STATUSES[Status.BREAK] if is_broken else word_absence(Absence.NOT_AVAILABLE)
    return Cell("", changes.until, absence=wording)
