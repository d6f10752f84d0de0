"""Contours of territories, as plain rows ready to be drawn.

The coarse ones of all current territories are kept per process, in one string (6 MB): a map of a page
then costs no query. The fine ones are read when they are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.kernel.svg_paths import start_absolute
from portal.territories.models import Outline
from portal.territories.queries.universe import get_universe

_COLUMNS: Final = ("territory_id", "zone", "path", "x0", "y0", "x1", "y1")


class OutlineRow(NamedTuple):
    """Path data and its box, in the units of the projection of ``zone``; ``id`` is the territory's.

    The path begins with an absolute move, so that paths can be joined.
    """

    id: int
    zone: str
    path: str
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, eq=False)
class Outlines:
    """The coarse contours of the current territories. ``row_of``: id of a territory → its row, or -1."""

    row_of: NDArray[np.int32]
    boxes: NDArray[np.int32]
    zones: tuple[str, ...]
    zone_of: NDArray[np.uint8]
    bounds: NDArray[np.int32]
    """Where each path begins in ``text``; one more at the end."""
    text: str

    def find_rows(self, territory_ids: Sequence[int]) -> NDArray[np.int32]:
        """The row of each territory; -1 for those without a contour."""
        ids = np.array(territory_ids, np.int64)
        ids[ids >= len(self.row_of)] = -1  # the last one, which is kept empty
        return self.row_of[ids]

    def list_paths(self, rows: NDArray[np.int32]) -> list[str]:
        """Path data of each row."""
        text = self.text
        begins, ends = self.bounds[rows].tolist(), self.bounds[rows + 1].tolist()
        return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class AlignedOutlines:
    """Contours in the order of the territories asked: path data, boxes [n, 4] and zones, which are empty for
    those without a contour."""

    paths: Sequence[str]
    boxes: NDArray[np.int32]
    zones: Sequence[str]


def trace_outlines(territory_ids: Sequence[int]) -> AlignedOutlines:
    """The coarse contours of these territories, without any query."""
    outlines = get_outlines()
    count = len(territory_ids)
    if not len(outlines.boxes):
        return AlignedOutlines([""] * count, np.zeros((count, 4), np.int32), [""] * count)
    rows = outlines.find_rows(territory_ids)
    known = np.maximum(rows, 0)
    zones = [outlines.zones[zone] for zone in outlines.zone_of[known].tolist()]
    for rank in np.flatnonzero(rows < 0).tolist():
        zones[rank] = ""
    return AlignedOutlines(outlines.list_paths(known), outlines.boxes[known], zones)


def get_outlines() -> Outlines:
    """The coarse contours of the newest load of the territories."""
    return _read_outlines(get_universe().version)


@lru_cache(maxsize=1)
def _read_outlines(version: int) -> Outlines:
    """One query for one version of the territories."""
    found = Outline.objects.filter(detail=Outline.Detail.COARSE, territory__is_current=True).order_by()
    ids: list[int] = []
    boxes: list[tuple[int, int, int, int]] = []
    zones: dict[str, int] = {}
    zone_of: list[int] = []
    lengths, paths = [0], []
    for pk, zone, path, *box in found.values_list(*_COLUMNS).iterator(chunk_size=5000):
        paths.append(start_absolute(path))
        lengths.append(len(paths[-1]))
        ids.append(pk)
        boxes.append((box[0], box[1], box[2], box[3]))
        zone_of.append(zones.setdefault(zone, len(zones)))
    row_of = np.full(max(ids, default=0) + 2, -1, np.int32)
    row_of[ids] = np.arange(len(ids))
    return Outlines(
        row_of,
        np.array(boxes, np.int32).reshape(-1, 4),
        tuple(zones),
        np.array(zone_of, np.uint8),
        np.cumsum(lengths, dtype=np.int32),
        "".join(paths),
    )


def forget_outlines() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _read_outlines.cache_clear()


def list_outline_rows(territory_ids: Sequence[int], detail: str = Outline.Detail.COARSE) -> list[OutlineRow]:
    """The contours of these territories; those without one are left out. No query for the coarse ones."""
    if not territory_ids:
        return []
    if detail != Outline.Detail.COARSE:
        return _fetch_rows(territory_ids, detail)
    outlines = get_outlines()
    rows = outlines.find_rows(territory_ids)
    known = rows >= 0
    ids, rows = np.array(territory_ids)[known].tolist(), rows[known]
    zones = [outlines.zones[zone] for zone in outlines.zone_of[rows].tolist()]
    columns = zip(ids, zones, outlines.list_paths(rows), outlines.boxes[rows].tolist(), strict=True)
    return [OutlineRow(pk, zone, path, *box) for pk, zone, path, box in columns]


def _fetch_rows(territory_ids: Sequence[int], detail: str) -> list[OutlineRow]:
    rows = Outline.objects.filter(detail=detail, territory_id__in=territory_ids).values_list(*_COLUMNS)
    return [OutlineRow(pk, zone, start_absolute(path), *box) for pk, zone, path, *box in rows]
