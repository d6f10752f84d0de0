from __future__ import annotations

import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.stats.queries.boards import Board, Standing, read_boards
from portal.stats.queries.peers import keep_founded, stand_among
from tests.stats.releases import publish_small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

KEY = "commune@departement:D1"


def read(code: str, *peers: str) -> list[Board]:
    return read_boards([("commune", code), *(("commune", peer) for peer in peers)]).boards


def find(standing: Standing, board: Board, slug: str) -> tuple[int, int, bool, list[float]]:
    """Count, rank, tie and statistics for one indicator."""
    number = board.plan.numbers[slug]
    return (
        int(standing.count[number]),
        standing.ranks[number],
        standing.ties[number],
        standing.stats[:, number].tolist(),
    )


def test_board_has_the_latest_figure_of_every_indicator() -> None:
    publish_small()
    [board] = read("35001")
    plan = board.plan
    latest = {slug: board.build_point(cell) for slug, cell in zip(plan.slugs, board.latest, strict=True)}
    assert {slug: (point.year, point.figure.value) for slug, point in latest.items()} == {
        "population": (2023, 40.0),
        "area_km2": (2023, 2.0),
        "density": (2023, 20.0),
        "zone": (2023, 1.0),
    }
    assert [point.year for point in board.list_points(plan.numbers["population"])] == [2022, 2023]


def test_unknown_territory_tells_nothing() -> None:
    publish_small()
    [board] = read("99999")
    assert set(board.latest) == {-1}
    assert board.list_points(0) == ()


def test_several_boards_and_a_group_cost_one_query_then_the_group_is_kept() -> None:
    publish_small()
    read("35001")
    with CaptureQueriesContext(connection) as queries:
        reading = read_boards([("commune", "35001"), ("commune", "22050"), ("epci", "E1")], [KEY])
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as again:
        read_boards([("commune", "35238")], [KEY])
    assert "departement" not in str(again.captured_queries[0]["sql"])
    standing = reading.stand(reading.boards[0], "departement", "D1")
    # 100, 40, 40 in the département.
    assert find(standing, reading.boards[0], "population") == (3, 2, True, [60, 40, 40, 40, 70, 88])


def test_rank_among_peers_counts_the_territory_in_and_quantiles_do_not() -> None:
    publish_small()
    board, *peers = read("35001", "35238", "35062", "22050")
    # Peers: 100, 40, 10. The territory: 40, as much as one of them, less than another.
    count, rank, tied, stats = find(stand_among(board, peers), board, "population")
    assert (count, rank, tied) == (4, 2, True)
    assert stats == pytest.approx([50.0, 16.0, 25.0, 40.0, 70.0, 88.0])


def test_group_that_holds_the_territory_counts_it_once() -> None:
    publish_small()
    board, *peers = read("35001", "35001", "35238")
    count, rank, tied, stats = find(stand_among(board, peers), board, "population")
    assert (count, rank, tied) == (2, 2, False)
    assert stats[3] == 70.0


def test_peers_have_neither_ranks_nor_medians_of_categories() -> None:
    publish_small()
    board, *peers = read("35001", "35238")
    count, rank, tied, stats = find(stand_among(board, peers), board, "zone")
    assert (count, rank, tied) == (0, 0, False)
    assert all(math.isnan(stat) for stat in stats)


def test_no_peers_no_standing() -> None:
    publish_small()
    [board] = read("35001")
    assert find(stand_among(board, []), board, "population")[:3] == (0, 0, False)


@pytest.mark.parametrize(("size", "kept"), [(3, True), (6, True), (7, False)])
def test_less_than_half_of_a_group_does_not_stand_for_it(size: int, kept: bool) -> None:
    publish_small()
    reading = read_boards([("commune", "35001")], [KEY])
    standing = keep_founded(reading.stand(reading.boards[0], "departement", "D1"), size)
    count, rank, _, stats = find(standing, reading.boards[0], "population")
    assert (count, rank, not math.isnan(stats[3])) == ((3, 2, True) if kept else (0, 0, False))
