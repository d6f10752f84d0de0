"""Pages of a list, at their boundaries."""

from __future__ import annotations

import pytest

from portal.ui.paging import Paging


@pytest.mark.parametrize(
    ("found", "pages"), [(0, 1), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (101, 3), (34_875, 698)]
)
def test_pages_hold_fifty_rows(found: int, pages: int) -> None:
    assert Paging(1, found).pages == pages


def test_pages_share_out_all_rows() -> None:
    rows = list(range(120))
    shared = [row for page in (1, 2, 3) for row in rows[Paging(page, 120).rows]]
    assert shared == rows


def test_page_of_a_row_and_pages_beyond() -> None:
    paging = Paging(4, 120)
    assert paging.is_beyond
    assert not Paging(3, 120).is_beyond
    assert not Paging(1, 0).is_beyond
    assert [paging.find_page(row) for row in (0, 49, 50, 119)] == [1, 1, 2, 3]
