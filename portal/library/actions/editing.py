"""What agents do to documents: each act is signed, dated, kept in the history, and wins over harvests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.library.actions.locking import lock_document
from portal.library.actions.revising import take_revision
from portal.library.description import FIELDS
from portal.library.kinds import DocumentState
from portal.library.models import Change, Document, Identifier, Pair, build_slug
from portal.library.provenance import EDITED, EVERY

_EDITABLE = frozenset(FIELDS) | {"weight"}


class EditError(ValueError):
    """An act that cannot be done; the message, in French, says why and what can."""


def create_document(*, fields: Mapping[str, Any], by: str, now: datetime) -> Document:
    """A document that no source gives: all of it is the agent's."""
    _ensure_known(fields)
    with transaction.atomic():
        document = Document.objects.create(
            slug=build_slug(str(fields["title"])),
            provenance={EVERY: {"origin": EDITED, "by": by, "at": now.isoformat()}}
            | {field: _sign(by, now) for field in fields if field in FIELDS},
            created_at=now,
            updated_at=now,
            revision=take_revision(),
            **fields,
        )
        Change.objects.create(document=document, at=now, act=Change.Act.CREATED, by=by)
    return document


def edit_document(document: Document, *, changes: Mapping[str, Any], by: str, now: datetime) -> bool:
    """Correct some fields; no harvest writes them any more. False when nothing differs.

    The address of the page keeps its number; its words follow the title.
    """
    _ensure_known(changes)
    with transaction.atomic():
        lock_document(document)
        return _edit(document, changes, by, now)


def _edit(document: Document, changes: Mapping[str, Any], by: str, now: datetime) -> bool:
    told = {}
    provenance, harvested = dict(document.provenance), dict(document.harvested)
    for field, after in changes.items():
        before = getattr(document, field)
        if before == after:
            continue
        told[field] = [_serialise(before), _serialise(after)]
        if field in FIELDS:
            harvested.setdefault(field, _serialise(before))
            provenance[field] = {**_owner(provenance, field), **_sign(by, now)}
        setattr(document, field, after)
    if not told:
        return False
    document.provenance, document.harvested = provenance, harvested
    document.slug = build_slug(document.title)
    _save(document, Change.Act.EDITED, by=by, now=now, fields=told)
    return True


def release_field(document: Document, field: str, *, by: str, now: datetime) -> None:
    """Give a field back to the harvest: it takes the last value of its source. Raises EditError."""
    with transaction.atomic():
        lock_document(document)
        _release(document, field, by, now)


def _release(document: Document, field: str, by: str, now: datetime) -> None:
    entry = document.provenance.get(field, {})
    if entry.get("origin") != EDITED:
        raise EditError(f"« {field} » n’a pas été corrigé : il suit déjà sa source.")
    if field not in document.harvested:
        raise EditError(f"Aucune source n’a donné de valeur à « {field} » : modifiez-le plutôt.")
    before = getattr(document, field)
    after = document.harvested[field]
    provenance = {name: one for name, one in document.provenance.items() if name != field}
    if entry.get("source"):
        provenance[field] = {
            "origin": "harvested",
            "source": entry["source"],
            "record": entry.get("record", ""),
        }
    document.provenance = provenance
    document.harvested = {name: value for name, value in document.harvested.items() if name != field}
    setattr(document, field, _read(field, after))
    document.slug = build_slug(document.title)
    _save(document, Change.Act.RELEASED, by=by, now=now, fields={field: [_serialise(before), after]})


def hide_document(document: Document, *, by: str, now: datetime) -> None:
    """Take a document offline, whatever its sources say later."""
    _move(document, DocumentState.HIDDEN, Change.Act.HIDDEN, by=by, now=now)


def show_document(document: Document, *, by: str, now: datetime) -> None:
    """Put a hidden or archived document back online."""
    _move(document, DocumentState.PUBLISHED, Change.Act.SHOWN, by=by, now=now)


def attach_to_series(document: Document, *, series: Document | None, by: str, now: datetime) -> None:
    """File a document as a vintage of another, or of none. Raises EditError for a loop or a second floor."""
    with transaction.atomic():
        _lock_both(document, series) if series is not None else lock_document(document)
        if series is not None and (series.pk == document.pk or series.series_id is not None):
            raise EditError("Une série ne peut être ni elle-même ni un millésime d’une autre série.")
        if series is not None and document.vintages.exists():
            raise EditError("Ce document a lui-même des millésimes : rattachez-les d’abord à la série.")
        before, document.series = document.series_id, series
        told = {"series": [before, series.pk if series else None]}
        _save(document, Change.Act.EDITED, by=by, now=now, fields=told)


