"""Writes the columns of a cube to the store, with the ranks and summaries of every group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.geography import LEVELS, Geography
from portal.stats.compute.mentions import Mentioned, Territories
from portal.stats.compute.summarise import GroupSummaries, sort_figures, summarise
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.indicator import Indicator
from portal.stats.store.layout import KindLayout, Layout
from portal.stats.store.packing import SUMMARY_FIELDS, RowBlock, SummaryBlock
from portal.stats.store.write import write_columns, write_rows, write_summaries


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
    block = RowBlock(
        values=np.stack([column.values for column in columns]),
        absence=np.stack([column.absence for column in columns]),
        status=np.stack([column.status for column in columns]),
        origin=np.stack([column.origin for column in columns]),
        ranks=ranking.ranks,
        tied=ranking.tied,
    )
    write_columns(release_id, kind, names, block)
    write_rows(release_id, kind, mentioned.codes, _take(block, mentioned.positions))
    for grouping in groupings:
        group_codes = geography.groupings[kind, grouping].codes
        write_summaries(release_id, kind, grouping, group_codes, ranking.summaries[grouping])
    counts = tuple(int(column.is_present.sum()) for column in columns)
    return KindLayout(names, counts, groupings, int(geography.is_current[kind].sum()))


def _take(block: RowBlock, positions: np.typing.NDArray[np.int64]) -> RowBlock:
    return RowBlock(
        block.values[:, positions],
        block.absence[:, positions],
        block.status[:, positions],
        block.origin[:, positions],
        block.ranks[:, :, positions],
        block.tied[:, :, positions],
    )


@dataclass
class _Ranking:
    """Ranks and ties [groupings, cells, territories], summaries by grouping."""

    ranks: np.typing.NDArray[np.uint32]
    tied: np.typing.NDArray[np.bool_]
    summaries: dict[str, SummaryBlock]


def _summarise(
    kind: str, columns: Sequence[FigureVector], is_ranked: Sequence[bool], geography: Geography
) -> _Ranking:
    groupings = geography.list_groupings(kind)
    shape = (len(groupings), len(columns), geography.size(kind))
    ranking = _Ranking(np.zeros(shape, np.uint32), np.zeros(shape, bool), {})
    figures = [sort_figures(column) for column in columns]
    for number, grouping in enumerate(groupings):
        groups = geography.groupings[kind, grouping]
        count = len(groups.codes)
        block = SummaryBlock(
            np.zeros((len(columns), count), np.uint32),
            np.full((len(SUMMARY_FIELDS), len(columns), count), np.nan),
        )
        for cell, (ordered, ranked) in enumerate(zip(figures, is_ranked, strict=True)):
            found: GroupSummaries = summarise(ordered, groups.index, count)
            block.n[cell] = found.n
            if ranked:  # categories have no order: neither mean nor rank
                block.stats[:, cell] = found.stats
                ranking.ranks[number, cell], ranking.tied[number, cell] = found.ranks, found.tied
        ranking.summaries[grouping] = block
    return ranking
