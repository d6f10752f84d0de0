"""Contours of some territories, as plain rows ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from portal.territories.models import Outline


class OutlineRow(NamedTuple):
    """Path data and its box, in the units of the projection of ``zone``; ``id`` is the territory's."""

    id: int
    zone: str
    path: str
    x0: int
    y0: int
    x1: int
    y1: int


def list_outline_rows(territory_ids: Sequence[int], detail: str = Outline.Detail.COARSE) -> list[OutlineRow]:
    """The contours of these territories; those without one are left out. One query."""
    if not territory_ids:
        return []
    table = connection.ops.quote_name(Outline._meta.db_table)
    marks = ", ".join(["%s"] * len(territory_ids))
    # The ORM would build the same statement, in four times the time it takes to run; every map needs it.
    statement = (
        f"SELECT territory_id, zone, path, x0, y0, x1, y1 FROM {table}"  # noqa: S608 - the name of our model
        f" WHERE detail = %s AND territory_id IN ({marks})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(detail), *territory_ids])
        return [OutlineRow(*row) for row in cursor.fetchall()]
