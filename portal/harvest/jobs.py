"""Harvests done by the worker: each active source at its time, none otherwise."""

from __future__ import annotations

from datetime import timedelta

from portal.harvest.running.holding import SourceIsRunningError
from portal.harvest.running.planning import UnknownSourceError, find_source, list_due
from portal.harvest.running.run import RunOrder, run_source
from portal.jobs.queue import enqueue
from portal.jobs.registry import Work, job, periodic
from portal.kernel.french.numbers import format_count

RUN = "moissons.source"


@periodic("moissons.dues", every=timedelta(minutes=10))
def enqueue_due_sources(work: Work) -> str:
    """Ask for the run of every source whose time has come."""
    due = list_due(work.now)
    for slug in due:
        enqueue(RUN, source=slug)
    return f"{format_count(len(due), 'source')} à moissonner."


@job(RUN, attempts=3, budget=timedelta(minutes=30))
def run_due_source(work: Work, *, source: str) -> str:
    """One run of one source; what the source did wrong is in its report, and does not fail the job."""
    try:
        run = run_source(RunOrder(find_source(source), work.now, by="worker", is_over=work.is_over))
    except (SourceIsRunningError, UnknownSourceError) as error:
        return str(error)
    return f"{source} : {run.sentence}"
