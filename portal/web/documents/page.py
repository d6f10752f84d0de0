"""``/bibliotheque/<id>-<slug>``: all that is known of a document, and where each piece of it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from portal.kernel.french import format_bytes, format_count, format_date, typeset
from portal.library.briefs import Brief, build_briefs, write_producers
from portal.library.kinds import DocumentKind, DocumentState
from portal.library.links.reading import Mark, describe_link, list_dead_files
from portal.library.models import Document, DocumentFile, Identifier
from portal.library.queries.documents import Card, list_cards, list_files, list_identifiers, list_vintages
from portal.library.search.related import find_related
from portal.library.words import name_foreign, word_moment
from portal.web.documents.asked import API_PATH
from portal.web.documents.cards import cut_text
from portal.web.documents.citing import build_reference, write_sentence
from portal.web.documents.facts import list_facts
from portal.web.documents.indicators import list_indicators
from portal.web.documents.origins import write_origins
from portal.web.documents.structured import build_structured, list_meta

RELATED: Final = 5
_VINTAGES_SEEN: Final = 12
_DESCRIPTION: Final = 300


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file to take: ``details`` are « CSV », « 2,6 Mo », « mis à jour le 3 mars 2026 »."""

    title: str
    url: str
    details: str
    is_dead: bool


@dataclass(frozen=True, slots=True)
class Vintage:
    """One issue of a series: ``moment`` is its date in words."""

    title: str
    path: str
    moment: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Series:
    """The issues of a publication, the latest first, under the address that never changes.

    ``title`` and ``path`` are empty on the page of the series itself. ``older`` and ``newer``: the issues
    beside the one shown, None at an end.
    """

    title: str
    path: str
    seen: tuple[Vintage, ...]
    folded: tuple[Vintage, ...]
    older: Vintage | None = None
    newer: Vintage | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the database and the index know around a document."""

    document: Document
    files: tuple[DocumentFile, ...]
    identifiers: tuple[Identifier, ...]
    vintages: tuple[Card, ...]
    related: tuple[Card, ...]
    mark: Mark
    dead_files: frozenset[str]


def gather(document: Document) -> Gathered:
    """Six statements at most, whatever the document."""
    files = tuple(list_files(document))
    return Gathered(
        document=document,
        files=files,
        identifiers=tuple(list_identifiers(document)),
        vintages=tuple(list_vintages(document.series or document)),
        related=tuple(list_cards(find_related(document.pk, RELATED))),
        mark=describe_link(document.pk),
        dead_files=list_dead_files(document.pk) if files else frozenset(),
    )


def present_document(document: Document) -> dict[str, Any]:
    """Everything the template places."""
    found = gather(document)
    reference = build_reference(document)
    facts = list_facts(document, found.identifiers)
    title = typeset(document.title)
    paragraphs = [typeset(line) for line in document.abstract.splitlines() if line.strip()]
    return {
        "title": title,
        "language": name_foreign(document.language),
        "is_series": bool(found.vintages) and document.series is None,
        "path": document.path,
        "api": f"{API_PATH}/{document.pk}",
        "kicker": [fact.text for fact in facts if fact.is_first] + list(_list_moments(document)),
        "description": typeset(cut_text(document.abstract, _DESCRIPTION)) or f"{title}.",
        "paragraphs": paragraphs,
        "facts": facts,
        "url": document.url,
        "host": find_host(document.url),
        "mark": found.mark,
        "archived": _explain_archive(document),
        "files": [build_file(one, found.dead_files) for one in found.files],
        "files_title": _count_files(document, found.files),
        "series": build_series(document, found.vintages),
        "related": build_related(found),
        # A platform is of every theme: figures beside it would say nothing of it.
        "indicators": [] if document.kind == DocumentKind.PLATFORM else list_indicators(document.subjects),
        "origins": list(write_origins(document)),
        "citation": write_sentence(reference),
        "meta": list(list_meta(document)),
        "structured": build_structured(document, found.files, found.identifiers),
    }


def find_host(url: str) -> str:
    """« insee.fr »: where a link leads."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _list_moments(document: Document) -> Iterator[str]:
    producers = write_producers(document.producers, document.publisher_words)
    moment = word_moment(document.published_on, document.published_precision)
    yield from filter(None, (producers, moment))


def _count_files(document: Document, files: Sequence[DocumentFile]) -> str:
    """« 3 fichiers »; a platform has other addresses, which are pages."""
    if document.kind == DocumentKind.PLATFORM:
        return "Autre adresse" if len(files) == 1 else "Autres adresses"
    return format_count(len(files), "fichier", "fichiers")


def _explain_archive(document: Document) -> str:
    """Why an archived document is; empty for any other."""
    if document.state != DocumentState.ARCHIVED:
        return ""
    return typeset(document.archived_words) or "Sa source ne le donne plus."


def build_file(file: DocumentFile, dead: frozenset[str]) -> FileLine:
    """A file in words; its last part of address when it has no title."""
    details = [file.format.upper()] if file.format else []
    details += [format_bytes(file.size_bytes)] if file.size_bytes else []
    details += [f"mis à jour le {format_date(file.modified_on)}"] if file.modified_on else []
    name = file.title or urlsplit(file.url).path.rsplit("/", 1)[-1] or find_host(file.url)
    return FileLine(typeset(name), file.url, ", ".join(details), file.url in dead)


def build_series(document: Document, cards: Sequence[Card]) -> Series | None:
    """The issues around a document; None for one that is no issue and has none."""
    if not cards:
        return None
    lines = [
        Vintage(
            typeset(card.title),
            card.path,
            word_moment(card.published_on, card.published_precision),
            card.id == document.pk,
        )
        for card in cards
    ]
    parent = document.series
    # Nothing is before or after an issue without a date: such issues are listed last.
    dated = [line for line in lines if line.moment]
    here = next((rank for rank, line in enumerate(dated) if line.is_here), None)
    return Series(
        title=typeset(parent.title) if parent else "",
        path=parent.path if parent and parent.is_shown else "",
        seen=tuple(lines[:_VINTAGES_SEEN]),
        folded=tuple(lines[_VINTAGES_SEEN:]),
        older=dated[here + 1] if here is not None and here + 1 < len(dated) else None,
        newer=dated[here - 1] if here else None,
    )


def build_related(found: Gathered) -> tuple[Brief, ...]:
    """Documents alike, without those of its own series, which are listed apart."""
    apart = {card.id for card in found.vintages} | {found.document.pk}
    return build_briefs(card for card in found.related if card.id not in apart)
