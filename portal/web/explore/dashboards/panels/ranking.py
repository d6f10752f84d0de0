"""The members with the highest values, and those with the lowest."""

from __future__ import annotations

from functools import partial

import numpy as np

from portal.kernel.french import format_count, format_number, format_ordinal, typeset
from portal.stats.descriptors.panels import Ranking
from portal.ui.cells import Cell, write_cell
from portal.ui.sentences import is_feminine
from portal.web.explore.asked import RANKING
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.panels.bars import BarRow, BarTable, build_bar_row
from portal.web.explore.dashboards.panels.tabulating import tabulate_values
from portal.web.explore.dashboards.reading import PanelReading, name_member
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure


def build_ranking(panel: Ranking, reading: PanelReading) -> Content:
    """Raises NothingToShow where no member has a value."""
    explored = reading.explore(panel.indicator, reading.choose_level(panel))
    order = _list_order(explored)
    last = min(panel.last, max(0, len(order) - panel.first))
    tables = [
        BarTable(*_head(explored, "Les valeurs les plus élevées"), _list_rows(explored, order[: panel.first]))
    ]
    if last:
        tables.append(
            BarTable(*_head(explored, "Les valeurs les plus basses"), _list_rows(explored, order[-last:]))
        )
    return Content(
        title=typeset(f"{explored.indicator.label} : premières et dernières valeurs"),
        about=word_about(explored),
        finding=_write_finding(explored, order),
        tabulate=partial(tabulate_values, explored),
        shown=tables,
        sources=list_explored_sources(explored),
        explore_path=explored.asked.address(view=RANKING),
    )


def _head(explored: Explored, title: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    note = ", ".join(part for part in (explored.unit, str(explored.year)) if part)
    return title, (("Rang", ""), (typeset(explored.indicator.short_label), note))


def _list_order(explored: Explored) -> list[int]:
    """Places of the members that have a value, the highest first."""
    column = explored.column
    if column is None:
        return []
    order = np.argsort(-column.values, kind="stable")
    found: list[int] = order[: int(column.known.sum())].tolist()
    return found


def _list_rows(explored: Explored, places: list[int]) -> tuple[BarRow, ...]:
    column = explored.column
    if column is None:
        return ()
    longest = float(np.nanmax(np.abs(column.values))) or 1.0
    feminine = is_feminine(explored.level)
    rows = []
    for place in places:
        figure, rank = column.figure(place), int(column.ranks[place])
        cell = write_cell(figure, decimals=explored.indicator.decimals, year=column.year)
        rank_cell = Cell(format_ordinal(rank, feminine=feminine))
        share = abs(float(column.values[place])) / longest
        member = explored.get_member(place)
        is_here = place == explored.here
        rows.append(build_bar_row(member, (rank_cell, cell), share, is_here=is_here))
    return tuple(rows)


def _write_finding(explored: Explored, order: list[int]) -> str:
    """« La valeur la plus élevée des 332 communes : 31 110 € (Saint-Grégoire). Cancale : 31e sur 332. »"""
    column = explored.column
    if column is None or len(order) < 2:
        return ""
    best = float(column.values[order[0]])
    value = build_measure(explored.indicator).write(best)
    same = int((column.values == best).sum())
    named = name_member(explored.get_member(order[0])) if same == 1 else format_count(same, *explored.nouns)
    told = f"La valeur la plus élevée des {format_count(len(order), *explored.nouns)} : {value} ({named})."
    here = explored.here
    if here is None or not column.known[here]:
        return typeset(told)
    rank = format_ordinal(int(column.ranks[here]), feminine=is_feminine(explored.level))
    return typeset(
        f"{told} {name_member(explored.get_member(here))} : {rank} sur {format_number(len(order))}."
    )
