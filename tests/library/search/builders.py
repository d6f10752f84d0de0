"""Documents of tests, with what a question looks at and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portal.library.kinds import DatePrecision
from portal.library.models import Clock, Document, build_slug

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_numbers = count(1)


def take_number() -> int:
    """The next revision, as a write of the library takes it."""
    clock, _ = Clock.objects.get_or_create(pk=1)
    clock.revision += 1
    clock.save()
    return clock.revision


def publish(title: str, *, published: str = "", **fields: Any) -> Document:
    """A document online. ``published`` is an ISO day; the other fields are those of ``Document``."""
    day = date.fromisoformat(published) if published else None
    return Document.objects.create(
        title=title,
        slug=build_slug(title),
        url=f"https://example.org/{next(_numbers)}",
        published_on=day,
        published_precision=DatePrecision.DAY if day else "",
        created_at=NOW,
        updated_at=NOW,
        revision=take_number(),
        **{"kind": "publication", **fields},
    )


def touch(document: Document, **changes: Any) -> None:
    """Change a document as a write of the library does."""
    for name, value in changes.items():
        setattr(document, name, value)
    document.revision = take_number()
    document.save()
