"""Around a territory: its members and its neighbours, with their first key figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from portal.kernel.french import fix_name, format_count, format_number, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import find_category, list_member_figures
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, Surroundings
from portal.ui.cells import Cell, write_cell
from portal.web.factsheets.wording import MEMBER_NOUNS, MEMBERS_OF, NEIGHBOUR_TITLES

SHOWN: Final = 10
_COLUMNS: Final = 4


def build_tables(territory: Territory, around: Surroundings, path: str) -> list[dict[str, Any]]:
    """The most populated members of each kind, then the neighbours."""
    tables = []
    for kind in MEMBERS_OF[territory.kind]:
        found, total = around.members.get(kind, ())[:SHOWN], around.member_counts.get(kind, 0)
        if found:
            more = f"{path}/{SEGMENTS[kind]}" if total > len(found) else ""
            singular, plural = MEMBER_NOUNS[kind]
            title = format_count(total, singular, plural)
            tables.append(_build_table(kind, found, title, more=more, total=total))
    if around.neighbours:
        rows = around.neighbours[:SHOWN]
        title = NEIGHBOUR_TITLES.get(territory.kind, "Territoires voisins")
        left = len(around.neighbours) - len(rows)
        names = [_link(one) for one in around.neighbours[SHOWN:]] if left else []
        tables.append(_build_table(territory.kind, rows, title, others=names))
    return tables


def _build_table(
    kind: str,
    rows: Sequence[Relative],
    title: str,
    *,
    more: str = "",
    total: int = 0,
    others: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    catalogue = get_catalogue()
    slugs = [one.slug for one in catalogue.list_key_figures(kind)]
    columns = list_member_figures(kind, [row.position for row in rows], slugs)
    known = [one for one in columns if any(figure.value is not None for figure in one.figures)][:_COLUMNS]
    cells = [
        [
            _write(
                write_cell(
                    column.figures[place],
                    symbol=catalogue.units[column.indicator.unit].symbol,
                    decimals=column.indicator.decimals,
                    category=_find_label(column.indicator.slug, column.figures[place].value)
                    if column.indicator.is_categorical
                    else None,
                )
            )
            for column in known
        ]
        for place in range(len(rows))
    ]
    return {
        "title": title,
        "headers": [f"{typeset(one.indicator.short_label)} ({one.year})" for one in known],
        "rows": [{**_link(row), "cells": cells[place]} for place, row in enumerate(rows)],
        "others": list(others),
        "more": {"text": f"Les {format_number(total)} sur le site", "href": more} if more else None,
        "is_cut": bool(more),
    }


def _find_label(slug: str, value: float | None) -> str | None:
    found = find_category(slug, value) if value is not None else None
    return found.label if found else None


def _link(row: Relative) -> dict[str, str]:
    return {"text": fix_name(row.name), "href": path_of(row.kind, row.code, row.slug)}


def _write(cell: Cell) -> dict[str, Any]:
    return {"text": cell.absence.label if cell.absence else cell.text, "is_absent": cell.absence is not None}
