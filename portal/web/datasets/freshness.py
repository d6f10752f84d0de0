"""``/donnees/fraicheur``: source by source, what was asked, what came, what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.timezone import localdate

from portal.kernel.french import format_count, format_date
from portal.stats.addresses import dataset_path
from portal.stats.queries.freshness import Freshness, State, list_freshness
from portal.ui.words import word_month
from portal.web.datasets.listing import explain_waiting

_GROUPS: Final[dict[State, tuple[str, str]]] = {
    "failing": (
        "Dernier essai en échec",
        "Source sans réponse utile, ou fichier refusé. Ce qui était en ligne le reste : rien n’est effacé.",
    ),
    "late": (
        "En retard",
        "Le mois habituel de publication est passé de plus d’un mois et rien de nouveau n’est arrivé.",
    ),
    "waiting": ("En attente", "Décrits, vérifiés sur un extrait, mais jamais encore publiés ici."),
    "fresh": ("À jour", "Rien de nouveau n’est attendu du producteur avant la date indiquée."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A dataset in words; what never happened is empty."""

    title: str
    path: str
    producer: str
    attempt: str
    success: str
    expected: str
    served: str
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    key: State
    title: str
    explanation: str
    lines: tuple[Line, ...]

    @property
    def count(self) -> str:
        return format_count(len(self.lines), "jeu de données", "jeux de données")


def present_freshness(today: date) -> dict[str, Any]:
    found = list_freshness(today)
    groups = [
        Group(state, title, explanation, tuple(_build_line(one) for one in found if one.state == state))
        for state, (title, explanation) in _GROUPS.items()
    ]
    return {"groups": [group for group in groups if group.lines], "today": format_date(today)}


def _build_line(fresh: Freshness) -> Line:
    is_waiting = fresh.release_number is None
    return Line(
        title=fresh.title,
        path=dataset_path(fresh.dataset),
        producer=fresh.producer,
        attempt=_word_day(fresh.last_attempt_at)
        or ("aucun" if is_waiting else "fichier fourni avec le portail"),
        success=_word_day(fresh.last_success_at) or "jamais",
        expected=word_month(fresh.next_expected_on) if fresh.next_expected_on else "pas de calendrier",
        served=_word_served(fresh),
        reason=_word_reason(fresh),
    )


def _word_day(instant: datetime | None) -> str:
    return format_date(localdate(instant)) if instant else ""


def _word_served(fresh: Freshness) -> str:
    if fresh.release_number is None:
        return "rien"
    published = f" du {_word_day(fresh.published_at)}" if fresh.published_at else ""
    newest = f", jusqu’à {fresh.newest_year}" if fresh.newest_year else ""
    return f"version {fresh.release_number}{published}{newest}"


def _word_reason(fresh: Freshness) -> str:
    if fresh.failure is not None:
        return fresh.failure.sentence
    if fresh.state == "waiting":
        return explain_waiting(fresh.instructions, fresh)
    return fresh.extract
