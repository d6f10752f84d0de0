"""Writes the columns of a cube to the store, with the ranks and summaries of every group."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Final

import numpy as np
import numpy.typing as npt

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import LEVELS, Geography
from portal.stats.compute.mentions import Mentioned, Territories
from portal.stats.compute.summarise import sort_figures, summarise
from portal.stats.compute.vectors import Bytes, FigureVector, Ints
from portal.stats.descriptors.indicator import Indicator
from portal.stats.store.layout import KindLayout, Layout
from portal.stats.store.packing import SUMMARY_FIELDS, RowBlock, SummaryBlock
from portal.stats.store.write import write_columns, write_rows, write_summaries

_SLICE: Final = 4096
"""Territories whose rows are packed at a time: all of 36 000 would be as large as the cube again."""


def write_cube(
    release_id: int,
    cube: Cube,
    indicators: Mapping[str, Indicator],
    geography: Geography,
    territories: Territories,
) -> Layout:
    """Write columns, summaries and the rows of these territories; the layout to be kept with the release."""
    stored = cube.list_stored(indicators)
    kinds = {}
    for kind in LEVELS:
        cells = [cell for cell in stored if cell.level == kind]
        if cells:
            kinds[kind] = _write_kind(release_id, cells, cube, indicators, geography, territories[kind])
    return Layout(kinds)


def _write_kind(
    release_id: int,
    cells: Sequence[Cell],
    cube: Cube,
    indicators: Mapping[str, Indicator],
    geography: Geography,
    mentioned: Mentioned,
) -> KindLayout:
    kind = cells[0].level
    columns = [cube.columns[cell] for cell in cells]
    is_ranked = [not indicators[cell.indicator].is_categorical for cell in cells]
    groupings = geography.list_groupings(kind)
    names = tuple((cell.indicator, cell.year) for cell in cells)
    write_columns(release_id, kind, zip(names, columns, strict=True))
    with TemporaryFile() as spool:
        ranking = _summarise(kind, columns, is_ranked, geography, spool)
        for first in range(0, len(mentioned.codes), _SLICE):
            part = slice(first, first + _SLICE)
            block = _build_block(columns, ranking, mentioned.positions[part])
            write_rows(release_id, kind, mentioned.codes[part], block)
    for grouping in groupings:
        group_codes = geography.groupings[kind, grouping].codes
        write_summaries(release_id, kind, grouping, group_codes, ranking.summaries[grouping])
    counts = tuple(int(column.is_present.sum()) for column in columns)
    partial = frozenset(number for number, cell in enumerate(cells) if cell in cube.partial)
    return KindLayout(names, counts, groupings, int(geography.is_current[kind].sum()), partial)


def _build_block(columns: Sequence[FigureVector], ranking: _Ranking, positions: Ints) -> RowBlock:
    """The cells of these territories."""
    taken = [column.take(positions) for column in columns]
    bits = np.arange(ranking.groupings, dtype=np.uint8).reshape(-1, 1, 1)
    return RowBlock(
        values=np.stack([column.values for column in taken]),
        absence=np.stack([column.absence for column in taken]),
        status=np.stack([column.status for column in taken]),
        origin=np.stack([column.origin for column in taken]),
        ranks=ranking.read_ranks(positions),
        tied=(ranking.ties[:, positions] >> bits & 1).astype(bool),
    )


@dataclass
class _Ranking:
    """Ties [cells, territories] (bit g: the rank in grouping g is shared), summaries by grouping, and ranks,
    which are as large as all the rest: in a file, [cells, groupings, territories]."""

    groupings: int
    ties: Bytes
    summaries: dict[str, SummaryBlock]
    spool: IO[bytes]

    def read_ranks(self, positions: Ints) -> npt.NDArray[np.uint32]:
        """Ranks at these positions, which increase: [groupings, cells, territories]."""
        cells, size = self.ties.shape
        first, count = int(positions[0]), int(positions[-1] - positions[0]) + 1
        ranks = np.empty((cells * self.groupings, len(positions)), np.uint32)
        for row in range(len(ranks)):  # not mapped: what the system maps around is held too
            content = os.pread(self.spool.fileno(), 4 * count, 4 * (row * size + first))
            ranks[row] = np.frombuffer(content, np.uint32)[positions - first]
        return ranks.reshape(cells, self.groupings, len(positions)).swapaxes(0, 1)


def _summarise(
    kind: str,
    columns: Sequence[FigureVector],
    is_ranked: Sequence[bool],
    geography: Geography,
    spool: IO[bytes],
) -> _Ranking:
    groupings = [(name, geography.groupings[kind, name]) for name in geography.list_groupings(kind)]
    summaries = {name: _build_empty(len(columns), len(groups.codes)) for name, groups in groupings}
    ties = np.zeros((len(columns), geography.size(kind)), np.uint8)
    for cell, (column, ranked) in enumerate(zip(columns, is_ranked, strict=True)):
        ordered = sort_figures(column)
        ranks = np.zeros((len(groupings), geography.size(kind)), np.uint32)
        for number, (name, groups) in enumerate(groupings):
            found = summarise(ordered, groups.index, len(groups.codes))
            summaries[name].n[cell] = found.n
            if ranked:  # categories have no order: neither mean nor rank
                summaries[name].stats[:, cell] = found.stats
                ranks[number] = found.ranks
                ties[cell] |= found.tied.astype(np.uint8) << np.uint8(number)
        spool.write(ranks.data)
    spool.flush()
    return _Ranking(len(groupings), ties, summaries, spool)


def _build_empty(cells: int, groups: int) -> SummaryBlock:
    return SummaryBlock(
        np.zeros((cells, groups), np.uint32), np.full((len(SUMMARY_FIELDS), cells, groups), np.nan)
    )
