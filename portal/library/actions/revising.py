"""The counter by which every node knows what changed since it last looked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import transaction
from django.db.models import F

from portal.library.models import Clock, Document

_ONLY: Final = 1
_shared: ContextVar[int | None] = ContextVar("shared_revision", default=None)


def take_revision() -> int:
    """The next revision, above all others. Call it inside the transaction that writes: the row stays locked
    until its end, so that revisions appear to readers in their order, and none is overtaken.

    Raises TransactionManagementError outside a transaction.
    """
    shared = _shared.get()
    if shared is not None:
        return shared
    if not Clock.objects.filter(pk=_ONLY).update(revision=F("revision") + 1):
        Clock.objects.get_or_create(pk=_ONLY)
        Clock.objects.filter(pk=_ONLY).update(revision=F("revision") + 1)
    return int(Clock.objects.select_for_update().values_list("revision", flat=True).get(pk=_ONLY))


def hold_clock() -> None:
    """Hold the counter before any document, as harvests do: on a database that locks rows, two writers who
    took them in opposite orders would wait for each other, and one of them would fail."""
    if _shared.get() is None:
        list(Clock.objects.select_for_update().filter(pk=_ONLY))


@contextmanager
def share_revision() -> Iterator[None]:
    """Give one revision to all that is written in the block, which must be inside one transaction: readers
    see it whole."""
    token = _shared.set(take_revision())
    try:
        yield
    finally:
        _shared.reset(token)


def touch_documents(ids: Collection[int]) -> None:
    """Say that something the index reads of these documents has changed: the state of their links."""
    if not ids:
        return
    with transaction.atomic():
        revision = take_revision()
        Document.objects.filter(pk__in=ids).update(revision=revision)
