"""The greatest rises and falls between two years, in the unit of the indicator and in percent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, format_count, format_number, join_words, typeset
from portal.stats.queries.exploring import Floats
from portal.territories.addresses import path_of
from portal.ui.cells import Cell, write_cell
from portal.ui.sentences import Register
from portal.web.explore.changing import Changed, find_founded, find_small
from portal.web.explore.reading import Explored

_SHOWN: Final = 5
_LEAST: Final = {"commune": 500}
"""Inhabitants: below, one project or one family makes the greatest change of a département."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A member that changed: before, after, what changed."""

    name: str
    path: str
    before: Cell
    after: Cell
    change: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class MoverTable:
    """``title``: « Plus fortes hausses, en % »; ``empty`` is said when there is none."""

    title: str
    rows: tuple[Mover, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class MoversShown:
    """``note`` says who is left out and why."""

    since: int
    until: int
    unit: str
    tables: tuple[MoverTable, ...]
    note: str


def present_movers(changed: Changed) -> MoversShown:
    """Two tables in the unit; two more in percent for amounts and numbers."""
    explored, changes = changed.explored, changed.changes
    least = _LEAST.get(explored.level, 0)
    small = find_small(explored, least)
    difference = np.where(small, np.nan, changes.difference)
    is_same = changed.measure.show_all(changes.after) == changed.measure.show_all(changes.before)
    difference[is_same & ~np.isnan(difference)] = 0.0  # what is written « stable » has not risen
    tables = _build_pair(changed, difference, _name_unit(changed), is_percent=False)
    if changed.measure.register is Register.RATIO:
        percent = np.where(small | ~find_founded(changes), np.nan, changed.percent)
        tables += _build_pair(changed, percent, "en %", is_percent=True)
    return MoversShown(
        changes.since, changes.until, explored.unit, tables, _write_note(changed, difference, small, least)
    )


def _name_unit(changed: Changed) -> str:
    if changed.measure.difference:
        return f"en {changed.measure.difference}"
    return f"en {changed.explored.unit}" if changed.explored.unit else "en nombre"


def _build_pair(changed: Changed, by: Floats, unit: str, *, is_percent: bool) -> tuple[MoverTable, ...]:
    """Rises then falls, the greatest first."""
    order = np.argsort(by, kind="stable")[: int((~np.isnan(by)).sum())]
    up = [place for place in order[::-1][:_SHOWN].tolist() if by[place] > 0]
    down = [place for place in order[:_SHOWN].tolist() if by[place] < 0]
    return tuple(
        MoverTable(
            typeset(f"{title}, {unit}"),
            tuple(_write_mover(changed, place, is_percent=is_percent) for place in places),
            empty,
        )
        for title, places, empty in (
            ("Plus fortes hausses", up, "Aucune hausse."),
            ("Plus fortes baisses", down, "Aucune baisse."),
        )
    )


def _write_mover(changed: Changed, place: int, *, is_percent: bool) -> Mover:
    explored, changes = changed.explored, changed.changes
    member, decimals = explored.get_member(place), explored.indicator.decimals
    return Mover(
        fix_name(member.name),
        path_of(member.kind, member.code, member.slug),
        write_cell(Figure(float(changes.before[place])), decimals=decimals, year=changes.since),
        write_cell(Figure(float(changes.after[place])), decimals=decimals, year=changes.until),
        changed.write(place) if is_percent else changed.write_difference(place),
        place == explored.here,
    )


def _write_note(changed: Changed, difference: Floats, small: np.ndarray, least: int) -> str:
    """Who is left out, and why; what the amounts are."""
    explored, changes = changed.explored, changed.changes
    parts = []
    if count := int((small & ~np.isnan(changes.difference)).sum()):
        counted = format_count(count, *explored.nouns)
        parts.append(f"{counted} de moins de {format_number(least)} habitants, où peu de chose change tout")
    if changes.broken:
        parts.append(f"{format_count(changes.broken, *explored.nouns)} dont la série est rompue entre-temps")
    if missing := _count_missing(changed):
        parts.append(f"{format_count(missing, *explored.nouns)} sans valeur à l’une des deux dates")
    told = f"À l’écart : {join_words(parts)}. " if parts else ""
    ratio = changed.measure.register is Register.RATIO
    base = "En %, la valeur de départ est d’au moins un dixième de la médiane. " if ratio else ""
    money = (
        "Les montants ne sont pas corrigés de la hausse des prix."
        if changed.measure.dimension == "money"
        else ""
    )
    return typeset(f"{told}{base}{money}".strip())


def _count_missing(changed: Changed) -> int:
    changes = changed.changes
    return int(np.isnan(changes.difference).sum()) - changes.broken


def can_change(explored: Explored) -> bool:
    """Whether values of this indicator can be compared over time: not those of a nomenclature."""
    return not explored.indicator.is_categorical
