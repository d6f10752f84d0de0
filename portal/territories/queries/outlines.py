"""Contours of some territories, as plain rows ready to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

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


_COLUMNS: Final = ("territory_id", *OutlineRow._fields[1:])


def list_outline_rows(
    territory_ids: Sequence[int], detail: str = Outline.Detail.COARSE
) -> list[OutlineRow]:
    """The contours of these territories; those without one are left out. One query."""
    rows = Outline.objects.filter(territory_id__in=territory_ids, detail=detail).order_by()
    return [OutlineRow(*row) for row in rows.values_list(*_COLUMNS)]
