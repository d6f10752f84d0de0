"""A list being read: what is recognised, what must be chosen, and the group it would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import fix_name, format_count, format_number, typeset
from portal.territories.lists.finding import Match
from portal.territories.lists.lines import EVERYBODY, NOBODY, Line, State
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import get_directory
from portal.ui.words import LEVELS
from portal.web.groups.asked import NEW_PATH, Draft
from portal.web.groups.page import present_body

LINES_ASKED: Final = 80
"""Lines with choices in one page: beyond, it would be a form that nobody fills."""
_CANDIDATES: Final = 40
_MOST: Final = 2000


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a line."""

    value: str
    label: str
    details: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A line with answers to choose from; ``field`` is the name of its buttons."""

    field: str
    legend: str
    reason: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A line without anything to choose."""

    legend: str
    words: str


def present_draft(draft: Draft, order: str) -> dict[str, Any]:
    """Everything the template places."""
    resolved, members = draft.resolved, draft.members
    questions = {
        state: [_ask(line) for line in resolved.lines if line.state is state and line.candidates]
        for state in (State.SEVERAL, State.DOUBTFUL, State.UNKNOWN)
    }
    has_members = 0 < len(members.codes) <= _MOST
    return {
        "draft": draft,
        "is_read": bool(resolved.lines),
        "summary": _summarise(draft),
        "alerts": _list_alerts(draft),
        "to_choose": _cut(questions[State.SEVERAL]),
        "to_check": _cut(questions[State.DOUBTFUL]),
        "unknown": _cut(questions[State.UNKNOWN]),
        "hopeless": [
            _tell(one) for one in resolved.lines if one.state is State.UNKNOWN and not one.candidates
        ],
        "replaced": [_tell(one) for one in resolved.lines if one.state is State.REPLACED],
        "repeated": [_tell(one) for one in resolved.lines if one.state is State.DUPLICATE],
        "found": [_tell(one) for one in resolved.lines if one.state is State.FOUND],
        "members": members,
        "notice": typeset(members.notice),
        "natures": [
            ("", "Aucune préférence"),
            *((kind, NOUNS[kind][1].capitalize()) for kind in LEVELS if kind in NOUNS),
        ],
        "path": NEW_PATH,
        "body": present_body(draft.card, order) if has_members else None,
        "sort_path": "",
    }


def _cut(questions: Sequence[Question]) -> tuple[Sequence[Question], int]:
    """The first ones, each text once, and how many more there are."""
    asked = list({question.field: question for question in reversed(questions)}.values())[::-1]
    return asked[:LINES_ASKED], max(0, len(asked) - LINES_ASKED)


def _summarise(draft: Draft) -> str:
    resolved = draft.resolved
    counted = [
        (resolved.count(State.FOUND, State.REPLACED), "reconnu", "reconnus"),
        (resolved.count(State.DOUBTFUL), "à vérifier", "à vérifier"),
        (resolved.count(State.SEVERAL), "à préciser", "à préciser"),
        (resolved.count(State.UNKNOWN), "inconnu", "inconnus"),
        (resolved.count(State.DUPLICATE), "répété", "répétés"),
    ]
    parts = [format_count(count, one, many) for count, one, many in counted if count]
    return typeset(f"{format_count(len(resolved.lines), 'élément lu', 'éléments lus')} : {', '.join(parts)}.")


def _list_alerts(draft: Draft) -> list[str]:
    """What the reader must know of the list as a whole."""
    resolved, start = draft.resolved, draft.start
    alerts = []
    if start.unknown:
        alerts.append(f"Point de départ inconnu : {', '.join(start.unknown[:5])}.")
    if resolved.is_cut or resolved.left_out:
        alerts.append(
            "La liste est trop longue : seul son début a été lu. Une liste compte au plus 2 500 éléments et "
            "120 000 caractères."
        )
    if len(draft.members.codes) > _MOST:
        alerts.append(
            f"Ce groupe compterait {format_number(len(draft.members.codes))} communes : la limite est de "
            f"{format_number(_MOST)}. Retirez des territoires, ou comparez les départements entre eux."
        )
    if resolved.is_either or draft.reading:
        read = "postaux" if resolved.reading == "postal" else "Insee"
        alerts.append(
            f"Les codes à cinq chiffres ont été lus comme des codes {read} : changez-le s’il le faut."
        )
    if resolved.unasked:
        count = format_count(resolved.unasked, "élément inconnu", "éléments inconnus")
        alerts.append(f"{count} sans proposition : il y en a trop pour les chercher tous.")
    return [typeset(one) for one in alerts]


def _ask(line: Line) -> Question:
    chosen = {match.reference for match in line.chosen}
    is_unknown = line.state is State.UNKNOWN
    options = [
        Option(match.reference, typeset(fix_name(match.label)), _describe(match), {match.reference} == chosen)
        for match in line.candidates[:_CANDIDATES]
    ]
    if line.state is State.SEVERAL and 1 < len(line.candidates) <= _CANDIDATES:
        everybody = f"Les {format_number(len(line.candidates))} à la fois"
        options.append(Option(EVERYBODY, everybody, "", len(chosen) > 1))
    is_aside = not chosen and (line.is_answered or is_unknown)
    options.append(Option(NOBODY, "Laisser de côté", "", is_aside))
    return Question(f"c-{line.item.key}", _write_legend(line), typeset(line.reason), tuple(options))


def _describe(match: Match) -> str:
    """« La Réunion, 155 000 hab. »: what tells namesakes apart."""
    place = match.place
    area = get_directory().by_code.get(("departement", place.departement_code))
    parts = [fix_name(area.name)] if area is not None and place.kind != "departement" else []
    if place.population is not None:
        parts.append(f"{format_number(place.population)} hab.")
    kind = NOUNS[place.kind][0] if place.kind != "commune" else "commune"
    return typeset(", ".join([kind, *parts]))


def _tell(line: Line) -> Told:
    words = ", ".join(fix_name(match.label) for match in line.chosen)
    if line.state in {State.REPLACED, State.DUPLICATE, State.UNKNOWN}:
        words = line.reason
    return Told(_write_legend(line), typeset(words))


def _write_legend(line: Line) -> str:
    """« Ligne 3 : Saint-Denis », as it was written."""
    return f"Ligne {line.item.line} : « {' | '.join(line.item.cells or (line.item.text,))[:120]} »"
