"""Where a territory stands year after year: worked out by hand on five communes."""

from __future__ import annotations

import pytest

from portal.stats.queries.boards import read_boards
from portal.stats.queries.by_year import stand_among_by_year, stand_by_year
from portal.stats.store.layout import summary_key_of
from tests.territories.builders import build_small_universe
from tests.web.conftest import publish_figures

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def figures(db: None) -> None:
    build_small_universe()
    publish_figures()


def test_stored_group_year_by_year() -> None:
    reading = read_boards([("commune", "35238")], [summary_key_of("commune", "france", "FR")])
    first, second = stand_by_year(reading, reading.boards[0], "population", "france", "FR")
    # 2022: 2 499, 6 999, 14 530, 68 999, 229 999.
    assert (first.year, first.rank, first.is_tied) == (2022, 1, False)
    assert (first.summary.n, first.summary.q25, first.summary.median, first.summary.q75) == (
        5,
        6_999.0,
        14_530.0,
        68_999.0,
    )
    # 2023: Dinan is secret; the median is half-way between 7 000 and 69 000.
    assert (second.year, second.summary.n, second.summary.median) == (2023, 4, 38_000.0)


def test_chosen_peers_year_by_year() -> None:
    codes = ["22050", "35001", "35051", "35062"]
    board, *peers = read_boards([("commune", "35001"), *(("commune", code) for code in codes)]).boards
    first, second = stand_among_by_year(board, "population", "voisins", peers)
    # It is one of them: four in 2022, three in 2023, and its rank is among them.
    assert (first.summary.n, first.rank, first.summary.median) == (4, 3, (6_999 + 14_530) / 2)
    assert (second.summary.n, second.rank, second.summary.median) == (3, 2, 7_000.0)
    others = [peer for peer in peers if peer.code != "35001"]
    [first, _] = stand_among_by_year(board, "population", "voisins", others)
    # It is not: it is counted in the ranking, not in the median.
    assert (first.summary.n, first.rank, first.summary.median) == (4, 3, 14_530.0)


def test_nothing_for_categories_and_unknown_indicators() -> None:
    reading = read_boards([("commune", "35238")], [summary_key_of("commune", "france", "FR")])
    board = reading.boards[0]
    assert stand_by_year(reading, board, "zonage_abc", "france", "FR") == ()
    assert stand_by_year(reading, board, "nothing", "france", "FR") == ()
    assert stand_among_by_year(board, "population", "voisins", []) == ()
