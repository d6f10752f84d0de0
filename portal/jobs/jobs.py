"""The queue keeps its own house."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs.models import Worker
from portal.jobs.registry import Work, periodic

KEPT: Final = timedelta(days=30)
_ENDED: Final = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@periodic("taches.menage", every=timedelta(days=1), at_night=True)
def clean_up(work: Work) -> str:
    """Forget what ended a month ago, and the workers that no longer are."""
    old = DBTaskResult.objects.filter(status__in=_ENDED, finished_at__lt=work.now - KEPT)
    count, _ = old.delete()
    Worker.objects.filter(beat_at__lt=work.now - timedelta(days=1)).delete()
    return f"Comptes rendus effacés : {count}."
