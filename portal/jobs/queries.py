"""What agents and probes read of the jobs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.jobs.models import Schedule, Ticket, Worker


@dataclass(frozen=True, slots=True)
class Beat:
    """The last sign of life of a worker: ``age_s`` seconds ago; ``doing`` is empty when it waits."""

    age_s: int
    doing: str
    waiting: int


def get_beat(now: datetime) -> Beat | None:
    """None when no worker runs."""
    last = Worker.objects.order_by("-beat_at").values("beat_at", "doing").first()
    if last is None:
        return None
    age_s = max(0, int((now - last["beat_at"]).total_seconds()))
    return Beat(age_s, last["doing"], Ticket.objects.count())


def list_schedule() -> list[Schedule]:
    """Periodic jobs, in the order of their names."""
    return list(Schedule.objects.all())


def list_waiting() -> list[Ticket]:
    """Jobs asked for and not done, oldest first."""
    return list(Ticket.objects.all())
