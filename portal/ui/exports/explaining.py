"""The « Lisez-moi » sheet as lines of text, the same in every kind of workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from portal.ui.exports.tables import ReadMe, Table, clean_text
from portal.ui.words import ABSENCES, ORIGINS, STATUSES

SHEET_NAME: Final = "Lisez-moi"
WIDTHS: Final = (34, 16, 60, 44, 14, 60)
"""Of the columns, in characters."""

_DEFINITION_HEADER: Final = ("Indicateur", "Unité", "Définition", "Source", "Années", "Précautions")
_SOURCE_HEADER: Final = ("Source", "Date", "Producteur", "Licence", "", "Adresse")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: cells of text, empty ones included."""

    cells: tuple[str, ...] = ()
    style: Literal["title", "heading", "header", "text"] = "text"


def list_statuses() -> tuple[tuple[str, str], ...]:
    """The words of the « statut » and « origine » columns, and what they mean."""
    known = [*STATUSES.values(), *ABSENCES.values(), *ORIGINS.values()]
    return (("valeur", "donnée définitive"), *((one.label, one.sentence) for one in known))


def build_lines(readme: ReadMe, tables: tuple[Table, ...]) -> list[Line]:
    """Everything the file needs to be understood without the site, in the order one reads it."""
    return [
        Line(tuple(clean_text(cell) for cell in line.cells), line.style)
        for line in _iterate_lines(readme, tables)
    ]


def _iterate_lines(readme: ReadMe, tables: tuple[Table, ...]) -> Iterator[Line]:
    yield Line((readme.title,), "title")
    facts = (("Adresse", readme.address), ("Données", readme.dated), ("Pour citer", readme.citation))
    yield from (Line(fact) for fact in facts if fact[1])
    yield from (Line((sentence,)) for sentence in readme.sentences)
    contents = [(table.name, table.title) for table in tables]
    yield from _write_part("Feuilles de ce classeur", contents)
    sources = [(one.title, one.dated, one.producer, one.licence, "", one.address) for one in readme.sources]
    yield from _write_part("Sources", sources, _SOURCE_HEADER)
    yield from _write_part("Mots des colonnes « statut » et « origine »", readme.statuses or list_statuses())
    definitions = [
        (one.label, one.unit, one.definition, one.source, one.years, one.caveats)
        for one in readme.definitions
    ]
    yield from _write_part("Définitions", definitions, _DEFINITION_HEADER)


def _write_part(title: str, rows: Sequence[tuple[str, ...]], header: tuple[str, ...] = ()) -> Iterator[Line]:
    """A part of the sheet; nothing when it has no row."""
    if not rows:
        return
    yield Line()
    yield Line((title,), "heading")
    if header:
        yield Line(header, "header")
    yield from (Line(row) for row in rows)
