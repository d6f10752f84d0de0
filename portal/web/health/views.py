"""``/sante``: is this process able to answer readers? For proxies, probes and operators."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from portal.jobs.queries import get_beat
from portal.stats.models import CurrentRelease
from portal.territories.models import Load


def show_health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has territories and figures; 503 otherwise, saying what lacks.

    ``worker``: age of its last sign of life, in seconds, and how many jobs wait; null when none runs, which
    readers do not feel. Holds no secret and touches five small tables: cheap enough for a probe every second.
    """
    state, is_ready = _read_state()
    response = JsonResponse(
        {"status": "ok" if is_ready else "not_ready", **state}, status=200 if is_ready else 503
    )
    response["Cache-Control"] = "no-store"
    return response


def _read_state() -> tuple[dict[str, Any], bool]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        load = Load.objects.values("id", "finished_at").first()
        releases = list(
            CurrentRelease.objects.order_by("dataset").values_list(
                "dataset", "release__number", "release__published_at"
            )
        )
        beat = get_beat(timezone.now())
    except DatabaseError:
        return {"database": "unavailable", "territories": None, "releases": [], "worker": None}, False
    state = {
        "database": "ok",
        "territories": load,
        "releases": [
            {"dataset": dataset, "number": number, "published_at": published_at}
            for dataset, number, published_at in releases
        ],
        "worker": {"beat_age_s": beat.age_s, "waiting": beat.waiting} if beat else None,
    }
    return state, load is not None and bool(releases)
