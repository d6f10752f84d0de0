"""A figure as the words of one cell: its value and unit, or the name of its absence."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.figures import Absence, Figure, Origin
from portal.kernel.french import NO_BREAK_SPACE, format_with_unit
from portal.ui.words import ORIGINS, Wording, find_status_wording, word_absence


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is empty exactly when ``absence`` is given. ``year`` is None when there is no figure.

    ``has_unit`` says that the text ends with a unit, which a key figure writes smaller.
    """

    text: str
    year: int | None = None
    absence: Wording | None = None
    status: Wording | None = None
    origin: Wording | None = None
    has_unit: bool = False

    @property
    def number(self) -> str:
        """The text without its unit."""
        return self.text.rpartition(NO_BREAK_SPACE)[0] if self.has_unit else self.text

    @property
    def dated(self) -> str:
        """The year and how firm the figure is, in words: « 2023, estimé »; empty without a year."""
        return ", ".join([str(self.year or ""), *([self.status.label] if self.status else [])])

    @property
    def unit(self) -> str:
        return self.text.rpartition(NO_BREAK_SPACE)[2] if self.has_unit else ""


def write_cell(
    figure: Figure | None,
    *,
    symbol: str = "",
    decimals: int = 0,
    year: int | None = None,
    category: str | None = None,
) -> Cell:
    """The cell of a figure; without any figure, « non disponible ».

    ``category`` is the label of a value that belongs to a nomenclature, shown instead of its number.
    """
    if figure is None or figure.value is None:
        absence = figure.absence if figure is not None else Absence.NOT_AVAILABLE
        return Cell("", year, absence=word_absence(absence))
    text = category if category is not None else format_with_unit(figure.value, symbol, decimals)
    return Cell(
        text,
        year,
        status=find_status_wording(figure.status),
        origin=ORIGINS.get(figure.origin),
        has_unit=bool(symbol) and category is None,
    )


def word_figure_state(figure: Figure | None) -> str:
    """The word of a « statut » column: « valeur », « provisoire », « secret statistique »…"""
    if figure is None or figure.value is None:
        return word_absence(figure.absence if figure is not None else Absence.NOT_AVAILABLE).label
    status = find_status_wording(figure.status)
    return status.label if status else "valeur"


def word_origin(origin: Origin) -> str:
    """The word of an « origine » column: « publié », « calculé », « réparti »."""
    found = ORIGINS.get(origin)
    return found.label if found else "publié"
