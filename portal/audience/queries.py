"""What was read most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from portal.audience.models import DailyCount


@dataclass(frozen=True, slots=True)
class Viewed:
    """``name`` is the subject without its prefix; ``views`` the readings of the days asked."""

    name: str
    views: int


def list_most_viewed(prefix: str, *, until: date, days: int, limit: int, at_least: int = 1) -> list[Viewed]:
    """Subjects that begin with « indicator: », the most read of the ``days`` that end with ``until`` first.

    Those read fewer than ``at_least`` times are left out; at equality, in the order of names.
    """
    rows = (
        DailyCount.objects.filter(
            subject__startswith=prefix, day__gt=until - timedelta(days=days), day__lte=until
        )
        .values("subject")
        .annotate(views=Sum("count"))
        .filter(views__gte=at_least)
        .order_by("-views", "subject")
    )
    return [Viewed(row["subject"].removeprefix(prefix), row["views"]) for row in rows[:limit]]
