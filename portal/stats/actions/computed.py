"""Indicators computed from several datasets: a release of their own, that follows its inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.compute.vectors import FigureVector, build_absent
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import COMPUTED_DATASET, Release
from portal.stats.store.read import get_layouts, read_column


class InternalOperandError(ValueError):
    """An indicator rests on a component that another dataset keeps to itself."""


def find_home(catalogue: Catalogue, indicator: Indicator) -> str:
    """The dataset whose releases hold a computed indicator: that of all its operands, or the computed one."""
    sources = catalogue.list_sources(indicator.slug)
    return sources[0] if len(sources) == 1 else COMPUTED_DATASET


def list_computed_in(catalogue: Catalogue, dataset: str) -> list[Indicator]:
    """Indicators computed in the releases of a dataset, each after those that it rests on."""
    return [one for one in catalogue.list_computed() if find_home(catalogue, one) == dataset]


def build_computed_cube(catalogue: Catalogue, releases: Mapping[str, Release], geography: Geography) -> Cube:
    """The indicators computed from several datasets, given the releases to compute them from."""
    computed = list_computed_in(catalogue, COMPUTED_DATASET)
    cube = _read_inputs(_list_inputs(catalogue, computed), releases, geography)
    read = list(cube.columns)
    add_computed(cube, computed, catalogue.indicators, geography)
    hide_secrets(cube, computed, geography)
    for cell in read:
        del cube.columns[cell]
    return cube


def _list_inputs(catalogue: Catalogue, computed: Sequence[Indicator]) -> list[str]:
    own = {indicator.slug for indicator in computed}
    needed = {operand.indicator for one in computed for operand in one.compute.operands}
    needed |= {one.disclosure.of for one in computed if one.disclosure}
    inputs = sorted(needed - own)
    for slug in inputs:
        if catalogue.indicators[slug].internal:
            raise InternalOperandError(
                f"{slug} is internal: it is not stored, and cannot be combined with another dataset."
                " Make it public, or have its dataset compute the figure."
            )
    return inputs


def _read_inputs(inputs: Sequence[str], releases: Mapping[str, Release], geography: Geography) -> Cube:
    """Columns of these indicators in these releases; the first dataset by name that has a cell gives it."""
    cube = Cube()
    layouts = get_layouts([release.pk for release in releases.values()])
    for _, release in sorted(releases.items()):
        for kind, layout in layouts[release.pk].kinds.items():
            for slug, year in layout.cells:
                cell = Cell(slug, year, kind)
                if slug in inputs and cell not in cube.columns:
                    cube.columns[cell] = _read(release.pk, cell, geography.size(kind))
    return cube


def _read(release_id: int, cell: Cell, size: int) -> FigureVector:
    """A stored column; not available for territories that are younger than its release."""
    arrays = read_column(release_id, cell.indicator, cell.year, cell.level)
    column = build_absent(max(size, len(arrays.values)))
    known = FigureVector(arrays.values, arrays.absence, arrays.status, arrays.origin)
    column.put(slice(0, len(known)), known)
    return column
