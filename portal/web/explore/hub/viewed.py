"""« Les plus consultés »: what was really opened these last thirty days, or nothing."""

from __future__ import annotations

import time
from datetime import date
from typing import Final

from django.conf import settings
from django.utils import timezone

from portal.audience.queries import list_most_viewed
from portal.stats.descriptors.catalogue import get_catalogue

PREFIX: Final = "indicator:"
DAYS: Final = 30
SHOWN: Final = 8
FEWEST: Final = 5
"""Under so many indicators, or so few readings of one, chance and the editors themselves would decide."""
FEWEST_VIEWS: Final = 20

_KEPT_S: Final = 600.0
_kept: dict[date, tuple[float, tuple[str, ...]]] = {}


def list_viewed() -> tuple[str, ...]:
    """Slugs, the most read first; empty until there is enough to tell. Asked at most every ten minutes."""
    if not settings.COUNT_VIEWS:
        return ()
    today, now = timezone.localdate(), time.monotonic()
    asked_at, slugs = _kept.get(today, (float("-inf"), ()))
    if now - asked_at > _KEPT_S:
        slugs = _read_viewed(today)
        _kept.clear()
        _kept[today] = (now, slugs)
    return slugs


def _read_viewed(today: date) -> tuple[str, ...]:
    public = {one.slug for one in get_catalogue().list_public_indicators()}
    rows = list_most_viewed(PREFIX, until=today, days=DAYS, limit=3 * SHOWN, at_least=FEWEST_VIEWS)
    found = tuple(row.name for row in rows if row.name in public)[:SHOWN]
    return found if len(found) >= FEWEST else ()


def forget_viewed() -> None:
    """Drop what is kept: for tests."""
    _kept.clear()
