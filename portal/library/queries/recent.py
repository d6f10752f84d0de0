"""When documents came into the library."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.library.models import Document


def list_added(ids: Collection[int]) -> dict[int, datetime]:
    """When each of these documents was added here: not when it was published."""
    return dict(Document.objects.filter(pk__in=ids).values_list("pk", "created_at")) if ids else {}
