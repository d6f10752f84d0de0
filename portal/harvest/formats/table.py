"""Catalogues in CSV: rows by the name of their columns, read strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from portal.harvest.formats.answers import refuse
from portal.harvest.pages import Content, Faulty
from portal.kernel.markup.decoding import decode
from portal.kernel.markup.text import clean_text

MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 1_000_000
_DELIMITERS: Final = (";", ",", "\t", "|")


class Table:
    """The rows of a body. ``columns``: names of the head, ``notes``: what surprised in the encoding."""

    def __init__(self, content: Content, delimiter: str = "") -> None:
        """``delimiter``: told from the head when empty. Raises PartialHarvest when there is no head."""
        self._content = content
        text, self.notes = decode(content.body, content.charset)
        text = text.removeprefix("\ufeff")
        head = text.partition("\n")[0]
        self.delimiter = delimiter or max(_DELIMITERS, key=head.count)
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))  # common to the whole process
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True)
        self.columns = [" ".join(one.split()) for one in next(self._iterate(), [])]
        if not 0 < len(self.columns) <= MOST_COLUMNS:
            raise refuse(content, "un tableau CSV était attendu, avec les noms de ses colonnes.")

    def ensure_columns(self, needed: set[str]) -> None:
        """Raise PartialHarvest when a column is missing, or when two have the name of one that is read."""
        missing = sorted(needed - set(self.columns))
        doubles = sorted(one for one in needed if self.columns.count(one) > 1)
        if missing or doubles:
            told = (
                f"colonnes absentes : {', '.join(missing)}"
                if missing
                else f"en double : {', '.join(doubles)}"
            )
            raise refuse(
                self._content, f"le tableau a changé ({told} ; trouvées : {', '.join(self.columns)})."
            )

    def iterate_rows(self) -> Iterator[Mapping[str, str] | Faulty]:
        """Rows in their order; one that has not its number of cells fails alone. Raises PartialHarvest
        where the file breaks (a quote that is never closed, a cell without end)."""
        for row in self._iterate():
            if not any(cell.strip() for cell in row):
                continue
            wrong = self._find_fault(row)
            if wrong:
                found = clean_text(self.delimiter.join(row)[:1000], longest=300)
                yield Faulty(f"Ligne {self._reader.line_num} refusée : {wrong}.", excerpt=found)
                continue
            yield dict(zip(self.columns, row, strict=True))

    def _find_fault(self, row: list[str]) -> str:
        if len(row) != len(self.columns):
            return f"{len(row)} cellules lues, {len(self.columns)} attendues"
        return (
            "elle contient un octet nul, qu’aucun texte ne contient"
            if any("\0" in cell for cell in row)
            else ""
        )

    def _iterate(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if any(len(cell) > LONGEST_CELL for cell in row):
                    raise csv.Error(f"cell of more than {LONGEST_CELL} characters")
                yield row
        except csv.Error as error:
            line = self._reader.line_num
            raise refuse(self._content, f"le tableau CSV est abîmé à la ligne {line} ({error}).") from error
