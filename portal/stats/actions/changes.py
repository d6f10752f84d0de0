"""What a release changes: its figures compared with those of the release it follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import Release
from portal.stats.store.packing import ColumnArrays
from portal.stats.store.read import get_layouts, read_column

_LARGEST: Final = 10


def compare_with(
    previous: Release | None, cube: Cube, indicators: Mapping[str, Indicator], geography: Geography
) -> dict[str, Any]:
    """Counts of values that appeared, vanished and changed, and the largest relative changes.

    ``previous`` must still have its packed columns; None compares with nothing.
    """
    stored = {cell: cube.columns[cell] for cell in cube.list_stored(indicators)}
    before = _list_cells(previous)
    changes: dict[str, Any] = {
        "previous": previous.number if previous else None,
        "appeared": sum(int(stored[cell].is_present.sum()) for cell in stored if cell not in before),
        "vanished": sum(before[cell] for cell in before if cell not in stored),
        "changed": 0,
        "unchanged": 0,
        "largest": [],
    }
    for cell in stored.keys() & before.keys():
        assert previous is not None  # noqa: S101 - otherwise there is no cell before
        old = read_column(previous.pk, cell.indicator, cell.year, cell.level)
        _compare_columns(changes, cell, old, stored[cell], geography)
    changes["largest"] = sorted(changes["largest"], key=lambda one: -abs(one["relative"]))[:_LARGEST]
    return changes


def _list_cells(release: Release | None) -> dict[Cell, int]:
    """Cells of a release with their numbers of values."""
    if release is None:
        return {}
    return {
        Cell(slug, year, kind): count
        for kind, layout in get_layouts([release.pk])[release.pk].kinds.items()
        for (slug, year), count in zip(layout.cells, layout.counts, strict=True)
    }


def _compare_columns(
    changes: dict[str, Any], cell: Cell, old: ColumnArrays, new: FigureVector, geography: Geography
) -> None:
    count = min(len(old.values), len(new))
    before, after = old.values[:count], new.values[:count]
    had, has = old.absence[:count] == 0, new.is_present[:count]
    both = had & has
    moved = both & (before != after)
    changes["appeared"] += int((has & ~had).sum()) + int(new.is_present[count:].sum())
    changes["vanished"] += int((had & ~has).sum()) + int((old.absence[count:] == 0).sum())
    changes["changed"] += int(moved.sum())
    changes["unchanged"] += int((both & ~moved).sum())
    candidates = np.nonzero(moved & (before != 0))[0]
    if len(candidates):
        relative = (after[candidates] - before[candidates]) / np.abs(before[candidates])
        place = int(np.argmax(np.abs(relative)))
        position = int(candidates[place])
        changes["largest"].append(
            {
                "indicator": cell.indicator,
                "year": cell.year,
                "kind": cell.level,
                "code": geography.codes[cell.level][position],
                "before": float(before[position]),
                "after": float(after[position]),
                "relative": float(relative[place]),
            }
        )
