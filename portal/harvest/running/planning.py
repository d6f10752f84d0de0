"""Which sources are active, and when each is next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from portal.harvest.models import Run, SourceState
from portal.harvest.platforms import find_known_source
from portal.harvest.sources import Every, Source, get_sources

PERIODS: Final[dict[Every, timedelta | None]] = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "never": None,
}
RESUMED_AFTER: Final = timedelta(minutes=5)
"""A run that its time budget cut goes on soon."""
FIRST_WAIT: Final = timedelta(hours=1)
LONGEST_WAIT: Final = timedelta(days=1)
WHOLE_EVERY: Final = timedelta(days=7)
"""However often a source is asked what changed, all of it is read every so often."""
MARGIN: Final = timedelta(days=1)
"""Changes are asked from a little before the last success: clocks differ, and days have no hour."""


class UnknownSourceError(LookupError):
    """No source has this name. The message is in French."""


def find_source(slug: str) -> Source:
    """Raises UnknownSourceError."""
    source = find_known_source(slug)
    if source is None:
        raise UnknownSourceError(
            f"« {slug} » n’est ni une source du catalogue, ni celle d’une plateforme locale (manage.py"
            f" harvest platforms). Sources connues : {', '.join(sorted(get_sources().by_slug)) or 'aucune'}."
        )
    return source


def ensure_state(source: Source, now: datetime) -> SourceState:
    """The state of a source; a new one is active at once where it needs no network."""
    return SourceState.objects.get_or_create(
        slug=source.slug,
        defaults={"is_active": source.at_start, "next_run_at": now if source.at_start else None},
    )[0]


def activate_source(slug: str, now: datetime) -> SourceState:
    """Have a source asked from now on. Raises UnknownSourceError."""
    state = ensure_state(find_source(slug), now)
    SourceState.objects.filter(pk=state.pk).update(is_active=True, next_run_at=now, failures=0)
    state.refresh_from_db()
    return state


def deactivate_source(slug: str, now: datetime) -> SourceState:
    """Ask a source no more by itself; its documents stay. Raises UnknownSourceError."""
    state = ensure_state(find_source(slug), now)
    SourceState.objects.filter(pk=state.pk).update(is_active=False, next_run_at=None)
    state.refresh_from_db()
    return state


def list_due(now: datetime) -> list[str]:
    """Active sources whose time has come."""
    due = SourceState.objects.filter(is_active=True, next_run_at__lte=now).order_by("next_run_at")
    return [slug for slug in due.values_list("slug", flat=True) if find_known_source(slug)]


def compute_next(
    source: Source, state: Run.State, failures: int, now: datetime, *, wait_s: float | None, is_cut: bool
) -> datetime | None:
    """When to ask again: after a period; sooner to go on with a run that time cut; after a failure, an hour
    that doubles each time, what the source asks at the least. None: never by itself."""
    if is_cut:
        return now + RESUMED_AFTER
    period = PERIODS[source.every]
    if state is Run.State.DONE:
        return now + period if period else None
    wait: timedelta = min(FIRST_WAIT * 2 ** min(max(failures - 1, 0), 8), LONGEST_WAIT)
    return now + max(wait, timedelta(seconds=min(wait_s or 0, LONGEST_WAIT.total_seconds())))


def find_since(source: Source, state: SourceState, now: datetime) -> datetime | None:
    """From when changes are asked: None for everything, at least once a week."""
    period = PERIODS[source.every]
    is_frequent = period is not None and period < WHOLE_EVERY
    if not is_frequent or state.last_whole_at is None or state.last_success_at is None:
        return None
    if state.last_whole_at <= now - WHOLE_EVERY:
        return None
    return state.last_success_at - MARGIN
