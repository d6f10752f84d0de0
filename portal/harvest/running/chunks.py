"""Some records of a page, in one transaction; each fails alone."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeGuard

from django.db import InterfaceError, OperationalError
from django.db.models import F

from portal.harvest.models import Record, Run, RunProblem
from portal.harvest.pages import Faulty
from portal.harvest.running.reading import Reading
from portal.library.actions.recording import record_description
from portal.library.actions.revising import share_revision
from portal.library.actions.twins import list_identifiers, list_taken
from portal.library.describing.describe import describe
from portal.library.description import Description
from portal.library.harvested import LONGEST_ID, Harvested
from portal.library.models import Document

logger = logging.getLogger(__name__)

CHUNK: Final = 100
MOST_PROBLEMS: Final = 500
"""Kept for one run; all are counted."""
_EXCERPT: Final = 300
_Level = RunProblem.Level


@dataclass(frozen=True, slots=True)
class Passage:
    """What the records of a run have in common."""

    source: str
    run: Run
    reading: Reading
    now: datetime


@dataclass
class Chunk:
    """Records being treated. ``counts``: by name of the counter of ``Run``."""

    passage: Passage
    page: int
    known: dict[str, Record]
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[RunProblem] = field(default_factory=list)
    touched: dict[str, str] = field(default_factory=dict)
    """Remote id → fingerprint, of those seen here."""
    created: list[Record] = field(default_factory=list)
    changed: list[Record] = field(default_factory=list)

    def report(self, level: RunProblem.Level, remote_id: str, message: str, excerpt: str = "") -> None:
        self.problems.append(
            RunProblem(
                run=self.passage.run,
                level=level,
                page=self.page,
                remote_id=_clean(remote_id)[:LONGEST_ID],
                message=_clean(message),
                excerpt=_clean(excerpt)[:_EXCERPT],
            )
        )

    def fail(self, remote_id: str, message: str, excerpt: str = "") -> None:
        self.counts["failed"] += 1
        self.report(_Level.FAILED, remote_id, message, excerpt)

    def skip(self, remote_id: str, message: str, excerpt: str = "") -> None:
        self.counts["skipped"] += 1
        self.report(_Level.SKIPPED, remote_id, message, excerpt)


def save_chunk(passage: Passage, page: int, records: Sequence[Harvested | Faulty]) -> Counter[str]:
    """Record what the source says of these; the counts, that are also added to the run.

    Call it inside the transaction that moves the cursor. Raises OperationalError and InterfaceError: the
    database, not a record, is at fault.
    """
    ids = {one.remote_id for one in records if one.remote_id and one.remote_id == _clean(one.remote_id)}
    rows = Record.objects.filter(source=passage.source, remote_id__in=ids)
    chunk = Chunk(passage, page, {row.remote_id: row for row in rows})
    pending = [one for one in records if _sort_out(one, chunk)]
    documents = _fetch_documents(chunk, pending)
    described = [(one, found) for one in pending if (found := _describe(chunk, one)) is not None]
    if described:
        names = _Names.read([found for _, found in described])
        with share_revision():
            for one, found in described:
                _record(chunk, one, found, documents, is_new=names.take(found))
    _write(chunk)
    return chunk.counts


def _sort_out(one: Harvested | Faulty, chunk: Chunk) -> TypeGuard[Harvested]:
    """Whether this record is to be described; what can be said of it without that is counted."""
    if isinstance(one, Faulty):
        chunk.fail(one.remote_id, one.message, one.excerpt)
        if one.remote_id in chunk.known:
            chunk.touched.setdefault(one.remote_id, "")
        return False
    wrong = _find_fault(one)
    if not one.remote_id:
        chunk.skip(
            "", "Cette notice n’a pas d’identifiant : rien ne permettrait de la reconnaître.", one.title
        )
        return False
    fingerprint = chunk.passage.reading.sign(one)
    known = chunk.known.get(one.remote_id)
    if one.remote_id in chunk.touched or (known and known.last_run == chunk.passage.run.pk):
        _count_again(chunk, one, fingerprint, known)
        return False
    chunk.touched[one.remote_id] = fingerprint
    if wrong:
        chunk.fail(one.remote_id, wrong, one.title or one.url)
        return False
    if known and known.fingerprint == fingerprint and known.archived_at is None:
        chunk.counts["unchanged"] += 1
        return False
    return True


def _find_fault(one: Harvested) -> str:
    """Why a record cannot become a document, in French; empty when it can."""
    if len(one.remote_id) > LONGEST_ID:
        return f"Son identifiant dépasse {LONGEST_ID} caractères."
    if one.remote_id != _clean(one.remote_id):
        return "Son identifiant contient des caractères qu’aucune base de données n’accepte."
    if not one.title.strip():
        return "Cette notice n’a pas de titre."
    if not one.url:
        return "Cette notice ne mène à aucune adresse : une adresse http ou https était attendue."
    return ""


def _count_again(chunk: Chunk, one: Harvested, fingerprint: str, known: Record | None) -> None:
    """The second time that an identifier comes in one run."""
    first = chunk.touched.get(one.remote_id) or (known.fingerprint if known else "")
    if first == fingerprint:
        chunk.skip(one.remote_id, "Notice donnée deux fois par la source, à l’identique.", one.title)
    else:
        chunk.fail(
            one.remote_id,
            "Deux notices différentes de cette source portent le même identifiant : la première est gardée.",
            one.title,
        )


def _fetch_documents(chunk: Chunk, pending: Iterable[Harvested]) -> dict[int, Document]:
    ids = {chunk.known[one.remote_id].document_id for one in pending if one.remote_id in chunk.known}
    return Document.objects.select_related("merged_into").in_bulk(ids) if ids else {}


@dataclass
class _Names:
    """Names that documents have, so that most new records are known to be new without a query each.
    None of them is trusted where a series may be made on the way."""

    taken: set[tuple[str, str]]
    is_known: bool

    @classmethod
    def read(cls, descriptions: Sequence[Description]) -> _Names:
        return cls(list_taken(descriptions), not any(one.series for one in descriptions))

    def take(self, description: Description) -> bool:
        """Whether no document had any of its names; this one has them from now on."""
        named = set(list_identifiers(description))
        is_new = self.is_known and self.taken.isdisjoint(named)
        self.taken |= named
        return is_new


def _describe(chunk: Chunk, one: Harvested) -> Description | None:
    reading = chunk.passage.reading
    try:
        return describe(one, reading.rules, reading.knowledge, chunk.passage.now)
    except Exception as error:
        _fail_unexpectedly(chunk, one, error)
        return None


def _fail_unexpectedly(chunk: Chunk, one: Harvested, error: Exception) -> None:
    logger.warning("%s %s", chunk.passage.source, one.remote_id, exc_info=error)
    message = f"Cette notice n’a pas pu être enregistrée ({type(error).__name__}) : {error}"[:1000]
    chunk.fail(one.remote_id, message, one.title)


def _record(
    chunk: Chunk, one: Harvested, description: Description, documents: dict[int, Document], *, is_new: bool
) -> None:
    passage, known = chunk.passage, chunk.known.get(one.remote_id)
    try:
        recorded = record_description(
            description,
            source=passage.source,
            remote_id=one.remote_id,
            document=documents.get(known.document_id) if known else None,
            now=passage.now,
            is_new=is_new and known is None,
        )
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _fail_unexpectedly(chunk, one, error)
        return
    chunk.counts[recorded.outcome] += 1
    for warning in description.warnings:
        chunk.report(_Level.WARNED, one.remote_id, warning, one.title)
    if known is None:
        known = Record(source=passage.source, remote_id=one.remote_id, first_seen_at=passage.now)
        chunk.created.append(known)
    else:
        chunk.changed.append(known)
    known.document_id, known.fingerprint = recorded.document_id, chunk.touched[one.remote_id]
    known.last_seen_at, known.last_run, known.archived_at = passage.now, passage.run.pk, None


def _write(chunk: Chunk) -> None:
    passage = chunk.passage
    Record.objects.bulk_create(chunk.created)
    Record.objects.bulk_update(chunk.changed, ["document", "fingerprint", "archived_at"])
    seen = [chunk.known[remote_id].pk for remote_id in chunk.touched if remote_id in chunk.known]
    if seen:
        Record.objects.filter(pk__in=seen).update(
            last_seen_at=passage.now, last_run=passage.run.pk, missing_since=None
        )
    if chunk.problems:
        room = MOST_PROBLEMS - RunProblem.objects.filter(run=passage.run).count()
        chunk.problems.sort(key=lambda problem: problem.level == _Level.WARNED)
        RunProblem.objects.bulk_create(chunk.problems[: max(0, room)])
    add_counts(passage.run, chunk.counts)


def add_counts(run: Run, counts: Counter[str]) -> None:
    """Add to the counters of a run, in the database; ``seen`` grows by their sum."""
    if counts:
        seen = sum(counts.values())
        Run.objects.filter(pk=run.pk).update(
            seen=F("seen") + seen, **{name: F(name) + count for name, count in counts.items()}
        )


def _clean(text: str) -> str:
    """What a database takes: PostgreSQL refuses NUL, and nobody takes half a surrogate."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")
