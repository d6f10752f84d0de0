"""Writes the columns of a cube to the store, with the ranks and summaries of every group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import LEVELS, Geography
from portal.stats.compute.mentions import Mentioned, Territories
from portal.stats.compute.summarise import GroupSummaries, sort_figures, summarise
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
    ranking = _summarise(kind, columns, is_ranked, geography)
    names = tuple((cell.indicator, cell.year) for cell in cells)
    write_columns(release_id, kind, zip(names, columns, strict=True))
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
    bits = np.arange(len(ranking.ranks), dtype=np.uint8).reshape(-1, 1, 1)
    return RowBlock(
        values=np.stack([column.values for column in taken]),
        absence=np.stack([column.absence for column in taken]),
        status=np.stack([column.status for column in taken]),
        origin=np.stack([column.origin for column in taken]),
        ranks=ranking.ranks[:, :, positions],
        tied=(ranking.ties[:, positions] >> bits & 1).astype(bool),
    )


@dataclass
class _Ranking:
    """Ranks [groupings, cells, territories], ties [cells, territories] (bit g: the rank in grouping g is
    shared), summaries by grouping. Ranks are the largest thing that a load holds: 2 bytes if they can be."""

    ranks: np.typing.NDArray[Any]
    ties: Bytes
    summaries: dict[str, SummaryBlock]


def _summarise(
    kind: str, columns: Sequence[FigureVector], is_ranked: Sequence[bool], geography: Geography
) -> _Ranking:
    groupings = geography.list_groupings(kind)
    size = geography.size(kind)
    width = np.uint16 if size < 1 << 16 else np.uint32
    ranking = _Ranking(
        np.zeros((len(groupings), len(columns), size), width),
        np.zeros((len(columns), size), np.uint8),
        {
            grouping: _build_empty(len(columns), len(geography.groupings[kind, grouping].codes))
            for grouping in groupings
        },
    )
    for cell, (column, ranked) in enumerate(zip(columns, is_ranked, strict=True)):
        ordered = sort_figures(column)
        for number, grouping in enumerate(groupings):
            groups, block = geography.groupings[kind, grouping], ranking.summaries[grouping]
            found: GroupSummaries = summarise(ordered, groups.index, len(groups.codes))
            block.n[cell] = found.n
            if ranked:  # categories have no order: neither mean nor rank
                block.stats[:, cell] = found.stats
                ranking.ranks[number, cell] = found.ranks
                ranking.ties[cell] |= found.tied.astype(np.uint8) << np.uint8(number)
    return ranking


def _build_empty(cells: int, groups: int) -> SummaryBlock:
    return SummaryBlock(
        np.zeros((cells, groups), np.uint32), np.full((len(SUMMARY_FIELDS), cells, groups), np.nan)
    )
