"""Indicators computed from several datasets: a release of their own, that follows its inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from portal.stats.actions.stored import list_cells, read_stored
from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.mentions import find_partial
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import COMPUTED_DATASET, Release


def list_computed_in(catalogue: Catalogue, dataset: str) -> list[Indicator]:
    """Indicators computed in the releases of a dataset, each after those that it rests on."""
    computed = catalogue.list_computed()
    if dataset == COMPUTED_DATASET:
        return [one for one in computed if catalogue.is_computed_across(one.slug)]
    return [one for one in computed if dataset in catalogue.list_homes(one.slug)]


def build_computed_cube(catalogue: Catalogue, releases: Mapping[str, Release], geography: Geography) -> Cube:
    """The indicators computed from several datasets, given the releases to compute them from.

    A cell that one of these releases has already is not computed again, unless it is an extract: what a
    few communes make of a share is not the share.
    """
    computed = list_computed_in(catalogue, COMPUTED_DATASET)
    own = {indicator.slug for indicator in computed}
    names = sorted(releases, key=lambda name: (bool(releases[name].extract), catalogue.get_precedence(name)))
    ordered = [releases[name] for name in names]
    cube, extracted = _read_inputs(_list_inputs(catalogue, computed), own, ordered, geography)
    read = list(cube.columns)
    add_computed(cube, computed, catalogue.indicators, geography)
    hide_secrets(cube, computed, geography)
    cube.partial = find_partial(cube.inputs, extracted)
    for cell in read:
        del cube.columns[cell]
    return cube


def _list_inputs(catalogue: Catalogue, computed: Sequence[Indicator]) -> list[str]:
    own = {indicator.slug for indicator in computed}
    needed = {operand.indicator for one in computed for operand in one.compute.operands}
    needed |= {one.disclosure.of for one in computed if one.disclosure}
    return sorted(needed | {slug for slug in own if not catalogue.indicators[slug].internal})


def _read_inputs(
    inputs: Sequence[str], own: AbstractSet[str], releases: Sequence[Release], geography: Geography
) -> tuple[Cube, set[Cell]]:
    """Columns of these indicators in these releases, and which of them come from extracts of sources.

    The first release that has a cell gives it.
    """
    cube = Cube()
    extracted: set[Cell] = set()
    for release in releases:
        for cell in sorted(list_cells(release)):
            if release.extract and cell.indicator in own:
                continue
            if cell.indicator in inputs and cell not in cube.columns:
                cube.columns[cell] = read_stored(release.pk, cell, geography.size(cell.level))
                extracted.update({cell} if release.extract else ())
    return cube, extracted
