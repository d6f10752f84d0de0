"""Columns of releases, as the computations take them."""

from __future__ import annotations

from portal.stats.compute.cube import Cell
from portal.stats.compute.vectors import FigureVector, build_absent
from portal.stats.models import Release
from portal.stats.store.columns import read_column
from portal.stats.store.read import get_layouts


def list_cells(release: Release) -> set[Cell]:
    """The cells that a release keeps."""
    kinds = get_layouts([release.pk])[release.pk].kinds
    return {Cell(slug, year, kind) for kind, layout in kinds.items() for slug, year in layout.cells}


def read_stored(release_id: int, cell: Cell, size: int) -> FigureVector:
    """A stored column; not available for territories that are younger than its release."""
    arrays = read_column(release_id, cell.indicator, cell.year, cell.level)
    column = build_absent(max(size, len(arrays.values)))
    known = FigureVector(arrays.values, arrays.absence, arrays.status, arrays.origin)
    column.put(slice(0, len(known)), known)
    return column
