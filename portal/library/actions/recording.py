"""A resource that a source describes becomes a document, or brings one up to date.

What an agent corrected stays; what an agent took offline stays offline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from django.db import transaction

from portal.library.actions.locking import lock_document
from portal.library.actions.revising import take_revision
from portal.library.actions.twins import TITLE, Twins, find_twins, list_identifiers
from portal.library.description import FIELDS, Description
from portal.library.kinds import DocumentState
from portal.library.models import (
    Change,
    Document,
    DocumentFile,
    Identifier,
    Organization,
    Pair,
    build_slug,
)
from portal.library.naming import build_title_key
from portal.library.provenance import EVERY, HARVESTED, INFERRED, SERIES, is_locked, is_owned

Outcome = Literal["created", "updated", "unchanged", "returned"]
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], ())
_SILENT: Final = frozenset({"text"})
"""Fields whose change is not worth a copy in the history."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The document that a record became; ``possible_twins``: documents that may be the same one."""

    document_id: int
    outcome: Outcome
    possible_twins: tuple[int, ...] = ()


def record_description(
    description: Description,
    *,
    source: str,
    remote_id: str,
    document: Document | None,
    now: datetime,
    is_new: bool = False,
) -> Recorded:
    """Write what a record says. ``document``: the one that this record became before, if any.

    Without it, the document that has the same identifier is taken; it then receives only what it lacks.
    ``is_new``: the caller knows that no document has any of its names (``twins.list_taken``).
    """
    with transaction.atomic():
        twins = Twins()
        if document is None and not is_new:
            twins = find_twins(description)
            document = twins.same
        elif document is not None and document.merged_into is not None:
            document = document.merged_into
        if document is not None:
            lock_document(document)
        if document is None:
            document = _create(description, source, remote_id, now)
            _notice_pairs(document, twins, now)
            return Recorded(document.pk, "created", tuple(pk for pk, _ in twins.possible))
        return Recorded(document.pk, _update(document, description, source, remote_id, now))


def _create(description: Description, source: str, remote_id: str, now: datetime) -> Document:
    document = Document(
        slug=build_slug(description.title),
        sources=[source] if source else [],
        provenance=_build_provenance(description, source, remote_id, now),
        created_at=now,
        updated_at=now,
        revision=take_revision(),
        series=_find_series(description, now),
        **{field: _store(getattr(description, field)) for field in FIELDS},
    )
    document.save(force_insert=True)
    if description.files:
        _write_files(document, description)
    _write_identifiers(document, list_identifiers(description))
    _write_organizations(description)
    Change.objects.create(document=document, at=now, act=Change.Act.CREATED, source=source)
    return document


def _update(
    document: Document, description: Description, source: str, remote_id: str, now: datetime
) -> Outcome:
    had = {"harvested": document.harvested, "provenance": document.provenance}
    document.harvested, document.provenance = dict(document.harvested), dict(document.provenance)
    _adopt(document, source, remote_id, now)
    changes = _merge_fields(document, description, source, remote_id, now)
    is_owner = is_owned(document.provenance, "url", source, remote_id)
    if is_owner and _write_files(document, description):
        changes["files"] = [None, None]
    series = _find_series(description, now) if description.series and document.series_id is None else None
    if series is not None and series.pk != document.pk:
        changes["series"], document.series = [None, series.pk], series
    if source not in document.sources:
        changes["sources"] = [document.sources, [*document.sources, source]]
        document.sources = [*document.sources, source]
    has_returned = document.state == DocumentState.ARCHIVED
    if has_returned:
        document.state, document.archived_words = DocumentState.PUBLISHED, ""
    is_kept = had == {"harvested": document.harvested, "provenance": document.provenance}
    if not changes and not has_returned and is_kept:
        return "unchanged"
    document.updated_at, document.revision = now, take_revision()
    document.save()
    _write_identifiers(document, list_identifiers(description))
    _write_organizations(description)
    act = Change.Act.RETURNED if has_returned else Change.Act.UPDATED
    told = {field: pair for field, pair in changes.items() if field not in _SILENT}
    Change.objects.create(document=document, at=now, act=act, source=source, fields=told)
    return "returned" if has_returned else "updated"


