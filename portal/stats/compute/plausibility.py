"""Whether figures are of the size that they were: what a unit taken for another, or a column for its
neighbour, shows first. Pure: results come back as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.vectors import FigureVector, Floats, Ints
from portal.stats.descriptors.expectations import Jump
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.observations import CheckResult

Past = Mapping[Cell, Callable[[], FigureVector]]
"""The cells of the release online, read when they are needed."""

_SCALE: Final = 100.0
_ENOUGH: Final = 30
_SHOWN: Final = 10


@dataclass(frozen=True)
class _Pair:
    """Positive (or both negative) figures of the same territories at two moments."""

    cell: Cell
    since: str
    positions: Ints
    before: Floats
    after: Floats

    @property
    def ratios(self) -> Floats:
        return self.after / self.before


def check_jumps(cube: Cube, rules: Sequence[Jump], past: Past, geography: Geography) -> list[CheckResult]:
    """``expect.jumps``: an error for each pair of years, or of releases, that jumps."""
    results = []
    for rule in rules:
        pairs = list(_list_pairs(cube, rule.indicator, rule.level, past))
        wrong = [result for pair in pairs if (result := _check_jump(pair, rule, geography)) is not None]
        expected = f"{rule.of} of {rule.indicator} ({rule.level}) within a factor of {rule.factor:g}"
        results += wrong or [CheckResult("jump", "passed", f"{expected}, {len(pairs)} comparisons")]
    return results


def check_scale(cube: Cube, indicators: Sequence[Indicator], past: Past) -> list[CheckResult]:
    """Without being asked: the typical figure of no indicator is multiplied or divided by a hundred.

    The typical one is the median ratio of thirty territories or more. Thousands of euros taken for
    euros, or a fraction for a percentage, are held; a real change of this size does not exist.
    """
    results = []
    for indicator in indicators:
        if indicator.is_categorical or indicator.compute.operands:
            continue
        for level in ("commune", "epci", "departement"):
            for pair in _list_pairs(cube, indicator.slug, level, past):
                typical = float(np.median(pair.ratios)) if len(pair.positions) >= _ENOUGH else 1.0
                if not 1 / _SCALE < typical < _SCALE:
                    results.append(_describe_scale(pair, typical))
    return results


def _describe_scale(pair: _Pair, typical: float) -> CheckResult:
    slug, year, level = pair.cell
    return CheckResult(
        "scale",
        "error",
        f"{slug} {year} ({level}): figures are typically multiplied by {typical:g} since {pair.since};"
        " has the unit changed? Correct “scale” in the descriptor, or publish with --force.",
        where=f"{slug} {year} {level}",
        expected=f"a median ratio between {1 / _SCALE:g} and {_SCALE:g}",
        found=f"{typical:g}",
    )


def _check_jump(pair: _Pair, rule: Jump, geography: Geography) -> CheckResult | None:
    slug, year, level = pair.cell
    where = f"{slug} {year} {level}"
    expected = f"within a factor of {rule.factor:g} since {pair.since}"
    if rule.of == "total":
        before, after = float(pair.before.sum()), float(pair.after.sum())
        if before == 0 or 1 / rule.factor <= after / before <= rule.factor:
            return None
        found = f"total {before:g} → {after:g}"
    else:
        ratios = pair.ratios
        wrong = np.nonzero((ratios > rule.factor) | (ratios < 1 / rule.factor))[0]
        if len(wrong) <= rule.max_exceptions:
            return None
        codes = geography.codes[level]
        shown = [
            f"{codes[pair.positions[at]]}: {pair.before[at]:g} → {pair.after[at]:g}" for at in wrong[:_SHOWN]
        ]
        found = f"{len(wrong)} territories ({', '.join(shown)}{'…' if len(wrong) > _SHOWN else ''})"
    message = f"{where}: expected {expected}, found {found}. Check the unit, or publish with --force."
    return CheckResult("jump", "error", message, where, expected, found)


def _list_pairs(cube: Cube, slug: str, level: str, past: Past) -> Iterator[_Pair]:
    """Each year of the cube with the same one online, and with the year before it, here or online."""
    own = cube.years(slug, level)
    online = {cell.year for cell in past if cell.indicator == slug and cell.level == level}
    for year in own:
        cell = Cell(slug, year, level)
        if cell in past:
            yield _pair(cell, "the release online", past[cell](), cube.columns[cell])
        earlier = max((one for one in {*own, *online} if one < year), default=None)
        if earlier is not None:
            other = Cell(slug, earlier, level)
            before = cube.columns[other] if other in cube.columns else past[other]()
            yield _pair(cell, str(earlier), before, cube.columns[cell])


def _pair(cell: Cell, since: str, before: FigureVector, after: FigureVector) -> _Pair:
    count = min(len(before), len(after))
    old, new = before.values[:count], after.values[:count]
    # A sign that changes, or a zero, is no change of unit: NaN compares false and stays out.
    positions = np.nonzero(old * new > 0)[0]
    return _Pair(cell, since, positions, old[positions], new[positions])
