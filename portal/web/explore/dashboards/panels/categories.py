"""How the members share out among the categories of a nomenclature, and how many people live there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from portal.kernel.french import format_count, format_number, format_percent, typeset
from portal.stats.descriptors.panels import Categories
from portal.stats.queries import find_category
from portal.stats.queries.exploring import ZoneColumn
from portal.territories.queries.universe import get_universe
from portal.ui.exports.tables import Column, Table
from portal.ui.words import word_absence
from portal.web.explore.asked import MAP
from portal.web.explore.dashboards.content import Content, list_explored_sources, word_about
from portal.web.explore.dashboards.panels.bars import STEPS
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading
from portal.web.explore.reading import Explored

_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Share:
    """One category: ``members`` have it, ``people`` live there; shares are of those that have a category."""

    label: str
    count: int
    members: str
    share: str
    people: str
    people_share: str
    step: int


@dataclass(frozen=True, slots=True)
class ShownCategories:
    """``noun`` heads the column of numbers; ``absent`` says of how many nothing is known."""

    shares: tuple[Share, ...]
    noun: str
    absent: str


def build_categories(panel: Categories, reading: PanelReading) -> Content:
    """Raises NothingToShow where no member has a category."""
    explored = reading.explore(panel.indicator, reading.choose_level(panel))
    column = explored.column
    if column is None:
        raise NothingToShow("Ce chiffre n’est pas en ligne.")
    counted = _count(explored, column)
    shares = tuple(_build_share(one, counted) for one in counted)
    return Content(
        title=typeset(f"{explored.indicator.label} : combien de {explored.nouns[1]} dans chaque catégorie"),
        about=word_about(explored),
        finding=_write_finding(explored, counted),
        tabulate=partial(_tabulate, explored, counted),
        shown=ShownCategories(
            shares[:_AT_MOST], explored.nouns[1].capitalize(), _word_absent(explored, column, len(shares))
        ),
        sources=list_explored_sources(explored),
        explore_path=explored.asked.address(view=MAP),
    )


_Counted = tuple[str, int, int]
"""Label, members, inhabitants."""


def _count(explored: Explored, column: ZoneColumn) -> list[_Counted]:
    """Closed nomenclatures in their own order; open ones by number, the most frequent first."""
    people = np.maximum(get_universe().population(explored.level)[explored.positions], 0)
    values, numbers = np.unique(column.values[column.known], return_counts=True)
    found = [
        (_name(explored, float(value)), int(number), int(people[column.values == value].sum()))
        for value, number in zip(values, numbers, strict=True)
    ]
    if explored.indicator.open_categories:
        found.sort(key=lambda one: -one[1])
    return found


def _name(explored: Explored, value: float) -> str:
    found = find_category(explored.indicator.slug, value)
    return typeset(found.label) if found else format_number(value)


def _build_share(one: _Counted, counted: list[_Counted]) -> Share:
    label, members, people = one
    total, everyone = sum(number for _, number, _ in counted), sum(number for _, _, number in counted)
    most = max(number for _, number, _ in counted)
    return Share(
        label,
        members,
        format_number(members),
        format_percent(100 * members / total),
        format_number(people),
        format_percent(100 * people / everyone) if everyone else "",
        max(1, round(STEPS * members / most)),
    )


def _write_finding(explored: Explored, counted: list[_Counted]) -> str:
    """« 210 communes sur 332 sont dans la catégorie « Rural à habitat dispersé », 31 % des habitants. »"""
    label, members, people = max(counted, key=lambda one: one[1])
    total, everyone = sum(one[1] for one in counted), sum(one[2] for one in counted)
    part = f" ; {format_percent(100 * people / everyone)} des habitants y vivent" if everyone else ""
    return typeset(
        f"Catégorie la plus fréquente : « {label} », {format_count(members, *explored.nouns)} sur "
        f"{format_number(total)}{part}."
    )


def _word_absent(explored: Explored, column: ZoneColumn, categories: int) -> str:
    absent = column.absence[~column.known]
    parts = []
    if categories > _AT_MOST:
        parts.append(f"Les {_AT_MOST} catégories les plus fréquentes sur {categories}.")
    for reason in np.unique(absent).tolist():
        count = format_count(int((absent == reason).sum()), *explored.nouns)
        parts.append(f"{count} sans catégorie ({word_absence(reason).label}).")
    return typeset(" ".join(parts))


def _tabulate(explored: Explored, counted: list[_Counted]) -> Table:
    name = f"{explored.indicator.label}, {explored.nouns[1]} {explored.zone.of_name}, {explored.year}"
    return Table(
        explored.indicator.short_label,
        typeset(name),
        (
            Column("categorie", "Catégorie"),
            Column("nombre", f"Nombre de {explored.nouns[1]}", "number", 0),
            Column("habitants", "Habitants", "number", 0),
        ),
        counted,
    )
