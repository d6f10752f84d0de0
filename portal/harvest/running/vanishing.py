"""What a source no longer gives: archived after days of grace, and never on a doubt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from portal.harvest.models import Record
from portal.harvest.sources import Source
from portal.kernel.french.dates import format_date
from portal.kernel.french.numbers import format_count, format_number
from portal.library.actions.archiving import archive_document, release_document

_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Census:
    """Records of a source after a whole walk. ``before``: at the last whole one."""

    seen: int
    before: int | None
    announced: int | None


def count_records(source: Source, since: datetime, before: int | None, announced: int | None) -> Census:
    """``since``: when the walk began."""
    return Census(
        seen=Record.objects.filter(source=source.slug, last_seen_at__gte=since).count(),
        before=before,
        announced=announced,
    )


def find_doubt(source: Source, census: Census) -> str:
    """Why nothing may be archived after a walk, in French; empty when all is as usual."""
    expect = source.expect
    given = f"que {format_count(census.seen, 'notice')}" if census.seen else "aucune notice utilisable"
    if census.seen < expect.least:
        return (
            f"La source n’a donné {given}, alors que sa fiche en attend au moins"
            f" {format_number(expect.least)}. Rien n’a été archivé."
        )
    usual = census.before or 0
    if census.seen < expect.share * usual:
        return (
            f"La source n’a donné {given}, contre {format_number(usual)} au dernier passage complet."
            " Rien n’a été archivé : vérifiez la source, puis relancez la moisson avec"
            " --accept-fewer si ce retrait est voulu."
        )
    if census.announced is not None and census.seen < expect.share * census.announced:
        return (
            f"La source annonce {format_count(census.announced, 'notice')} et n’en a donné que"
            f" {format_number(census.seen)} d’utilisables. Rien n’a été archivé."
        )
    return ""


def archive_missing(source: Source, walk_started_at: datetime, now: datetime) -> int:
    """After a whole walk: note what it did not see, archive what has been missing for the days of grace."""
    rows = Record.objects.filter(source=source.slug, archived_at=None, last_seen_at__lt=walk_started_at)
    rows.filter(missing_since=None).update(missing_since=now)
    due = rows.filter(missing_since__lte=now - timedelta(days=source.grace_days))
    count = 0
    while batch := list(due.select_related("document")[:_BATCH]):
        for record in batch:
            day = format_date((record.missing_since or now).date())
            words = f"La source « {source.title} » ne liste plus ce document depuis le {day}."
            count += _archive(record, words, now)
    return count


def archive_withdrawn(source: Source, remote_ids: Collection[str], now: datetime) -> int:
    """What the source itself says it withdrew."""
    words = f"La source « {source.title} » a retiré ce document."
    rows = Record.objects.filter(source=source.slug, archived_at=None, remote_id__in=remote_ids)
    return sum(_archive(record, words, now) for record in rows.select_related("document"))


def find_withdrawal_doubt(source: Source, remote_ids: Collection[str]) -> str:
    """Why a source is not believed when it says that it withdrew these; empty when it is."""
    rows = Record.objects.filter(source=source.slug, archived_at=None)
    known = rows.count()
    gone = rows.filter(remote_id__in=remote_ids).count()
    if gone <= (1 - source.expect.share) * known:
        return ""
    return (
        f"La source dit avoir retiré {format_number(gone)} de ses {format_count(known, 'notice')} d’un coup :"
        " rien n’a été archivé. Vérifiez-la, puis relancez la moisson avec --accept-fewer si ce retrait est"
        " voulu."
    )


def _archive(record: Record, words: str, now: datetime) -> int:
    """Archive the document of a record, unless another record still describes it. One: it was archived."""
    with transaction.atomic():
        document = record.document
        while document.merged_into is not None:
            document = document.merged_into
        others = Record.objects.filter(document_id=document.pk, archived_at=None).exclude(pk=record.pk)
        is_archived = False
        if others.exists():
            release_document(document, source=record.source, remote_id=record.remote_id, now=now)
        else:
            is_archived = archive_document(document, words=words, source=record.source, now=now)
        record.missing_since, record.archived_at = record.missing_since or now, now
        record.save(update_fields=["missing_since", "archived_at"])
    return int(is_archived)