def merge_documents(kept: Document, merged: Document, *, by: str, now: datetime) -> None:
    """Make one of two: ``kept`` receives what it lacks, ``merged`` redirects to it. Raises EditError."""
    if kept.pk == merged.pk:
        raise EditError("Un document ne se fusionne pas avec lui-même.")
    with transaction.atomic():
        _lock_both(kept, merged)
        if DocumentState.MERGED in {kept.state, merged.state}:
            raise EditError("L’un des deux est déjà fusionné : prenez le document qui répond à son adresse.")
        for field in FIELDS:
            if getattr(kept, field) in (None, "", []):
                setattr(kept, field, getattr(merged, field))
        kept.sources = list(dict.fromkeys([*kept.sources, *merged.sources]))
        rows = merged.identifiers.values_list("scheme", "value")
        Identifier.objects.bulk_create(
            [Identifier(document=kept, scheme=scheme, value=value) for scheme, value in rows],
            ignore_conflicts=True,
        )
        merged.vintages.update(series=kept)
        merged.merged.update(merged_into=kept)
        merged.merged_into, merged.state = kept, DocumentState.MERGED
        _save(kept, Change.Act.MERGED, by=by, now=now, fields={"merged": [None, merged.pk]})
        _save(merged, Change.Act.MERGED, by=by, now=now, fields={"merged_into": [None, kept.pk]})


def answer_pair(pair: Pair, *, verdict: str, by: str, now: datetime) -> None:
    """Say whether two documents are one; if so the older keeps its address. Raises EditError."""
    with transaction.atomic():
        waiting = Pair.objects.select_for_update().filter(pk=pair.pk, verdict=Pair.Verdict.WAITING)
        if not waiting.exists():
            raise EditError("Un autre agent vient de répondre : rechargez la page.")
        pair.verdict, pair.by, pair.answered_at = verdict, by, now
        pair.save()
        # Either may have been merged since the pair was noticed: what is said of it is said of its heir.
        first, second = _find_heir(pair.first_id), _find_heir(pair.second_id)
        if verdict == Pair.Verdict.SAME and first.pk != second.pk:
            kept, merged = sorted((first, second), key=lambda document: document.pk)
            merge_documents(kept, merged, by=by, now=now)


def _find_heir(number: int) -> Document:
    """The document itself, or the one that it was merged into; a merger is never two floors high."""
    document = Document.objects.select_related("merged_into").get(pk=number)
    return document.merged_into or document


def _move(document: Document, state: DocumentState, act: str, *, by: str, now: datetime) -> None:
    with transaction.atomic():
        lock_document(document)
        if document.state == DocumentState.MERGED:
            raise EditError(
                "Ce document est fusionné avec un autre : agissez sur celui qui répond à son adresse."
            )
        if document.state == state:
            return
        document.state, document.archived_words = state, ""
        _save(document, act, by=by, now=now, fields={})


def _lock_both(one: Document, other: Document) -> None:
    """In the order of their numbers, so that two agents never wait for each other."""
    for document in sorted((one, other), key=lambda document: document.pk):
        lock_document(document)


def _save(document: Document, act: str, *, by: str, now: datetime, fields: Mapping[str, Any]) -> None:
    with transaction.atomic():
        document.updated_at, document.revision = now, take_revision()
        document.save()
        Change.objects.create(document=document, at=now, act=act, by=by, fields=dict(fields))


def _ensure_known(fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - _EDITABLE
    if unknown:
        raise EditError(f"Champs inconnus : {', '.join(sorted(unknown))}.")


def _owner(provenance: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Which record gave the value before: it goes on telling what the source says."""
    entry = provenance.get(field, {})
    return {name: entry[name] for name in ("source", "record") if name in entry}


def _sign(by: str, now: datetime) -> dict[str, str]:
    return {"origin": EDITED, "by": by, "at": now.isoformat()}


def _serialise(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(field: str, value: Any) -> Any:
    """The value of a column from its form in JSON."""
    is_day = field in {"published_on", "modified_on"} and value
    return date.fromisoformat(value) if is_day else value
