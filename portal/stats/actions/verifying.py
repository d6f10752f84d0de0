"""What is verified once figures are computed and before they are written: they are the size they were,
they add up, they are those of other datasets; and which dataset is served where two give the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from portal.kernel.figures import Absence
from portal.stats.actions.stored import list_cells, read_stored
from portal.stats.compute.accord import check_same, check_sums
from portal.stats.compute.cube import Cell, Cube, count_incomplete
from portal.stats.compute.geography import Geography
from portal.stats.compute.plausibility import check_jumps, check_scale
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.ingest.observations import CheckResult
from portal.stats.models import Release


@dataclass(frozen=True)
class Verification:
    """What figures are held against: the catalogue, the territories, the releases online by dataset."""

    catalogue: Catalogue
    geography: Geography
    online: Mapping[str, Release]

    def check(self, dataset: Dataset, frame: pl.DataFrame, cube: Cube) -> list[CheckResult]:
        """Everything of a whole dataset. An error holds the release until an agent insists (--force)."""
        expect = dataset.expect
        agrees = [rule for rule in expect.agrees if rule.level not in dataset.parent_levels]
        return [
            *self.check_sizes(dataset, cube),
            *check_sums(cube, frame, agrees, self.geography),
            *check_same(cube, expect.same_as, self._find_other, self.geography),
            *self.list_rivals(dataset, cube),
            *self.list_gaps(cube),
        ]

    def check_extract(self, dataset: Dataset, cube: Cube) -> list[CheckResult]:
        """What can be verified of a part of a dataset."""
        return [*self.check_sizes(dataset, cube), *self.list_rivals(dataset, cube, is_extract=True)]

    def check_sizes(self, dataset: Dataset, cube: Cube) -> list[CheckResult]:
        """Figures against those that were online, and against those of the year before."""
        release = self.online.get(dataset.slug)
        cells = list_cells(release) if release else set()
        past = {cell: partial(self._read, release, cell) for cell in cells if release}
        indicators = [self.catalogue.indicators[slug] for slug in dataset.indicators]
        jumps = check_jumps(cube, dataset.expect.jumps, past, self.geography)
        return [*check_scale(cube, indicators, past), *jumps]

    def list_gaps(self, cube: Cube) -> list[CheckResult]:
        """What agents should know of the aggregates that cannot be had."""
        gaps = count_incomplete(cube, cube.list_stored(self.catalogue.indicators))
        return [
            CheckResult(
                "incomplete",
                "warning",
                f"{slug} {year}: a member is missing in "
                + ", ".join(f"{count} of level {level}" for level, count in counts.items()),
            )
            for (slug, year), counts in sorted(gaps.items())
        ]

    def list_rivals(self, dataset: Dataset, cube: Cube, *, is_extract: bool = False) -> list[CheckResult]:
        """Which other datasets online give the same cells, which one is served, and what it leaves out.

        An extract is served where nothing else is.
        """
        results = []
        own = (is_extract, self.catalogue.get_precedence(dataset.slug))
        stored = set(cube.list_stored(self.catalogue.indicators))
        for name, release in sorted(self.online.items()):
            is_served = own < (bool(release.extract), self.catalogue.get_precedence(name))
            if name != dataset.slug:
                for slug, cells in _group(stored & list_cells(release)).items():
                    names = (dataset.slug, name)
                    results.append(self._describe_rival(names, slug, cells, cube, is_served=is_served))
        return results

    def _describe_rival(
        self, names: tuple[str, str], slug: str, cells: list[Cell], cube: Cube, *, is_served: bool
    ) -> CheckResult:
        """``names``: this dataset and the other one; ``is_served``: whether it is this one."""
        served, hidden = names if is_served else names[::-1]
        missed = 0
        for cell in cells:
            own, other = cube.columns[cell], self._read(self.online[names[1]], cell)
            missed += _count_missed(own, other) if is_served else _count_missed(other, own)
        years = sorted({cell.year for cell in cells})
        message = (
            f"{slug} ({years[0]} to {years[-1]}, {len(cells)} cells): {served} is served, not {hidden}"
            + (f", which alone has {missed} of the figures" if missed else "")
        )
        return CheckResult("precedence", "warning" if missed else "passed", message, slug)

    def _find_other(self, dataset: str, cell: Cell) -> FigureVector | None:
        release = self.online.get(dataset)
        if release is None or cell not in list_cells(release):
            return None
        return self._read(release, cell)

    def _read(self, release: Release, cell: Cell) -> FigureVector:
        return read_stored(release.pk, cell, self.geography.size(cell.level))


def _group(cells: set[Cell]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in sorted(cells):
        found.setdefault(cell.indicator, []).append(cell)
    return found


def _count_missed(served: FigureVector, hidden: FigureVector) -> int:
    """Figures that are not available in the cell that is served, and have a value in the other one."""
    count = min(len(served), len(hidden))
    missing = served.absence[:count] == Absence.NOT_AVAILABLE
    return int(np.count_nonzero(missing & hidden.is_present[:count]))
