"""The French words for what a document is, and when it was published."""

from __future__ import annotations

from datetime import date
from typing import Final

from portal.kernel.french import format_date, format_ordinal
from portal.kernel.french.dates import MONTHS
from portal.library.kinds import DatePrecision, DocumentKind

UNDATED: Final = "date non précisée"

PLURALS: Final = {
    DocumentKind.PUBLICATION: "Publications",
    DocumentKind.DATASET: "Jeux de données",
    DocumentKind.TOOL: "Outils",
    DocumentKind.REFERENCE: "Documents de référence",
    DocumentKind.PLATFORM: "Plateformes",
}

LANGUAGES: Final = {
    "fr": "français", "fre": "français", "fra": "français", "en": "anglais", "eng": "anglais",
    "de": "allemand", "ger": "allemand", "deu": "allemand", "es": "espagnol", "spa": "espagnol",
    "it": "italien", "ita": "italien", "br": "breton", "bre": "breton", "eu": "basque", "oc": "occitan",
}  # fmt: skip


def word_kind(kind: str) -> str:
    """« Jeu de données »; the code itself for one that is not known."""
    return str(DocumentKind(kind).label) if kind in DocumentKind.values else kind


def word_moment(on: date | None, precision: str) -> str:
    """« 12 mars 2024 », « mars 2024 », « 1er trimestre 2024 », « 2024 »: no more than what is known.

    Empty when nothing is. ``on`` is the last day of what is known.
    """
    if on is None:
        return ""
    if precision == DatePrecision.YEAR:
        return str(on.year)
    if precision == DatePrecision.QUARTER:
        return f"{format_ordinal((on.month + 2) // 3)} trimestre {on.year}"
    if precision == DatePrecision.MONTH:
        return f"{MONTHS[on.month - 1]} {on.year}"
    return format_date(on)


def write_moment(on: date | None, precision: str) -> str:
    """The date for programs, at its precision (ISO 8601): « 2024-03-12 », « 2024-03 », « 2024 ».

    A quarter has no such writing: its year. Empty when nothing is known.
    """
    if on is None:
        return ""
    if precision in (DatePrecision.YEAR, DatePrecision.QUARTER):
        return f"{on.year:04}"
    return f"{on:%Y-%m}" if precision == DatePrecision.MONTH else on.isoformat()


def name_foreign(code: str) -> str:
    """The language that a page must announce (« en »): empty for French, and for one that is not known."""
    plain = code.lower()
    return "" if LANGUAGES.get(plain) == "français" or not plain.isalpha() else plain


def word_language(code: str) -> str:
    """« anglais »; the code itself for a language without a word here."""
    return LANGUAGES.get(code.lower(), code)
