"""Winners and losers: the members that changed most between two years, upwards and downwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Figure
from portal.kernel.french import format_count, format_number, join_words, typeset
from portal.stats.descriptors.panels import Changes as Panel
from portal.stats.queries.exploring import Changes
from portal.ui.cells import Cell, write_cell
from portal.ui.exports.tables import Column
from portal.ui.sentences import Measure, Register
from portal.web.explore.asked import EVOLUTION
from portal.web.explore.changing import Changed, find_small, find_years, measure_changes
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.panels.bars import BarRow, BarTable, build_bar_row
from portal.web.explore.dashboards.panels.tabulating import tabulate_values
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading, name_member
from portal.web.explore.reading import Explored

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Kept:
    """What changed, without the members left out for their size, which ``small`` counts: NaN in ``by``."""

    changed: Changed
    by: Floats
    small: int

    @property
    def explored(self) -> Explored:
        return self.changed.explored

    @property
    def changes(self) -> Changes:
        return self.changed.changes

    @property
    def measure(self) -> Measure:
        return self.changed.measure


@dataclass(frozen=True, slots=True)
class ShownChanges:
    """Both tables, and what was left out in words."""

    tables: tuple[BarTable, ...]
    left_out: str


def build_changes(panel: Panel, reading: PanelReading) -> Content:
    """Raises NothingToShow without two years to compare, or where no member has a value in both."""
    explored = reading.explore(panel.indicator, reading.choose_level(panel))
    if len(explored.positions) < 2:
        raise NothingToShow("Un seul territoire ici : il n’y a personne à qui le comparer.")
    years = find_years(explored.by_year, explored.year, panel.years)
    if years is None:
        raise NothingToShow("Une seule année est en ligne : il en faut deux pour mesurer une évolution.")
    since, until = years
    changed = _keep_large(measure_changes(explored, since, until), panel.least)
    order = np.argsort(changed.by, kind="stable")[: int((~np.isnan(changed.by)).sum())]
    if not len(order):
        raise NothingToShow(
            f"Aucune valeur connue à la fois en {since} et en {until}, sur une série sans rupture."
        )
    # What is written with the same digits at both dates has neither risen nor fallen.
    before, after = (changed.measure.show_all(one) for one in (changed.changes.before, changed.changes.after))
    order = order[before[order] != after[order]]
    up = [int(place) for place in order[::-1] if changed.by[place] > 0]
    down = [int(place) for place in order if changed.by[place] < 0]
    return Content(
        title=typeset(f"{explored.indicator.label} : les plus fortes évolutions de {since} à {until}"),
        about=word_about(explored, f"de {since} à {until}"),
        finding=_write_finding(changed, up, down),
        headline=_write_count(changed, up, down),
        tabulate=partial(
            tabulate_values,
            explored,
            _list_columns(changed),
            f"{explored.indicator.label}, évolution de {since} à {until}",
        ),
        shown=ShownChanges(
            (
                _build_table(changed, up[: panel.first], "Plus fortes hausses"),
                _build_table(changed, down[: panel.first], "Plus fortes baisses"),
            ),
            _word_left_out(changed, panel.least),
        ),
        sources=list_explored_sources(explored, years=(since, until)),
        explore_path=explored.asked.address(view=EVOLUTION),
    )


def _keep_large(changed: Changed, least: int) -> Kept:
    """Members of fewer than ``least`` inhabitants are left out."""
    by, is_small = changed.by.copy(), find_small(changed.explored, least)
    small = int((is_small & ~np.isnan(by)).sum())
    by[is_small] = np.nan
    return Kept(changed, by, small)


def _build_table(changed: Kept, places: list[int], title: str) -> BarTable:
    unit, year = changed.explored.unit, changed.changes
    headers = ((str(year.since), unit), (str(year.until), unit), ("Évolution", ""))
    longest = float(np.nanmax(np.abs(changed.by))) or 1.0
    rows = tuple(_build_row(changed, place, longest) for place in places)
    return BarTable(title, headers, rows, "Aucune.")


def _build_row(changed: Kept, place: int, longest: float) -> BarRow:
    explored, changes = changed.explored, changed.changes
    decimals, change = explored.indicator.decimals, float(changed.by[place])
    cells = (
        write_cell(Figure(float(changes.before[place])), decimals=decimals, year=changes.since),
        write_cell(Figure(float(changes.after[place])), decimals=decimals, year=changes.until),
        Cell(changed.changed.write(place)),
    )
    return build_bar_row(
        explored.get_member(place),
        cells,
        abs(change) / longest,
        is_low=change < 0,
        is_here=place == explored.here,
    )


def _write_count(changed: Kept, up: list[int], down: list[int]) -> str:
    """« De 2018 à 2023, 240 communes sur 320 sont en hausse et 78 en baisse (population). »"""
    explored, changes = changed.explored, changed.changes
    total = int((~np.isnan(changed.by)).sum())
    nouns = explored.nouns
    label = explored.indicator.short_label
    return typeset(
        f"{label} de {changes.since} à {changes.until} : en hausse pour {format_number(len(up))} "
        f"{nouns[1] if len(up) > 1 else nouns[0]} sur {format_number(total)}, "
        f"en baisse pour {format_number(len(down))}."
    )


def _write_finding(changed: Kept, up: list[int], down: list[int]) -> str:
    ends = [
        f"{name_member(changed.explored.get_member(places[0]))} ({changed.changed.write(places[0])})"
        for places in (up, down)
        if places
    ]
    labels = [word for word, places in (("hausse", up), ("baisse", down)) if places]
    told = " ; ".join(f"plus forte {label} : {end}" for label, end in zip(labels, ends, strict=True))
    head = _write_count(changed, up, down)
    return typeset(f"{head} {told[:1].upper()}{told[1:]}.") if told else head


def _word_left_out(changed: Kept, least: int) -> str:
    """Who is not counted, and why."""
    parts = list(_list_left_out(changed, least))
    money = (
        "Montants en euros courants : la hausse des prix n’en est pas retirée."
        if changed.measure.dimension == "money"
        else ""
    )
    told = f"Laissés de côté : {join_words(parts)}." if parts else ""
    return typeset(" ".join(filter(None, [told, money])))


def _list_left_out(changed: Kept, least: int) -> Iterator[str]:
    nouns = changed.explored.nouns
    if changed.small:
        yield (
            f"{format_count(changed.small, *nouns)} de moins de {format_number(least)} habitants, où "
            "quelques personnes changent tout"
        )
    if changed.changes.broken:
        yield f"{format_count(changed.changes.broken, *nouns)} dont la série est rompue entre les deux années"
    missing = len(changed.by) - int((~np.isnan(changed.by)).sum()) - changed.small - changed.changes.broken
    if missing > 0:
        yield f"{format_count(missing, *nouns)} sans valeur comparable l’une des deux années"


def _list_columns(changed: Kept) -> list[tuple[Column, Floats]]:
    changes, unit = changed.changes, changed.explored.unit
    decimals = changed.explored.indicator.decimals
    found = [
        (Column(f"valeur_{changes.since}", str(changes.since), "number", decimals, unit), changes.before),
        (Column(f"valeur_{changes.until}", str(changes.until), "number", decimals, unit), changes.after),
        (Column("evolution", "Évolution", "number", decimals, unit), changes.difference),
    ]
    if changed.measure.register is Register.RATIO:
        share = Column("evolution_pct", "Évolution en %", "number", 1, "%")
        found.append((share, changed.changed.percent))
    return found
