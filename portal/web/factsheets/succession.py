"""Why a reader who asked for a past code is on this page, in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from portal.kernel.french import format_date, join_words
from portal.territories.models import Event
from portal.territories.queries.places import Succession
from portal.territories.queries.surroundings import EventRow
from portal.territories.succession import Step, is_dated_by_vintage
from portal.web.factsheets.history import is_same_name, name_all, name_subject

_OVERSEAS: Final = ("97", "98")


def explain_succession(succession: Succession, rows: Iterable[EventRow]) -> str:
    """« Le 1er janvier 2016, Fleurigné a fusionné avec La Chapelle-Janson pour former… ».

    ``rows`` are the events of today's territory: they name everyone who took part.
    """
    if not succession.steps:
        return ""
    first, kind = succession.steps[0], succession.territory.kind
    day = format_date(first.effective_on)
    when = f"En vigueur au {day}\u00a0: " if is_dated_by_vintage(first.source) else f"Le {day}, "
    return f"{when}{_write_step(first, kind, rows)}.{_write_rest(succession)}"


def _write_step(step: Step, kind: str, rows: Iterable[EventRow]) -> str:
    name, after = name_subject(step.name_before, kind), name_subject(step.name_after, kind)
    match step.what:
        case Event.What.RECODING:
            return _write_recoding(step, name, kind)
        case Event.What.SPLIT:
            return (
                f"{name} a été partagée, et {after} en a repris une partie"
                if kind != "commune"
                else (f"{name} a cessé d’exister et {after} en a repris une partie")
            )
        case Event.What.MERGER:
            return _write_merger(step, kind, rows)
        case _ if is_same_name(step.name_before, step.name_after):
            return f"{name} a changé de code ({step.before} → {step.after})"
        case _:
            return f"{name} a laissé la place à {after}"


def _write_recoding(step: Step, name: str, kind: str) -> str:
    before, after = step.before or "", step.after or ""
    moved = kind == "commune" and before[:2] != after[:2] and not before.startswith(_OVERSEAS)
    return f"{name} a changé de code{' et de département' if moved else ''} ({before} → {after})"


def _write_merger(step: Step, kind: str, rows: Iterable[EventRow]) -> str:
    name, after = name_subject(step.name_before, kind), name_subject(step.name_after, kind)
    same = [row for row in rows if row.what == Event.What.MERGER and row.effective_on == step.effective_on]
    company = [row.name_before for row in same if not is_same_name(row.name_before, step.name_before)]
    others = name_all((one for one in company if not is_same_name(one, step.name_after)), kind)
    if is_same_name(step.name_before, step.name_after):
        if not others:
            return f"{name} a changé de code ({step.before} → {step.after})"
        return f"{name} a fusionné avec {join_words(others)} et a gardé son nom"
    if len(others) == len(company):  # nobody lent its name
        return (
            f"{name} a fusionné avec {join_words(others)} pour former {after}"
            if others
            else f"{name} a rejoint {after}"
        )
    together = f", en même temps que {join_words(others)}" if others else ""
    return f"{name} a rejoint {after}{together}"


def _write_rest(succession: Succession) -> str:
    """What came after the first step, when today's name is another one."""
    today, last = succession.territory, succession.steps[-1]
    if is_same_name(succession.name_after, today.name):
        return ""
    known = name_subject(today.name, today.kind)
    if any(step.what == Event.What.MERGER for step in succession.steps[1:]):
        return f" Son territoire se trouve aujourd’hui dans {known}."
    noun = "La commune" if today.kind == "commune" else "Elle"
    return f" {noun} s’appelle aujourd’hui {known}." if last.after == today.code else ""