def _merge_fields(
    document: Document, description: Description, source: str, remote_id: str, now: datetime
) -> dict[str, list[Any]]:
    """Put in the document what this record may write; field → [before, after] of what changed."""
    changes: dict[str, list[Any]] = {}
    for field in FIELDS:
        before, after = getattr(document, field), _store(getattr(description, field))
        if is_locked(document.provenance, field):
            if is_owned(_without(document.provenance, field), field, source, remote_id):
                document.harvested[field] = _serialise(after)
            continue
        is_ours = is_owned(document.provenance, field, source, remote_id)
        if not is_ours and (before not in _EMPTY or after in _EMPTY):
            continue
        if is_ours:
            _set_inferred(document.provenance, field, is_inferred=field in description.inferred)
        else:
            origin = INFERRED if field in description.inferred else HARVESTED
            document.provenance[field] = {
                "origin": origin, "source": source, "record": remote_id, "at": now.isoformat(),
            }  # fmt: skip
        if before != after:
            changes[field] = [_serialise(before), _serialise(after)]
            setattr(document, field, after)
    return changes


def _adopt(document: Document, source: str, remote_id: str, now: datetime) -> None:
    """A series made to hold its vintages, or a document that its record left, is now of this record."""
    whole = document.provenance.get(EVERY, {})
    if whole.get("origin") == SERIES or not whole.get("record"):
        document.provenance[EVERY] = {
            "origin": HARVESTED, "source": source, "record": remote_id, "at": now.isoformat(),
        }  # fmt: skip


def _set_inferred(provenance: dict[str, Any], field: str, *, is_inferred: bool) -> None:
    if is_inferred:
        provenance[field] = {"origin": INFERRED}
    else:
        provenance.pop(field, None)


def _build_provenance(description: Description, source: str, remote_id: str, now: datetime) -> dict[str, Any]:
    whole = {"origin": HARVESTED, "source": source, "record": remote_id, "at": now.isoformat()}
    inferred: dict[str, Any] = {name: {"origin": INFERRED} for name in FIELDS if name in description.inferred}
    return {EVERY: whole, **inferred}


def _without(provenance: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: entry for name, entry in provenance.items() if name != field}


def _store(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _serialise(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _write_files(document: Document, description: Description) -> bool:
    """Whether the files differ from what was there."""
    wanted = [(one.url, one.title, one.format, one.size_bytes, one.modified_on) for one in description.files]
    present = list(
        document.files.values_list("url", "title", "format", "size_bytes", "modified_on").order_by("rank")
    ) if document.provenance and document.pk else []  # fmt: skip
    if wanted == present:
        return False
    document.files.all().delete()
    names = ("url", "title", "format", "size_bytes", "modified_on")
    DocumentFile.objects.bulk_create(
        DocumentFile(document=document, rank=rank, **dict(zip(names, one, strict=True)))
        for rank, one in enumerate(wanted)
    )
    return True


def _write_identifiers(document: Document, named: list[tuple[str, str]]) -> None:
    rows = [Identifier(document=document, scheme=scheme, value=value) for scheme, value in named]
    Identifier.objects.bulk_create(rows, ignore_conflicts=True)


def _write_organizations(description: Description) -> None:
    rows = [Organization(slug=slug, name=name) for slug, name in description.organizations]
    if rows:
        Organization.objects.bulk_create(rows, ignore_conflicts=True)


def _find_series(description: Description, now: datetime) -> Document | None:
    """The document that holds the vintages, made when it is missing."""
    if not description.series:
        return None
    value = build_title_key(description.series, description.producers)
    named = Identifier.objects.filter(scheme=TITLE, value=value, document__series=None)
    found = named.select_related("document").order_by("document_id").first()
    if found is not None:
        return found.document
    series = Document.objects.create(
        kind=description.kind,
        title=description.series,
        slug=build_slug(description.series),
        url=description.series_url or description.url,
        producers=list(description.producers),
        subjects=list(description.subjects),
        levels=list(description.levels),
        language=description.language,
        provenance={EVERY: {"origin": SERIES, "at": now.isoformat()}},
        created_at=now,
        updated_at=now,
        revision=take_revision(),
    )
    # Not its address: the page of a source is not that of each of its series.
    _write_identifiers(series, [(TITLE, value)])
    return series


def _notice_pairs(document: Document, twins: Twins, now: datetime) -> None:
    Pair.objects.bulk_create(
        (Pair(first_id=pk, second=document, reason=reason, noticed_at=now) for pk, reason in twins.possible),
        ignore_conflicts=True,
    )
