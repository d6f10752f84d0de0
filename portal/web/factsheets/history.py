"""What happened to a territory, and where past ones went, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from portal.kernel.french import fix_name, format_date, join_words
from portal.territories.models import Event, Territory
from portal.territories.queries.places import Succession
from portal.territories.queries.surroundings import EventRow

RECENT_FROM: Final = date(2012, 1, 1)
"""Mergers since then are said at the top of the sheet; older ones in the history only."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    on: date
    day: str
    sentence: str
    is_merger: bool


def build_history(territory: Territory, rows: Iterable[EventRow]) -> list[HistoryLine]:
    """The most recent first; the rows of one merger make one sentence."""
    ordered = sorted(rows, key=lambda row: (row.effective_on, row.what, row.after_id or 0))
    lines = [
        _build_line(territory, list(group))
        for _, group in groupby(ordered, key=lambda row: (row.effective_on, row.what, row.after_id))
    ]
    return [line for line in reversed(lines) if line is not None]


def find_banner(lines: Sequence[HistoryLine]) -> HistoryLine | None:
    """The merger to say at the top of the sheet."""
    return next((line for line in lines if line.is_merger and line.on >= RECENT_FROM), None)


def explain_succession(succession: Succession, rows: Iterable[EventRow]) -> str:
    """« Fleurigné : commune fusionnée le 1er janvier 2024 avec La Chapelle-Janson dans … ».

    ``rows`` are the events of today's territory: they name everyone who took part.
    """
    if succession.on is None:
        return ""
    name, after = fix_name(succession.name_before), fix_name(succession.name_after)
    day = format_date(succession.on)
    way = "".join(f", puis dans {fix_name(one)}" for one in succession.via[1:])
    if succession.via:
        way += f", aujourd’hui {fix_name(succession.territory.name)}"
    if succession.what != Event.What.MERGER:
        return f"{name} est devenue {after} le {day}{way}."
    others = {
        fix_name(row.name_before)
        for row in rows
        if row.what == Event.What.MERGER and row.effective_on == succession.on
    } - {name}
    company = f" avec {join_words(sorted(others))}" if others else ""
    return f"{name} a fusionné le {day}{company} dans {after}{way}."


def _build_line(territory: Territory, rows: list[EventRow]) -> HistoryLine | None:
    if not any(territory.pk in (row.before_id, row.after_id) for row in rows):
        return None
    sentence = _WRITERS[rows[0].what](territory, rows)
    if not sentence:
        return None
    day = rows[0].effective_on
    is_merger = rows[0].what == Event.What.MERGER and rows[0].after_id == territory.pk
    return HistoryLine(day, format_date(day), sentence, is_merger)


def _name_all(rows: Iterable[EventRow]) -> str:
    return join_words(sorted({fix_name(row.name_before) for row in rows if row.name_before}))


def _write_merger(territory: Territory, rows: list[EventRow]) -> str:
    names = {fix_name(row.name_before) for row in rows}
    after = fix_name(rows[0].name_after)
    if len(names) < 2:
        return f"{_name_all(rows)} rejoint {after}."
    if after in names:
        return f"{join_words(sorted(names - {after}))} et {after} fusionnent sous le nom de {after}."
    return f"{_name_all(rows)} fusionnent et forment {after}."


def _write_split(territory: Territory, rows: list[EventRow]) -> str:
    after = join_words(sorted({fix_name(row.name_after) for row in rows if row.name_after}))
    return f"Séparation d’avec {_name_all(rows)} : {after}."


def _write_renaming(territory: Territory, rows: list[EventRow]) -> str:
    return f"{fix_name(rows[0].name_before)} devient {fix_name(rows[0].name_after)}."


def _write_recoding(territory: Territory, rows: list[EventRow]) -> str:
    return f"{fix_name(rows[0].name_after or rows[0].name_before)} change de code officiel."


def _write_creation(territory: Territory, rows: list[EventRow]) -> str:
    return f"Création : {fix_name(rows[0].name_after or territory.name)}."


def _write_dissolution(territory: Territory, rows: list[EventRow]) -> str:
    return f"Dissolution : {fix_name(rows[0].name_before or territory.name)}."


_WRITERS: Final = {
    Event.What.MERGER.value: _write_merger,
    Event.What.SPLIT.value: _write_split,
    Event.What.RENAMING.value: _write_renaming,
    Event.What.RECODING.value: _write_recoding,
    Event.What.CREATION.value: _write_creation,
    Event.What.DISSOLUTION.value: _write_dissolution,
}
