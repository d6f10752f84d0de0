"""What every drawing of a section is handed to the template as: a drawing, its table, what is to be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Figure
from portal.kernel.french import typeset
from portal.ui.cells import Cell, write_cell
from portal.ui.money import Money
from portal.ui.words import find_status_wording
from portal.web.factsheets.finances.reading import EURO, Reading

NOTHING: Final = Markup("")
_PROVISIONAL: Final = typeset("Comptes provisoires : les montants peuvent encore changer.")


@dataclass(frozen=True, slots=True)
class Row:
    """``note`` says what is in it; ``is_total`` is the row the others lead to."""

    label: str
    cells: tuple[Cell, ...]
    note: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The table twin of a drawing. ``heading`` is the header of the first column."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """The text that sets a threshold, its reference and its page."""

    text: str
    reference: str
    page: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """``dated`` is the year of all its figures, or the years of a series. ``refusal`` says why there is
    no drawing where one is due. ``sentence`` says in words what the drawing shows."""

    title: str
    dated: str
    grid: Grid
    svg: Markup = NOTHING
    sentence: str = ""
    refusal: str = ""
    notes: tuple[str, ...] = ()
    law: Law | None = None

    @property
    def is_table(self) -> bool:
        """Whether its table is all there is, and shown as such."""
        return not self.svg and not self.refusal and self.law is None


def write_money_cell(money: Money, figure: Figure | None) -> Cell:
    """An amount in the size of its table, or its absence."""
    if figure is None or figure.value is None:
        return write_cell(figure)
    return Cell(money.write(figure.value), status=find_status_wording(figure.status))


def write_figure_cell(reading: Reading, slug: str, figure: Figure | None, money: Money | None = None) -> Cell:
    """Any figure: amounts in the size of the table, the rest in its unit."""
    unit = reading.get_unit(slug)
    if money is not None and unit.symbol == EURO:
        return write_money_cell(money, figure)
    return write_cell(figure, symbol=unit.symbol, decimals=reading.get_indicator(slug).decimals)


def say_provisional(reading: Reading, slugs: list[str], year: int) -> tuple[str, ...]:
    """A note when a figure of the drawing may still change."""
    return () if reading.is_firm(slugs, year) else (_PROVISIONAL,)
