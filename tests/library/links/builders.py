"""Documents that send readers to addresses, for the tests of links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from portal.library.actions.revising import take_revision
from portal.library.links.models import Link
from portal.library.links.registering import register_links
from portal.library.models import Document, DocumentFile

NOW = datetime(2026, 11, 2, 21, 0, tzinfo=UTC)
"""A Monday, at ten in the evening in Paris."""


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def make_document(url: str, *files: str, **fields: Any) -> Document:
    """A published document at an address, with its files."""
    with transaction.atomic():
        document = Document.objects.create(
            **{
                "kind": "publication",
                "title": f"Les finances vues de {url[:60]}",
                "slug": "finances",
                "url": url,
                "created_at": NOW,
                "updated_at": NOW,
                "revision": take_revision(),
                **fields,
            }
        )
        for rank, address in enumerate(files):
            DocumentFile.objects.create(document=document, rank=rank, url=address)
    return document


def make_link(url: str = "http://site.example/a", now: datetime = NOW, **fields: Any) -> Link:
    """The link of a new document."""
    make_document(url, **fields)
    register_links(now=now)
    return Link.objects.get(url=url)
