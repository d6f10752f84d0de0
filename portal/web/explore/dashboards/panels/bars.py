"""Rows of territories with a bar: the first ones, the last ones, those that changed most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.territories.addresses import path_of
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import Cell
from portal.ui.links import escape_text, write_link
from portal.ui.rows import draw_absence
from portal.ui.sentences import capitalise
from portal.web.explore.dashboards.reading import name_member

STEPS = 20
"""Lengths of a bar behind a cell: a style each, for the style sheet holds them all."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """A territory. ``step``, 0 to 20, is the length of its bar; ``is_low``: it goes downwards.
    ``notes`` are the words of the other columns."""

    name: str
    path: str
    cells: tuple[Cell, ...]
    step: int
    is_low: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class BarTable:
    """``title`` is its caption; ``headers`` are (label, note), those of the cells; the bar is behind the
    last one. ``empty`` is said when there is no row."""

    title: str
    headers: tuple[tuple[str, str], ...]
    rows: tuple[BarRow, ...]
    empty: str = ""

    def draw(self, about: str) -> Markup:
        """``about`` names the panel, for two of a page may have tables of the same caption. Drawn here: a
        page has hundreds of cells, and a template pays for each."""
        heads = "".join(
            f'<th scope="col" class="oc-number">{escape_text(label)}'
            f"{f'<small>{escape_text(note)}</small>' if note else ''}</th>"
            for label, note in self.headers
        )
        title, rows = escape_text(self.title), "".join(map(_draw_row, self.rows))
        name = f"Tableau : {escape_text(about)}, {title}"
        return Markup(  # noqa: S704 - every text was escaped
            f'<div class="oc-table" role="region" tabindex="0" aria-label="{name}"><table>'
            f'<caption>{title}</caption><thead><tr><th scope="col">Nom</th>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )


def _draw_row(row: BarRow) -> str:
    *others, last = [draw_cell(cell) for cell in row.cells]
    bar = f" oc-bar oc-bar--{row.step}{' oc-bar--low' if row.is_low else ''}" if row.step else ""
    cells = "".join(f'<td class="oc-number">{cell}</td>' for cell in others)
    start = '<tr class="oc-here">' if row.is_here else "<tr>"
    name = write_link(row.name, row.path)
    return f'{start}<th scope="row">{name}</th>{cells}<td class="oc-number{bar}">{last}</td></tr>\n'


def draw_cell(cell: Cell) -> str:
    """The value, or its absence in words; a status is a mark for the eyes and a word for screen readers."""
    if cell.absence:
        return draw_absence(cell.absence.label, capitalise(cell.absence.sentence))
    mark = cell.status
    if mark is None:
        return escape_text(cell.text)
    return (
        f'{escape_text(cell.text)}<sup class="oc-status" title="{escape_text(capitalise(mark.sentence))}">'
        f'<span aria-hidden="true">{escape_text(mark.mark)}</span>'
        f'<span class="fr-sr-only"> ({escape_text(mark.label)})</span></sup>'
    )


def build_bar_row(
    member: Relative, cells: Sequence[Cell], share: float, *, is_low: bool = False, is_here: bool = False
) -> BarRow:
    """``share``, from 0 to 1, is that of the longest bar."""
    step = max(1, round(STEPS * share)) if share > 0 else 0
    path = path_of(member.kind, member.code, member.slug)
    return BarRow(name_member(member), path, tuple(cells), step, is_low, is_here)
