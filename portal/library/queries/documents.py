"""Documents by their number, and what changed since a revision."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q

from portal.library.kinds import DocumentState
from portal.library.models import Change, Clock, Document, DocumentFile, Identifier

SHOWN: Final = (DocumentState.PUBLISHED, DocumentState.ARCHIVED)
_CARD_ABSTRACT: Final = 600


@dataclass(frozen=True, slots=True)
class Card:
    """What a list shows of a document: ``abstract`` is cut at 600 characters, ``series`` is its number."""

    id: int
    kind: str
    state: str
    title: str
    slug: str
    url: str
    abstract: str
    producers: tuple[str, ...]
    publisher_words: str
    published_on: date | None
    published_precision: str
    modified_on: date | None
    subjects: tuple[str, ...]
    levels: tuple[str, ...]
    territories: tuple[str, ...]
    licence: str
    formats: tuple[str, ...]
    sources: tuple[str, ...]
    series: int | None
    language: str

    @property
    def path(self) -> str:
        """Its address, from the root."""
        return f"/bibliotheque/{self.id}-{self.slug}"


_COLUMNS: Final = (
    "id", "kind", "state", "title", "slug", "url", "abstract", "producers", "publisher_words",
    "published_on", "published_precision", "modified_on", "subjects", "levels", "territories", "licence",
    "formats", "sources", "series_id", "language",
)  # fmt: skip


_STATE: Final = _COLUMNS.index("state")
_LISTS: Final = {"producers", "subjects", "levels", "territories", "formats", "sources"}
_READERS: Final[tuple[Callable[[str], Any] | None, ...]] = tuple(
    json.loads if name in _LISTS else date.fromisoformat if name.endswith("_on") else None
    for name in _COLUMNS
)


def list_cards(ids: Sequence[int]) -> list[Card]:
    """Cards in the order of ``ids``, with one statement; those no longer shown are left out."""
    if not ids:
        return []
    # The ORM would build the same statement anew for every page, in several times the time it takes to run.
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, _COLUMNS))
    wanted = ", ".join(["%s"] * len(ids))
    table = quote(Document._meta.db_table)
    with connection.cursor() as cursor:
        # States are looked at here: asked for, SQLite would go through all the documents of each state.
        cursor.execute(f"SELECT {columns} FROM {table} WHERE id IN ({wanted})", ids)  # noqa: S608 - our names
        rows = map(_read_row, cursor.fetchall())
    found = {row[0]: _build_card(row) for row in rows if row[_STATE] in SHOWN}
    return [found[pk] for pk in ids if pk in found]


def _read_row(row: Sequence[Any]) -> tuple[Any, ...]:
    """The values as Python has them: a database may keep lists and dates as text."""
    return tuple(
        read(value) if read and isinstance(value, str) else value
        for read, value in zip(_READERS, row, strict=True)
    )


def _build_card(row: tuple[Any, ...]) -> Card:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    values[6] = values[6][:_CARD_ABSTRACT]
    return Card(*values)


def find_document(pk: int) -> Document | None:
    """A document whatever its state; None when unknown.

    Its series is read when it is asked for: to join it, and the one that a document was merged into, costs
    every page more than a second statement costs the few that have one.
    """
    return Document.objects.filter(pk=pk).first()


def list_files(document: Document) -> list[DocumentFile]:
    """In the order of the source."""
    return list(document.files.order_by("rank"))


def list_identifiers(document: Document) -> list[Identifier]:
    """Those given by sources: ark, doi, datagouv, isbn, issn."""
    return list(
        document.identifiers.exclude(scheme__in=("url", "title", "edition")).order_by("scheme", "value")
    )


def list_vintages(series: Document) -> list[Card]:
    """The issues of a series, the latest first; those without a date last."""
    rows = Document.objects.filter(series=series, state__in=SHOWN).values_list(*_COLUMNS)
    cards = map(_build_card, rows.order_by("-published_on", "-pk"))
    return sorted(cards, key=lambda one: one.published_on or date.min, reverse=True)


def count_vintages(ids: Collection[int]) -> dict[int, int]:
    """How many issues each series of these has; those that have none are left out."""
    shown = Q(vintages__state__in=SHOWN)
    rows = Document.objects.filter(pk__in=ids).annotate(found=Count("vintages", filter=shown))
    return {pk: found for pk, found in rows.values_list("pk", "found") if found}


def list_changes(document: Document, limit: int = 50) -> list[Change]:
    """What happened to it, the latest first."""
    return list(document.changes.order_by("-at", "-pk")[:limit])


def get_revision() -> int:
    """The latest revision; 0 while nothing was ever written."""
    return Clock.objects.values_list("revision", flat=True).filter(pk=1).first() or 0


def count_shown() -> int:
    """Documents that readers can open."""
    return Document.objects.filter(state__in=SHOWN).count()


def iter_changed(after: int, *, batch: int = 1000) -> Iterator[list[Document]]:
    """Documents above a revision, by revision, in batches: what an index must read again.

    Those hidden or merged are among them, for the index to forget. Nothing is ever deleted.
    """
    while True:
        rows = list(Document.objects.filter(revision__gt=after).order_by("revision", "pk")[:batch])
        if not rows:
            return
        last = rows[-1].revision
        seen = {row.pk for row in rows if row.revision == last}
        # One act may give one revision to many rows: take them all before moving on.
        rows += Document.objects.filter(revision=last).exclude(pk__in=seen).order_by("pk")
        yield rows
        after = last
