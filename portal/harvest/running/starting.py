"""What a new installation has at once: the sources that need no network."""

from __future__ import annotations

from datetime import datetime

from portal.harvest.models import Run, SourceState
from portal.harvest.running.planning import ensure_state
from portal.harvest.running.reading import sign_source
from portal.harvest.running.run import RunOrder, run_source
from portal.harvest.sources import get_sources, is_ready_at_start


def run_at_start(now: datetime, *, by: str = "prepare") -> list[Run]:
    """Run the sources marked ``at_start`` whose folder, or whose reading, changed since they last were.

    Raises SourceIsRunningError.
    """
    runs = []
    for source in filter(is_ready_at_start, get_sources().by_slug.values()):
        state = ensure_state(source, now)
        if not state.is_active:
            continue
        fingerprint = sign_source(source)
        if state.fingerprint == fingerprint:
            continue
        run = run_source(RunOrder(source, now, by=by))
        if run.state == Run.State.DONE:
            SourceState.objects.filter(pk=state.pk).update(fingerprint=fingerprint)
        runs.append(run)
    return runs
