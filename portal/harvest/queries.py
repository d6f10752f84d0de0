"""What agents read of the harvests: where each source stands, what its runs did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, OuterRef, Subquery

from portal.harvest.models import Record, Run, RunProblem, SourceState
from portal.harvest.platforms import list_platform_sources
from portal.harvest.running.planning import PERIODS
from portal.harvest.sources import Source, get_sources
from portal.kernel.french.dates import format_date
from portal.kernel.french.numbers import format_count

LATE_PERIODS: Final = 3
"""A source without success for three of its periods is late (a weekly one: 21 days)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source, what is remembered of it (None: never activated nor run), its last run and its documents.

    ``alerts``: French sentences, what an agent must look at.
    """

    source: Source
    state: SourceState | None
    last_run: Run | None
    records: int
    alerts: tuple[str, ...]

    @property
    def is_active(self) -> bool:
        return self.state is not None and self.state.is_active


@dataclass(frozen=True, slots=True)
class Report:
    """A run and what went wrong in it, the worst first."""

    run: Run
    problems: tuple[RunProblem, ...]
    problem_count: int


def list_standings(now: datetime) -> list[Standing]:
    """Every source of the catalogue, and those of platforms that were once activated, in the order of titles;
    a fixed number of statements."""
    states = {state.slug: state for state in SourceState.objects.all()}
    platforms = [one for slug, one in list_platform_sources().items() if slug in states]
    sources = sorted([*get_sources().by_slug.values(), *platforms], key=lambda source: source.title)
    return _build_standings(sources, states, now)


def get_standing(source: Source, now: datetime) -> Standing:
    """Where one source stands, be it that of a platform that was never activated."""
    states = {state.slug: state for state in SourceState.objects.filter(slug=source.slug)}
    return _build_standings([source], states, now)[0]


def _build_standings(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime
) -> list[Standing]:
    runs = _find_last_runs()
    counts = _count_records()
    return [
        Standing(
            source,
            states.get(source.slug),
            runs.get(source.slug),
            counts.get(source.slug, 0),
            tuple(_list_alerts(source, states.get(source.slug), runs.get(source.slug), now)),
        )
        for source in sources
    ]


def list_runs(slug: str, limit: int = 20) -> list[Run]:
    """The last runs of a source, newest first."""
    return list(Run.objects.filter(source=slug)[:limit])


def find_report(run_id: int, limit: int = 100) -> Report | None:
    """A run with its first problems."""
    run = Run.objects.filter(pk=run_id).first()
    return _build_report(run, limit) if run else None


def find_last_report(slug: str, limit: int = 100) -> Report | None:
    """The last run of a source."""
    run = Run.objects.filter(source=slug).first()
    return _build_report(run, limit) if run else None


def _build_report(run: Run, limit: int) -> Report:
    ranks = {RunProblem.Level.FAILED: 0, RunProblem.Level.SKIPPED: 1, RunProblem.Level.WARNED: 2}
    problems = sorted(run.problems.all(), key=lambda one: (ranks[RunProblem.Level(one.level)], one.pk))
    return Report(run, tuple(problems[:limit]), len(problems))


def _find_last_runs() -> dict[str, Run]:
    newest = Run.objects.filter(source=OuterRef("slug")).order_by("-started_at", "-pk")
    states = SourceState.objects.annotate(last=Subquery(newest.values("pk")[:1]))
    ids = [pk for pk in states.values_list("last", flat=True) if pk is not None]
    return {run.source: run for run in Run.objects.filter(pk__in=ids)}


def _count_records() -> dict[str, int]:
    rows = Record.objects.filter(archived_at=None).values_list("source").annotate(count=Count("pk"))
    return dict(rows.order_by())


def _list_alerts(source: Source, state: SourceState | None, run: Run | None, now: datetime) -> list[str]:
    if state is None or not state.is_active:
        return []
    alerts = []
    period = PERIODS[source.every]
    since = state.last_success_at
    if period and since and since < now - LATE_PERIODS * max(period, timedelta(days=1)):
        alerts.append(f"Aucune moisson complète depuis le {format_date(since.date())}.")
    if state.failures:
        alerts.append(f"{format_count(state.failures, 'moisson')} de suite sans aboutir.")
    new_at = state.last_new_at
    if new_at and new_at < now - timedelta(days=source.expect.silent_days):
        alerts.append(f"Rien de nouveau depuis le {format_date(new_at.date())}.")
    if run and run.alert:
        alerts.append(run.alert)
    return alerts
