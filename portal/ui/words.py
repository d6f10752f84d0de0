"""The words of the interface for absences and statuses of figures: one wording everywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from portal.kernel.figures import Absence, Origin, Status
from portal.kernel.french import NO_BREAK_SPACE, join_words
from portal.kernel.french.dates import MONTHS

_E = TypeVar("_E", Absence, Status)


@dataclass(frozen=True, slots=True)
class Wording:
    """``mark`` is for a narrow cell, ``label`` for a legend, ``sentence`` for a screen reader."""

    mark: str
    label: str
    sentence: str


ABSENCES: Final[dict[Absence, Wording]] = {
    Absence.SECRET: Wording("s", "secret statistique", "donnée couverte par le secret statistique"),
    Absence.NOT_AVAILABLE: Wording("nd", "non disponible", "donnée non disponible"),
    Absence.NOT_APPLICABLE: Wording("so", "sans objet", "donnée sans objet pour ce territoire"),
    Absence.NOT_SIGNIFICANT: Wording("ns", "non significatif", "donnée non significative"),
    Absence.NOT_COMPARABLE: Wording(
        "nc", "non comparable", "donnée mesurée sur un autre périmètre, non comparable"
    ),
    Absence.INCOMPLETE: Wording(
        "inc.", "incomplet", "total incomplet : la donnée manque pour au moins un membre"
    ),
}

_SEVERAL: Final[dict[Absence, str]] = {
    Absence.SECRET: "trop peu de personnes, de ménages ou d’entreprises concernés pour publier {these}",
    Absence.NOT_AVAILABLE: "la source ne donne pas {these} pour ce territoire",
    Absence.NOT_APPLICABLE: "{these} n’ont pas de sens pour ce territoire",
    Absence.NOT_SIGNIFICANT: "{these} ne seraient pas fiables ici",
    Absence.NOT_COMPARABLE: "{these} ont été mesurés sur un autre périmètre",
    Absence.INCOMPLETE: "la donnée manque pour au moins un membre, {these} ne peuvent être calculés",
}

STATUSES: Final[dict[Status, Wording]] = {
    Status.PROVISIONAL: Wording("p", "provisoire", "donnée provisoire"),
    Status.ESTIMATED: Wording("e", "estimé", "donnée estimée"),
    Status.REVISED: Wording("r", "révisé", "donnée révisée"),
    Status.BREAK: Wording("b", "rupture de série", "rupture de série, ne pas comparer à l’année précédente"),
}

ORIGINS: Final[dict[Origin, Wording]] = {
    Origin.AGGREGATED: Wording("Σ", "calculé", "valeur calculée par le portail à partir d’autres données"),
    Origin.APPORTIONED: Wording("≈", "réparti", "valeur répartie à partir d’un territoire plus grand"),
}

LEVELS: Final = {
    "commune": "communes",
    "epci": "intercommunalités",
    "departement": "départements",
    "region": "régions",
    "france": "France",
}
"""Levels of figures, finest first."""

REFRESHES: Final = {
    "yearly": "chaque année",
    "quarterly": "chaque trimestre",
    "monthly": "chaque mois",
    "at_each_election": "à chaque élection",
    "never": "plus de mise à jour attendue",
}


def word_levels(levels: Collection[str]) -> str:
    """« communes, régions et France »; « tous les niveaux » when none is missing."""
    if set(levels) >= set(LEVELS):
        return "tous les niveaux"
    return join_words([words for level, words in LEVELS.items() if level in levels])


def word_month(day: date) -> str:
    """« juin 2027 »: the month of an expected publication."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def word_absence(absence: Absence | str | int) -> Wording:
    """Wording of an absence given as itself, its code or its slug. Raises KeyError for ``NONE``."""
    return ABSENCES[_find(Absence, absence)]


def word_absences(absence: Absence, count: int, dated: str = "") -> str:
    """« Secret statistique (2021) : trop peu de … pour publier ces 25 indicateurs. », for at least two."""
    years = f" ({dated})" if dated else ""
    reason = _SEVERAL[absence].format(these=f"ces {count} indicateurs")
    return f"{ABSENCES[absence].label.capitalize()}{years}{NO_BREAK_SPACE}: {reason}."


def find_status_wording(status: Status | str | int) -> Wording | None:
    """Wording of a status worth telling; None for a normal one."""
    return STATUSES.get(_find(Status, status))


def _find(vocabulary: type[_E], given: _E | str | int) -> _E:
    return vocabulary[given.upper()] if isinstance(given, str) else vocabulary(given)
