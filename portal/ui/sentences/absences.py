"""What is said where there is no value, or one that may still change."""

from __future__ import annotations

from portal.kernel.figures import Absence, Status
from portal.ui.words import find_status_wording, word_absence


def write_absence(absence: Absence, *, year: int | None = None, of: str = "") -> str:
    """« donnée couverte par le secret statistique en 2021 pour Rennes »: why there is no sentence.

    ``of`` is the territory as the subject of a sentence. Raises KeyError for ``Absence.NONE``.
    """
    words = word_absence(absence).sentence
    dated = f" en {year}" if year is not None else ""
    return f"{words}{dated}{f' pour {of}' if of else ''}"


def word_status(status: Status) -> str:
    """After a value and its year: « (chiffre provisoire) », « (chiffre estimé) »; empty for a firm figure.

    A break says nothing of how firm a value is: it forbids comparing it with the years before.
    """
    if status is Status.BREAK:
        return ""
    wording = find_status_wording(status)
    return f" (chiffre {wording.label})" if wording else ""
