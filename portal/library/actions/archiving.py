"""What its source no longer lists: kept at its address, with a mark, until it comes back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.library.actions.locking import lock_document
from portal.library.actions.revising import take_revision
from portal.library.kinds import DocumentState
from portal.library.models import Change, Document
from portal.library.provenance import EVERY


def archive_document(document: Document, *, words: str, source: str, now: datetime) -> bool:
    """Mark a document as withdrawn by its last source; ``words``: in French, why. False when it already
    was, or when an agent decided otherwise."""
    with transaction.atomic():
        lock_document(document)
        if document.state != DocumentState.PUBLISHED:
            return False
        document.state, document.archived_words = DocumentState.ARCHIVED, words
        document.updated_at, document.revision = now, take_revision()
        document.save(update_fields=["state", "archived_words", "updated_at", "revision"])
        Change.objects.create(document=document, at=now, act=Change.Act.ARCHIVED, source=source)
    return True


def release_document(document: Document, *, source: str, remote_id: str, now: datetime) -> None:
    """A record has gone while another still describes the document: that one may now write all of it."""
    with transaction.atomic():
        lock_document(document)
        provenance = {field: dict(entry) for field, entry in document.provenance.items()}
        for entry in provenance.values():
            if (entry.get("source"), entry.get("record")) == (source, remote_id):
                entry["source"] = entry["record"] = ""
        provenance.setdefault(EVERY, {})
        document.provenance, document.updated_at = provenance, now
        document.save(update_fields=["provenance", "updated_at"])
