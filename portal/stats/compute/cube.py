"""All figures of a dataset at all levels, on today's perimeters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl

from portal.kernel.figures import Absence
from portal.stats.compute.aggregate import Block, aggregate_to_level
from portal.stats.compute.elsewhere import fill_elsewhere
from portal.stats.compute.geography import LEVELS_ABOVE, Geography
from portal.stats.compute.perimeter import (
    CompiledPassage,
    UnknownCodesError,
    compile_passage,
    rebase_communes,
    rebase_epci,
)
from portal.stats.compute.vectors import FigureVector, build_absent
from portal.stats.descriptors.dataset import Elsewhere
from portal.stats.descriptors.indicator import Indicator

_PARTITION = ["level", "indicator", "geography_year", "rebase"]


class Cell(NamedTuple):
    """One column: an indicator, a year, a level."""

    indicator: str
    year: int
    level: str


@dataclass
class Cube:
    """Columns by cell, what split communes had together (see ``perimeter``), and from which cells of
    the same level each computed one was computed. ``partial``: cells computed from an extract of a source,
    which say nothing of the territories that it leaves out.
    """

    columns: dict[Cell, FigureVector] = field(default_factory=dict)
    blocks: dict[tuple[str, int], list[Block]] = field(default_factory=dict)
    inputs: dict[Cell, tuple[Cell, ...]] = field(default_factory=dict)
    partial: frozenset[Cell] = frozenset()

    def years(self, indicator: str, level: str) -> list[int]:
        """Years of an indicator at a level, increasing."""
        return sorted(
            cell.year for cell in self.columns if cell.indicator == indicator and cell.level == level
        )

    def list_stored(self, indicators: Mapping[str, Indicator]) -> list[Cell]:
        """Cells that readers may see: public indicators, at the levels they are meant for."""
        return sorted(
            cell
            for cell in self.columns
            if not indicators[cell.indicator].internal and cell.level in indicators[cell.indicator].levels
        )


def count_incomplete(cube: Cube, cells: Iterable[Cell]) -> dict[tuple[str, int], dict[str, int]]:
    """By indicator and year, then by level: how many aggregates miss a member."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    for cell in cells:
        count = int((cube.columns[cell].absence == Absence.INCOMPLETE).sum())
        if count:
            found.setdefault((cell.indicator, cell.year), {})[cell.level] = count
    return found


def build_cube(
    frame: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    geography: Geography,
    elsewhere: Sequence[Elsewhere] = (),
) -> Cube:
    """Observations (``portal.stats.ingest.observations``) → columns at every level that can be had.

    ``elsewhere``: what is true of the territories that the observations do not name.
    Published figures of a level win over aggregated ones, except those of a perimeter that changed.
    What a newer geography says of a commune replaces what an older one could not compare.
    Raises UnknownCodesError.
    """
    cube = Cube()
    passages: dict[int, CompiledPassage] = {}
    published: dict[Cell, FigureVector] = {}
    for part in _partition(fill_elsewhere(frame, elsewhere, indicators, geography)):
        if part.cell.level != "commune":
            column = published.setdefault(part.cell, build_absent(geography.size(part.cell.level)))
            _place_published(part, column, geography)
            continue
        column = cube.columns.setdefault(part.cell, build_absent(geography.size("commune")))
        if not part.rebase:
            _place(part, column, geography)
            continue
        if part.geography_year not in passages:
            found = geography.find_passage(part.geography_year)
            passages[part.geography_year] = compile_passage(found, geography)
        summable = indicators[part.cell.indicator].aggregate == "sum"
        passage = passages[part.geography_year]
        rebased, blocks = rebase_communes(part.codes, part.figures, passage, summable=summable)
        observed = np.nonzero(rebased.absence != Absence.NOT_AVAILABLE)[0]
        column.put(observed, rebased.take(observed))
        cube.blocks.setdefault((part.cell.indicator, part.cell.year), []).extend(blocks)
    _aggregate(cube, indicators, geography)
    for cell, column in published.items():
        _merge_published(cube, cell, column)
    return cube


@dataclass(frozen=True)
class _Part:
    """Observations of one cell read in one geography."""

    cell: Cell
    geography_year: int
    rebase: bool
    codes: list[str]
    figures: FigureVector


def _partition(frame: pl.DataFrame) -> Iterator[_Part]:
    for year in frame["year"].unique().sort():  # one year at a time is copied
        of_year = frame.filter(year=year)
        parts = of_year.partition_by(_PARTITION, as_dict=True, include_key=False, maintain_order=True)
        for (level, indicator, geography_year, rebase), part in parts.items():
            figures = FigureVector(
                part["value"].fill_null(np.nan).to_numpy(),
                part["absence"].to_numpy(),
                part["status"].to_numpy(),
                part["origin"].to_numpy(),
            )
            cell = Cell(indicator, year, level)
            yield _Part(cell, geography_year, rebase, part["code"].to_list(), figures)


def _place(part: _Part, column: FigureVector, geography: Geography) -> None:
    """Figures that describe a territory as it was: under their code, for those that still exist."""
    places, is_current = geography.positions(part.cell.level), geography.is_current[part.cell.level]
    kept = [index for index, code in enumerate(part.codes) if code in places and is_current[places[code]]]
    positions = [places[part.codes[index]] for index in kept]
    column.put(np.array(positions, np.int64), part.figures.take(np.array(kept, np.int64)))


def _place_published(part: _Part, column: FigureVector, geography: Geography) -> None:
    if part.cell.level == "epci" and part.rebase:
        positions, figures = rebase_epci(part.codes, part.figures, part.geography_year, geography)
        column.put(np.array(positions, np.int64), figures)
        return
    if part.cell.level != "epci":
        unknown = [code for code in part.codes if code not in geography.positions(part.cell.level)]
        if unknown:
            raise UnknownCodesError(f"unknown {part.cell.level} codes: {', '.join(unknown[:10])}")
    _place(part, column, geography)


def _aggregate(cube: Cube, indicators: Mapping[str, Indicator], geography: Geography) -> None:
    for cell, column in list(cube.columns.items()):
        indicator = indicators[cell.indicator]
        rule = indicator.aggregate
        if rule not in {"sum", "unanimous"}:
            continue
        blocks = [
            block
            for block in cube.blocks.get((cell.indicator, cell.year), [])
            # Once a newer geography gives each of them its own figure, the block is of no use.
            if (column.absence[list(block.positions)] == Absence.NOT_COMPARABLE).any()
        ]
        for level in LEVELS_ABOVE:
            cube.columns[cell._replace(level=level)] = aggregate_to_level(
                column,
                geography.parents(level),
                geography.size(level),
                rule,
                blocks,
                tolerated_pct=indicator.missing_tolerated_pct,
            )


def _merge_published(cube: Cube, cell: Cell, published: FigureVector) -> None:
    """Published values and secrets win; then aggregated values; then the published absences."""
    aggregated = cube.columns.get(cell)
    if aggregated is None:
        cube.columns[cell] = published
        return
    wins = published.is_present | (published.absence == Absence.SECRET)
    known = (published.absence != Absence.NOT_AVAILABLE) & ~aggregated.is_present
    where = np.nonzero(wins | known)[0]
    aggregated.put(where, published.take(where))
