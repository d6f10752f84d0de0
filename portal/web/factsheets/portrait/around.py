"""Around a territory: its members, its neighbours, those like it, with their first key figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from portal.kernel.french import fix_name, format_count, format_number, join_words, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures, Point, SourceInfo, find_category, list_member_figures
from portal.stats.queries.similar import Similar, list_similar
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, Surroundings, list_relatives
from portal.ui.cells import Cell, write_cell
from portal.web.factsheets.figures import list_point_sources, name_point_sources
from portal.web.factsheets.wording import MEMBER_NOUNS, MEMBERS_OF, NEIGHBOUR_TITLES

SHOWN: Final = 8
_COLUMNS: Final = 4
_COLUMNS_WITH_REASONS: Final = 2
_SIMILAR_TITLES: Final = {
    "commune": "Communes similaires",
    "epci": "Intercommunalités similaires",
    "departement": "Départements similaires",
    "region": "Régions similaires",
}


def build_tables(territory: Territory, around: Surroundings, path: str) -> list[dict[str, Any]]:
    """The most populated members of each kind, then the neighbours, then those like it.

    ``sources`` are those of the figures of a table, for the list of all of them: no plain values.
    """
    tables = []
    for kind in MEMBERS_OF[territory.kind]:
        found, total = around.members.get(kind, ())[:SHOWN], around.member_counts.get(kind, 0)
        if found:
            more = f"{path}/{SEGMENTS[kind]}" if total > len(found) else ""
            title = format_count(total, *MEMBER_NOUNS[kind])
            tables.append(_build_table(kind, found, title, more=more, total=total))
    if around.neighbours:
        title = NEIGHBOUR_TITLES.get(territory.kind, "Territoires voisins")
        others = [_link(one) for one in around.neighbours[SHOWN:]]
        tables.append(_build_table(territory.kind, around.neighbours[:SHOWN], title, others=others))
    similar = list_similar(territory.kind, territory.code, limit=SHOWN)
    if similar:
        rows = list_relatives(territory.kind, [one.position for one in similar])
        title = _SIMILAR_TITLES.get(territory.kind, "Territoires similaires")
        reasons = [_tell_reasons(one) for one in similar]
        tables.append(_build_table(territory.kind, rows, title, reasons=reasons))
    return tables


def _build_table(
    kind: str,
    rows: Sequence[Relative],
    title: str,
    *,
    more: str = "",
    total: int = 0,
    others: Sequence[dict[str, str]] = (),
    reasons: Sequence[str] = (),
) -> dict[str, Any]:
    known = _choose_columns(kind, rows, _COLUMNS_WITH_REASONS if reasons else _COLUMNS)
    return {
        "title": title,
        "headers": [f"{typeset(one.indicator.short_label)} ({one.year})" for one in known],
        "rows": [
            {
                **_link(row),
                "cells": [_write(column, place) for column in known],
                "reason": reasons[place] if reasons else "",
            }
            for place, row in enumerate(rows)
        ],
        "has_reasons": bool(reasons),
        "others": list(others),
        "more": {"text": f"Les {format_number(total)} sur le site", "href": more} if more else None,
        "source": " ; ".join(dict.fromkeys(name for column in known for name in _name_sources(column))),
        "sources": [source for column in known for source in _list_sources(column)],
    }


def _choose_columns(kind: str, rows: Sequence[Relative], count: int) -> list[MemberFigures]:
    """The first key figures of the kind that at least one of these territories has."""
    slugs = [one.slug for one in get_catalogue().list_key_figures(kind)]
    columns = list_member_figures(kind, [row.position for row in rows], slugs)
    return [one for one in columns if any(figure.value is not None for figure in one.figures)][:count]


def _tell_reasons(similar: Similar) -> str:
    """« Population, densité et niveau de vie médian »: the criteria on which both are close."""
    labels = [typeset(one.compared.indicator.short_label) for one in similar.reasons]
    return join_words([labels[0], *(one[:1].lower() + one[1:] for one in labels[1:])]) if labels else ""


def _name_sources(column: MemberFigures) -> Iterator[str]:
    for point in _find_points(column):
        yield from name_point_sources(column.indicator.slug, point)


def _list_sources(column: MemberFigures) -> Iterator[SourceInfo]:
    for point in _find_points(column):
        yield from list_point_sources(column.indicator.slug, point)


def _find_points(column: MemberFigures) -> Iterator[Point]:
    """One for all: the figures of a column come from one dataset."""
    if column.year is not None:
        yield Point(column.year, column.figures[0], column.dataset)


def _link(row: Relative) -> dict[str, str]:
    return {"text": fix_name(row.name), "href": path_of(row.kind, row.code, row.slug)}


def _write(column: MemberFigures, place: int) -> dict[str, Any]:
    indicator, figure = column.indicator, column.figures[place]
    category = None
    if indicator.is_categorical and figure.value is not None:
        found = find_category(indicator.slug, figure.value)
        category = found.label if found else str(int(figure.value))
    symbol = get_catalogue().units[indicator.unit].symbol
    cell: Cell = write_cell(figure, symbol=symbol, decimals=indicator.decimals, category=category)
    return {"text": cell.absence.label if cell.absence else cell.text, "is_absent": cell.absence is not None}
