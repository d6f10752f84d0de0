"""Members far out of the others, in honest words: an unusual value is neither a fault nor an error."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from portal.kernel.french import NO_BREAK_SPACE, format_count, format_number, typeset
from portal.stats.descriptors.panels import Outliers
from portal.stats.queries.exploring import ZoneColumn, find_outliers
from portal.territories.queries.universe import get_universe
from portal.ui.cells import Cell, write_cell
from portal.web.explore.asked import DISTRIBUTION
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.panels.bars import BarRow, BarTable, build_bar_row
from portal.web.explore.dashboards.panels.tabulating import tabulate_values
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure, build_words

_FEWEST: Final = 12
_FEW_PEOPLE: Final = 200
"""Below, a few people are enough to move a share or an amount per inhabitant."""


def build_outliers(panel: Outliers, reading: PanelReading) -> Content:
    """Raises NothingToShow where there are too few values, or too many equal ones, to call any unusual."""
    explored = reading.explore(panel.indicator, reading.choose_level(panel))
    column = explored.column
    if column is None:
        raise NothingToShow("Ce chiffre n’est pas en ligne.")
    low, high = _ensure_spread(explored, column)
    places = find_outliers(column.values).tolist()
    middle = (low + high) / 2
    places.sort(key=lambda place: -abs(float(column.values[place]) - middle))
    shown = places[: panel.at_most]
    return Content(
        title=typeset(f"{explored.indicator.label} : les valeurs atypiques"),
        about=word_about(explored),
        finding=_write_finding(explored, len(places), len(shown), low, high),
        tabulate=partial(tabulate_values, explored),
        shown=_build_table(explored, column, shown) if shown else None,
        sources=list_explored_sources(explored),
        explore_path=explored.asked.address(view=DISTRIBUTION),
    )


def _ensure_spread(explored: Explored, column: ZoneColumn) -> tuple[float, float]:
    """The quartiles. Raises NothingToShow where no value can be called unusual."""
    known = column.values[column.known]
    if len(known) < _FEWEST:
        raise NothingToShow(
            f"{format_count(len(known), *explored.nouns)} avec une valeur : trop peu pour dire laquelle sort "
            "de l’ordinaire."
        )
    low, high = np.quantile(known, (0.25, 0.75)).tolist()
    if low == high:
        value = build_measure(explored.indicator).write(low)
        raise NothingToShow(
            f"La moitié au moins des {explored.nouns[1]} ont la même valeur ({value}) : aucun écart habituel "
            "auquel comparer les autres."
        )
    return low, high


def _write_finding(explored: Explored, count: int, shown: int, low: float, high: float) -> str:
    words = build_words(explored.indicator, explored.zone, explored.level, explored.year)
    between = words.write_between(low, high).removesuffix(".")
    usual = f"La moitié des {explored.nouns[1]} se situe {between}."
    if not count:
        return typeset(f"{usual} Aucune ne s’en écarte assez pour être dite atypique." if _is_she(explored)
                       else f"{usual} Aucun ne s’en écarte assez pour être dit atypique.")  # fmt: skip
    part = f", dont voici les {format_number(shown)} plus éloignées" if shown < count else ""
    verb = "en sont" if count > 1 else "en est"
    far = "à plus de trois fois la largeur de cet intervalle"
    return typeset(f"{usual} {format_count(count, *explored.nouns)} {verb} {far}{part}.")


def _is_she(explored: Explored) -> bool:
    return explored.level in {"commune", "epci", "region"}


def _build_table(explored: Explored, column: ZoneColumn, places: list[int]) -> BarTable:
    longest = float(np.nanmax(np.abs(column.values[places]))) or 1.0
    people = get_universe().population(explored.level)[explored.positions]
    headers = (
        ("Habitants", ""),
        (typeset(explored.indicator.short_label), ", ".join(filter(None, [explored.unit, str(column.year)]))),
    )
    rows = tuple(_build_row(explored, column, place, int(people[place]), longest) for place in places)
    return BarTable("Les valeurs les plus éloignées de l’intervalle habituel", headers, rows)


def _build_row(explored: Explored, column: ZoneColumn, place: int, people: int, longest: float) -> BarRow:
    figure = column.figure(place)
    cell = write_cell(figure, decimals=explored.indicator.decimals, year=column.year)
    share = abs(float(column.values[place])) / longest
    member = explored.get_member(place)
    return build_bar_row(member, (_write_people(people), cell), share, is_here=place == explored.here)


def _write_people(people: int) -> Cell:
    """With a warning where a few people make the figure."""
    if people < 0:
        return Cell("inconnu")
    few = f"{NO_BREAK_SPACE}(très peu)" if people < _FEW_PEOPLE else ""
    return Cell(f"{format_number(people)}{few}")
