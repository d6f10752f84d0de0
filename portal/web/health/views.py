"""``/sante``: is this process able to answer readers? For proxies, probes and operators."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from portal.stats.models import CurrentRelease
from portal.territories.models import Load


def show_health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has territories and figures; 503 otherwise, saying what lacks.

    Holds no secret and touches three small tables: cheap enough for a probe every second.
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
    except DatabaseError:
        return {"database": "unavailable", "territories": None, "releases": []}, False
    state = {
        "database": "ok",
        "territories": load,
        "releases": [
            {"dataset": dataset, "number": number, "published_at": published_at}
            for dataset, number, published_at in releases
        ],
    }
    return state, load is not None and bool(releases)
