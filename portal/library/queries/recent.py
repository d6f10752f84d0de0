"""When documents came into the library, and where all of them are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.library.addresses import LIBRARY_PATH
from portal.library.models import Document
from portal.library.queries.documents import SHOWN


def list_added(ids: Collection[int]) -> dict[int, datetime]:
    """When each of these documents was added here: not when it was published."""
    return dict(Document.objects.filter(pk__in=ids).values_list("pk", "created_at")) if ids else {}


def list_addresses(first: int, limit: int) -> list[tuple[str, datetime | None]]:
    """Paths of documents by number, from the ``first`` on (0 is the first), with when each last changed."""
    rows = Document.objects.filter(state__in=SHOWN).order_by("pk")[first : first + limit]
    return [
        (f"{LIBRARY_PATH}/{pk}-{slug}", changed_at)
        for pk, slug, changed_at in rows.values_list("pk", "slug", "updated_at")
    ]
