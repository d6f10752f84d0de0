"""What happened to a territory, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from portal.kernel.french import add_article, fix_name, format_date, join_words, of_place, sort_key
from portal.territories.models import Event, Territory
from portal.territories.queries.surroundings import EventRow
from portal.territories.succession import is_dated_by_vintage

RECENT_FROM: Final = date(2012, 1, 1)
"""Mergers since then are said at the top of the sheet; older ones in the history only."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """``day`` is « 28 février 2019 », or « En vigueur au 1er janvier 2021 » when only the year is sure."""

    on: date
    day: str
    sentence: str
    is_merger: bool = False
    is_partition: bool = False


def build_history(territory: Territory, rows: Iterable[EventRow]) -> list[HistoryLine]:
    """The most recent first; the rows of one change make one sentence."""
    # A merger has one outcome, a split has one origin.
    ordered = sorted(rows, key=lambda row: (row.effective_on, row.what, _find_hub(row), row.name_before))
    groups = groupby(ordered, key=lambda row: (row.effective_on, row.what, _find_hub(row)))
    everything = list(ordered)
    lines = [_build_line(territory, list(group), everything) for _, group in groups]
    return list(dict.fromkeys(line for line in reversed(lines) if line is not None))


def find_banner(lines: Sequence[HistoryLine]) -> HistoryLine | None:
    """The merger to say at the top of the sheet: the last one, unless some of it was undone since."""
    last = next((line for line in lines if line.is_merger or line.is_partition), None)
    return last if last and last.is_merger and last.on >= RECENT_FROM else None


def write_day(day: date, source: str) -> str:
    """« 28 février 2019 »; « en vigueur au 1er janvier 2021 » for what a yearly list alone tells."""
    return f"en vigueur au {format_date(day)}" if is_dated_by_vintage(source) else format_date(day)


def is_same_name(one: str, other: str) -> bool:
    """Whether two names differ by their spelling only: accents, hyphens, capitals, acronym added."""
    return _reduce(one) == _reduce(other)


def name_subject(name: str, kind: str) -> str:
    """A past name as a sentence takes it: « Troarn », « la communauté de communes du Lévézou »."""
    return add_article(name, 0, kind) if name else ""


def name_all(names: Iterable[str], kind: str) -> list[str]:
    """Names as subjects, without those that differ by their spelling only, in French order."""
    found = {_reduce(name): name_subject(name, kind) for name in names if name}
    return [found[key] for key in sorted(found)]


def _reduce(name: str) -> str:
    words = sort_key(fix_name(name).partition(" (")[0]).split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _find_hub(row: EventRow) -> int:
    """What the rows of one change have in common."""
    return (row.before_id if row.what == Event.What.SPLIT else row.after_id) or 0


def _build_line(
    territory: Territory, rows: list[EventRow], everything: Sequence[EventRow]
) -> HistoryLine | None:
    if not any(territory.pk in (row.before_id, row.after_id) for row in rows):
        return None
    sentence = _write(territory.kind, rows, everything)
    if not sentence:
        return None
    first = rows[0]
    day = write_day(first.effective_on, first.source)
    return HistoryLine(
        first.effective_on,
        _capitalise(day),
        _capitalise(sentence),
        is_merger=first.what == Event.What.MERGER and first.after_id == territory.pk and _has_company(rows),
        is_partition=first.what == Event.What.SPLIT and first.before_id == territory.pk,
    )


def _has_company(rows: Sequence[EventRow]) -> bool:
    """Whether another territory took part: not a mere change of code."""
    return any(not is_same_name(row.name_before, row.name_after) for row in rows)


def _write(kind: str, rows: list[EventRow], everything: Sequence[EventRow]) -> str:
    first = rows[0]
    match first.what:
        case Event.What.MERGER:
            return _write_merger(kind, rows)
        case Event.What.SPLIT:
            return _write_split(kind, rows, everything)
        case Event.What.RENAMING:
            return _write_renaming(kind, first)
        case Event.What.RECODING:
            return f"{name_subject(first.name_after or first.name_before, kind)} change de code officiel."
        case Event.What.CREATION:
            return f"Création{_COLON}{name_subject(first.name_after, kind)}."
        case _:
            return f"Dissolution{_COLON}{name_subject(first.name_before, kind)}."


_COLON: Final = "\u00a0: "


def _write_merger(kind: str, rows: list[EventRow]) -> str:
    """« A et B fusionnent et forment C », « A et B fusionnent avec C, qui garde son nom »."""
    after, before = rows[0].name_after, [row.name_before for row in rows]
    outcome = name_subject(after, kind)
    others = name_all((name for name in before if not is_same_name(name, after)), kind)
    if not others:
        is_moved = any(row.before_id != row.after_id for row in rows)
        return f"{outcome} change de code officiel." if is_moved else ""
    plural = "nt" if len(others) > 1 else ""
    if any(is_same_name(name, after) for name in before):
        return f"{join_words(others)} fusionne{plural} avec {outcome}, qui garde son nom."
    if not plural:
        return f"{join_words(others)} rejoint {outcome}."
    return f"{join_words(others)} fusionnent et forment {outcome}."


def _write_split(kind: str, rows: list[EventRow], everything: Sequence[EventRow]) -> str:
    """« L’Oie quitte Essarts en Bocage et redevient une commune »."""
    whole, leaving = rows[0].name_before, [row for row in rows if row.after_id != row.before_id]
    kept = next((row.name_after for row in rows if row.after_id == row.before_id), whole)
    origin = name_subject(whole, kind)
    parts = name_all((row.name_after for row in leaving if not is_same_name(row.name_after, whole)), kind)
    if not parts:
        # The whole goes on under the code of one of its parts.
        return f"{name_subject(leaving[0].name_after, kind)} change de code officiel." if leaving else ""
    many = len(parts) > 1
    if kind != "commune":
        born = "sont issues" if many else "est issue"
        return f"{join_words(parts)} {born} du partage {of_place(whole, 0, kind)}."
    again = "re" if _were_communes(leaving, everything) else ""
    words = f"{join_words(parts)} quitte{'nt' if many else ''} {origin} et {again}"
    words += "deviennent des communes" if many else "devient une commune"
    return (
        f"{words}."
        if is_same_name(kept, whole)
        else f"{words} ; {origin} devient {name_subject(kept, kind)}."
    )


def _were_communes(leaving: Sequence[EventRow], everything: Sequence[EventRow]) -> bool:
    """Whether those that leave had been merged before."""
    merged = {
        row.before_id
        for row in everything
        if row.what == Event.What.MERGER and row.effective_on < leaving[0].effective_on
    }
    return all(row.after_id in merged for row in leaving)


def _write_renaming(kind: str, row: EventRow) -> str:
    """Nothing for the mere spelling of an intercommunality: nobody decided upon it."""
    before, after = (name_subject(name, kind) for name in (row.name_before, row.name_after))
    if not is_same_name(row.name_before, row.name_after):
        return f"{before} devient {after}."
    if kind != "commune":
        return ""
    return f"Le nom s’écrit désormais {after}, et non plus {before}."


def _capitalise(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
