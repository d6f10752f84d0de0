"""Every member of the zone, one a row, with several indicators at a glance; sorted by the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.french import format_count, format_number, typeset
from portal.stats.descriptors.panels import Members
from portal.stats.queries import find_category
from portal.territories.addresses import path_of
from portal.territories.lists.members import NOUNS
from portal.territories.search.filtering import get_names
from portal.ui.cells import word_figure_state, write_cell
from portal.ui.exports.tables import Column, Table, Value
from portal.ui.frozen import keep_version
from portal.ui.links import escape_text, write_link
from portal.web.explore.dashboards.asked import NAME_ORDER, DashboardAsked
from portal.web.explore.dashboards.content import Content, list_explored_sources
from portal.web.explore.dashboards.panels.bars import STEPS, draw_cell
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading, name_member, word_members
from portal.web.explore.reading import Explored

PAGE_SIZE: Final = 20
FIFTHS: Final = 5
_SHADES: Final = ("", *(f" oc-glance--{fifth}" for fifth in range(1, FIFTHS + 1)))


@dataclass(frozen=True, slots=True)
class MemberColumn:
    """``sort`` leads to the page sorted by it; ``direction`` is set on the one that sorts it."""

    label: str
    note: str
    sort: str
    direction: str = ""


@dataclass(frozen=True, slots=True)
class ShownMembers:
    """One page of the table. ``glance``: fifths or bars."""

    caption: str
    name_sort: str
    name_direction: str
    columns: tuple[MemberColumn, ...]
    rows: Markup
    glance: str
    page: int
    pages: int
    asked: DashboardAsked
    key: str

    def path_of(self, page: int) -> str:
        """Of a page of the table."""
        return keep_version(f"{self.asked.address(page=page)}#{self.key}")


def build_members(panel: Members, reading: PanelReading) -> Content:
    """Raises NothingToShow where none of its indicators has a value."""
    level = reading.choose_level(panel)
    columns = list(_explore_each(panel, reading, level))
    if not columns:
        raise NothingToShow(f"Aucun de ces chiffres n’est en ligne pour les {NOUNS[level][1]}.")
    order = _sort(columns, _find_order(columns, reading))
    nouns = NOUNS[level]
    every = "Toutes" if level in {"commune", "epci", "region"} else "Tous"
    return Content(
        title=f"{every} les {nouns[1]} d’un coup d’œil",
        about=typeset(f"{format_count(len(order), *nouns)} {reading.zone.of_name}"),
        tabulate=partial(_tabulate, columns, order),
        shown=_show(panel, reading, columns, order),
        sources=list_explored_sources(*columns),
    )


def _explore_each(panel: Members, reading: PanelReading, level: str) -> Iterator[Explored]:
    for slug in panel.indicators:
        try:
            yield reading.explore(slug, level)
        except NothingToShow:
            continue


def _find_order(columns: Sequence[Explored], reading: PanelReading) -> str:
    """The one asked; else the first column of numbers, from the highest."""
    known = {NAME_ORDER, *(one.indicator.slug for one in columns)}
    if reading.asked.order.removeprefix("-") in known:
        return reading.asked.order
    first = next((one for one in columns if not one.indicator.is_categorical), columns[0])
    return f"-{first.indicator.slug}"


def _sort(columns: Sequence[Explored], order: str) -> list[int]:
    """Places of the members in order: what has no value comes last, equal values by name."""
    by_name = get_names(columns[0].level).order(columns[0].positions)
    sign, slug = (-1 if order.startswith("-") else 1), order.removeprefix("-")
    chosen = next((one for one in columns if one.indicator.slug == slug), None)
    if chosen is None or chosen.column is None:
        return by_name[::sign].tolist()
    values = chosen.column.values[by_name]
    return by_name[np.argsort(sign * values, kind="stable")].tolist()


def _show(
    panel: Members, reading: PanelReading, columns: Sequence[Explored], order: list[int]
) -> ShownMembers:
    asked, chosen, key = reading.asked, _find_order(columns, reading), reading.find_key(panel)
    pages = max(1, -(-len(order) // PAGE_SIZE))
    page = min(asked.page, pages)
    looks = [_look(one, panel.glance) for one in columns]
    shown = order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    here = columns[0].here
    by_name = chosen.removeprefix("-") == NAME_ORDER
    next_name = f"-{NAME_ORDER}" if chosen == NAME_ORDER else NAME_ORDER
    return ShownMembers(
        caption=typeset(f"Les {word_members(reading.zone, columns[0].level)}"),
        name_sort=f"{asked.address(order=next_name)}#{key}",
        name_direction=_word_direction(chosen) if by_name else "",
        columns=tuple(_build_column(one, asked, chosen, key) for one in columns),
        rows=Markup("".join([_draw_row(columns, looks, one, is_here=one == here) for one in shown])),  # noqa: S704
        glance=panel.glance,
        page=page,
        pages=pages,
        asked=asked,
        key=key,
    )


def _word_direction(order: str) -> str:
    return "descending" if order.startswith("-") else "ascending"


def _build_column(one: Explored, asked: DashboardAsked, chosen: str, key: str) -> MemberColumn:
    slug = one.indicator.slug
    order = slug if chosen == f"-{slug}" else f"-{slug}"
    return MemberColumn(
        typeset(one.indicator.short_label),
        ", ".join(filter(None, [one.unit, str(one.year)])),
        f"{asked.address(order=order)}#{key}",
        _word_direction(chosen) if chosen.removeprefix("-") == slug else "",
    )


def _draw_row(
    columns: Sequence[Explored], looks: Sequence[Sequence[str]], place: int, *, is_here: bool
) -> str:
    """Markup, for a page has hundreds of cells."""
    member = columns[0].get_member(place)
    name = write_link(name_member(member), path_of(member.kind, member.code, member.slug))
    cells = "".join(
        f'<td class="oc-number{look[place]}">{_draw_cell(one, place)}</td>'
        for one, look in zip(columns, looks, strict=True)
    )
    start = '<tr class="oc-here">' if is_here else "<tr>"
    return f'{start}<th scope="row">{name}</th>{cells}</tr>\n'


def _draw_cell(one: Explored, place: int) -> str:
    column = one.column
    if column is not None and not column.status[place] and column.known[place]:
        if not one.indicator.is_categorical:
            return format_number(float(column.values[place]), one.indicator.decimals)
        return escape_text(_name_category(one, float(column.values[place])))
    cell = write_cell(
        column.figure(place) if column else None, decimals=one.indicator.decimals, year=one.year
    )
    return draw_cell(cell)


def _name_category(one: Explored, value: float) -> str:
    found = find_category(one.indicator.slug, value)
    return typeset(found.label) if found else format_number(value)


def _look(one: Explored, glance: str) -> list[str]:
    """The classes of each cell: the fifth that its value is in (1 the lowest to 5), or the length of its bar
    (1 to 20); nothing for categories and absences."""
    column = one.column
    if column is None or one.indicator.is_categorical or not column.known.any():
        return [""] * len(one.positions)
    values, known = column.values, column.values[column.known]
    if glance == "bars":
        longest = float(np.abs(known).max()) or 1.0
        steps = np.ceil(STEPS * np.abs(np.nan_to_num(values)) / longest).astype(int)
        return ["" if not step else f" oc-bar oc-bar--{step}" for step in steps.tolist()]
    bounds = np.quantile(known, [part / FIFTHS for part in range(1, FIFTHS)])
    if len(np.unique(bounds)) < len(bounds):  # so many are equal that fifths would tell nothing
        return [""] * len(values)
    fifths = np.where(column.known, 1 + np.searchsorted(bounds, values, side="left"), 0)
    return [_SHADES[fifth] for fifth in fifths.tolist()]


def _tabulate(columns: Sequence[Explored], order: list[int]) -> Table:
    heads: list[Column] = [Column("code", "Code", "code"), Column("nom", "Nom")]
    for one in columns:
        slug = one.indicator.slug
        label = typeset(f"{one.indicator.label}, {one.year}")
        decimals = one.indicator.decimals
        heads += [Column(f"{slug}_{one.year}", label, "number", decimals, one.unit),
                  Column(f"{slug}_{one.year}_statut", "Statut")]  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for place in order:
        member = columns[0].get_member(place)
        cells: list[Value] = [member.code, name_member(member)]
        for one in columns:
            figure = one.column.figure(place) if one.column else None
            value = figure.value if figure else None
            cells += [_name_value(one, value), word_figure_state(figure)]
        rows.append(tuple(cells))
    first = columns[0]
    title = typeset(f"Les {word_members(first.zone, first.level)} en quelques chiffres")
    return Table(NOUNS[first.level][1].capitalize(), title, tuple(heads), rows)


def _name_value(one: Explored, value: float | None) -> Value:
    if value is None or not one.indicator.is_categorical:
        return value
    return _name_category(one, value)
