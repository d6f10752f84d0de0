from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.stats.store.packing import (
    PackedFormatError,
    RowBlock,
    SummaryBlock,
    pack_column,
    pack_rows,
    pack_summaries,
    unpack_column,
    unpack_row,
    unpack_summary,
)


@st.composite
def blocks(draw: st.DrawFn) -> RowBlock:
    groupings, cells, territories = (draw(st.integers(low, high)) for low, high in ((0, 8), (1, 6), (1, 5)))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (cells, territories)
    absence = random.integers(0, 7, shape).astype(np.uint8)
    values = np.where(absence == 0, random.normal(scale=10.0 ** random.integers(-9, 15, shape)), np.nan)
    widest = draw(st.sampled_from([40, 70_000]))
    return RowBlock(
        values,
        absence,
        random.integers(0, 5, shape).astype(np.uint8),
        random.integers(0, 3, shape).astype(np.uint8),
        random.integers(0, widest, (groupings, *shape)).astype(np.uint32),
        random.integers(0, 2, (groupings, *shape)).astype(bool),
    )


@given(blocks())
def test_rows_come_back_as_they_were(block: RowBlock) -> None:
    groupings, cells, _ = block.ranks.shape
    for territory, payload in enumerate(pack_rows(block)):
        row = unpack_row(payload)
        assert np.array_equal(row.values, block.values[:, territory], equal_nan=True)
        assert np.array_equal(row.absence, block.absence[:, territory])
        for cell in range(cells):
            assert row.status(cell) == block.status[cell, territory]
            assert row.origin(cell) == block.origin[cell, territory]
            for grouping in range(groupings):
                assert (row.rank(grouping, cell) or 0) == block.ranks[grouping, cell, territory]
                assert row.is_tied(grouping, cell) == block.tied[grouping, cell, territory]


@given(blocks())
def test_columns_come_back_as_they_were(block: RowBlock) -> None:
    column = unpack_column(pack_column(block.values[0], block.absence[0], block.status[0], block.origin[0]))
    assert np.array_equal(column.values, block.values[0], equal_nan=True)
    assert np.array_equal(column.absence, block.absence[0])
    assert np.array_equal(column.status, block.status[0])
    assert np.array_equal(column.origin, block.origin[0])


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 2**32))
def test_summaries_come_back_as_they_were(cells: int, groups: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    block = SummaryBlock(
        random.integers(0, 40_000, (cells, groups)).astype(np.uint32), random.normal(size=(6, cells, groups))
    )
    for group, payload in enumerate(pack_summaries(block)):
        summary = unpack_summary(payload)
        assert np.array_equal(summary.n, block.n[:, group])
        assert np.array_equal(summary.stats, block.stats[:, :, group])


def _small_row() -> bytes:
    one = np.ones((1, 1))
    zero = np.zeros((1, 1), np.uint8)
    return pack_rows(
        RowBlock(one, zero, zero, zero, np.ones((1, 1, 1), np.uint32), np.zeros((1, 1, 1), bool))
    )[0]


def test_row_of_one_cell_byte_for_byte() -> None:
    # Header "R", version 1, ranks of 2 bytes, 1 grouping, 1 cell; 1.0; rank 1; absence, flags, ties.
    assert _small_row() == bytes.fromhex("5201020101000000000000000000f03f0100000000")


@pytest.mark.parametrize(
    "damage",
    [
        lambda payload: payload[:-1],
        lambda payload: payload[:4],
        lambda payload: b"",
        lambda payload: payload + b"\0",
        lambda payload: b"S" + payload[1:],
        lambda payload: payload[:1] + b"\x63" + payload[2:],
        lambda payload: payload[:2] + b"\x03" + payload[3:],
    ],
)
def test_row_that_is_damaged_is_refused(damage: object) -> None:
    with pytest.raises(PackedFormatError):
        unpack_row(damage(_small_row()))  # type: ignore[operator]


@pytest.mark.parametrize(("value", "absence"), [(np.nan, 0), (np.inf, 0), (1.0, 1), (np.inf, 2)])
def test_figure_that_is_both_or_neither_is_refused(value: float, absence: int) -> None:
    zero = np.zeros(1, np.uint8)
    with pytest.raises(PackedFormatError, match="absence"):
        pack_column(np.array([value]), np.array([absence], np.uint8), zero, zero)
