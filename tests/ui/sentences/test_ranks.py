"""Ranks and positions in words."""

from __future__ import annotations

import pytest

from portal.ui.sentences import (
    is_feminine,
    word_position,
    write_full_rank,
    write_rank,
)

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("rank", "n", "tied", "feminine", "words"),
    [
        (12, 332, False, True, "12e sur 332"),
        (1, 35, True, True, "1re ex æquo sur 35"),
        (1, 101, False, False, "1er sur 101"),
        (2, 101, False, False, "2e sur 101"),
        (1204, 34875, False, True, f"1{NARROW}204e sur 34{NARROW}875"),
        (1, 2, False, True, "1re sur 2"),
        (1, 1, False, True, ""),  # alone
        (None, 35, False, True, ""),
    ],
)
def test_rank_is_written_with_its_group(
    rank: int | None, n: int, tied: bool, feminine: bool, words: str
) -> None:
    assert write_rank(rank, n, is_tied=tied, feminine=feminine) == words


def test_full_rank_names_the_group_and_what_the_first_is() -> None:
    members = "communes du département"
    assert write_full_rank(12, 332, members, is_tied=False, feminine=True) == (
        "12e sur 332 communes du département"
    )
    assert write_full_rank(12, 332, members, is_tied=False, feminine=True, highest="la plus élevée") == (
        f"12e sur 332 communes du département (1re{NBSP}: la plus élevée)"
    )
    assert write_full_rank(None, 332, members, is_tied=False, feminine=True) == ""


@pytest.mark.parametrize(
    ("kind", "feminine"),
    [("commune", True), ("epci", True), ("region", True), ("departement", False), ("ept", False)],
)
def test_kinds_have_a_gender(kind: str, feminine: bool) -> None:
    assert is_feminine(kind) is feminine


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (91, "parmi les dix pour cent les plus élevés"),
        (90, "parmi le quart le plus élevé"),
        (76, "parmi le quart le plus élevé"),
        (75, "dans la moitié centrale"),
        (25, "dans la moitié centrale"),
        (24, "parmi le quart le plus bas"),
        (10, "parmi le quart le plus bas"),
        (9, "parmi les dix pour cent les plus bas"),
    ],
)
def test_position_against_quantiles(value: float, words: str) -> None:
    assert word_position(value, 10, 25, 75, 90) == words
