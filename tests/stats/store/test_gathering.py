from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence
from portal.stats.store import gathering
from portal.stats.store.gathering import RowGatherer, SummaryGatherer
from portal.stats.store.layout import KindLayout
from portal.stats.store.packing import (
    PackedFormatError,
    RowBlock,
    SummaryBlock,
    pack_rows,
    pack_summaries,
    unpack_row,
    unpack_summary,
)
from portal.stats.store.read import Place

GROUPINGS = {1: ("france", "strate"), 2: ("france",)}
CELLS = {1: 3, 2: 2}


@pytest.fixture(autouse=True)
def layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(release_id: int, kind: str) -> KindLayout:
        cells = tuple((f"i{cell}", 2020) for cell in range(CELLS[release_id]))
        return KindLayout(cells, (1,) * len(cells), GROUPINGS[release_id], 1)

    monkeypatch.setattr(gathering, "get_kind_layout", find)


def build_place(release_id: int, cell: int) -> Place:
    return Place(2020, "x", release_id, cell, is_covered=True, filled=1, is_partial=False)


def build_payload(release_id: int, start: float, *, ranks: int = 0) -> bytes:
    cells, groupings = CELLS[release_id], len(GROUPINGS[release_id])
    shape = (groupings, cells, 1)
    numbers = np.arange(groupings * cells).reshape(shape).astype(np.uint32) + 1 + ranks
    [payload] = pack_rows(
        RowBlock(
            np.arange(cells, dtype=float).reshape(-1, 1) + start,
            np.zeros((cells, 1), np.uint8),
            np.full((cells, 1), 2, np.uint8),
            np.ones((cells, 1), np.uint8),
            numbers,
            numbers % 2 == 0,
        )
    )
    return payload


PLACES = [build_place(2, 1), build_place(1, 2), build_place(1, 0)]


def test_cells_of_several_releases_come_in_the_order_asked() -> None:
    gatherer = RowGatherer.build("commune", PLACES)
    found = gatherer.gather({1: build_payload(1, 10.0), 2: build_payload(2, 50.0)})
    assert found.values.tolist() == [51.0, 12.0, 10.0]
    assert found.flags.tolist() == [0x12] * 3
    assert found.is_row.all()
    ranks, ties = found.ranks("strate")  # release 2 knows no strate
    assert (ranks.tolist(), ties.tolist()) == ([0, 6, 4], [False, True, True])
    assert found.ranks("france")[0].tolist() == [2, 3, 1]
    assert found.ranks("unknown")[0].tolist() == [0, 0, 0]


def test_release_without_a_row_gives_absences() -> None:
    found = RowGatherer.build("commune", PLACES).gather({1: build_payload(1, 10.0)})
    assert np.isnan(found.values[0])
    assert found.absence.tolist() == [Absence.NOT_AVAILABLE, 0, 0]
    assert found.is_row.tolist() == [False, True, True]


def test_ranks_of_four_bytes_are_read_too() -> None:
    wide = build_payload(1, 10.0, ranks=70_000)
    found = RowGatherer.build("commune", [build_place(1, 0)]).gather({1: wide})
    assert found.values.tolist() == [10.0]
    assert found.ranks("france")[0].tolist() == [0]  # no kind of territory has so many


@pytest.mark.parametrize("payload", [b"", b"R", build_payload(2, 1.0)])
def test_row_of_another_size_is_refused(payload: bytes) -> None:
    with pytest.raises(PackedFormatError):
        RowGatherer.build("commune", [build_place(1, 0)]).gather({1: payload})


@given(st.permutations([(1, 0), (1, 1), (1, 2), (2, 0), (2, 1)]), st.integers(1, 5))
def test_gathering_agrees_with_reading_one_by_one(order: list[tuple[int, int]], count: int) -> None:
    places = [build_place(*one) for one in order[:count]]
    payloads = {1: build_payload(1, 10.0), 2: build_payload(2, 50.0)}
    found = RowGatherer.build("commune", places).gather(payloads)
    ranks, ties = found.ranks("france")
    for at, place in enumerate(places):
        row = unpack_row(payloads[place.release_id])
        assert found.values[at] == row.values[place.cell]
        assert found.flags[at] == row.flags[place.cell]
        assert (int(ranks[at]) or None) == row.rank(0, place.cell)
        assert ties[at] == row.is_tied(0, place.cell)


def test_summaries_come_in_the_order_asked() -> None:
    stats = np.arange(18, dtype=float).reshape(6, 3, 1)
    [payload] = pack_summaries(SummaryBlock(np.array([[7], [8], [9]], np.uint32), stats))
    gatherer = SummaryGatherer("commune", PLACES)
    joined = gatherer.join({1: payload})
    found = gatherer.gather(joined, np.array([1, 2, 0]))
    row = unpack_summary(payload)
    assert found.n.tolist() == [9, 7, 0]
    assert found.stats[:, 0].tolist() == row.stats[:, 2].tolist()
    with pytest.raises(PackedFormatError):
        gatherer.join({1: payload[:-1]})
