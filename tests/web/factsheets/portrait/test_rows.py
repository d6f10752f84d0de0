"""Which rows a portrait has, and what it says of the others."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence, Figure
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Point, Series
from portal.web.factsheets.portrait.rows import choose_rows, share_rows


@pytest.mark.parametrize(
    ("counts", "total", "shares"),
    [
        ([15, 5, 11], 9, [3, 3, 3]),
        ([15, 1, 11], 9, [4, 1, 4]),
        ([15, 0, 2], 60, [9, 0, 2]),
        ([3, 3, 3], 2, [1, 1, 0]),
        ([], 60, []),
    ],
)
def test_rows_are_shared_in_turn(counts: list[int], total: int, shares: list[int]):
    assert share_rows(counts, total) == shares


def _series(slug: str, figure: Figure) -> Series:
    return Series(get_catalogue().indicators[slug], (Point(2023, figure, "insee_populations"),))


def test_figures_without_a_value_are_no_rows():
    known, secret = _series("population", Figure(12.0)), _series("densite", Figure(None, Absence.SECRET))
    [theme] = choose_rows([known, secret])
    assert theme.shown == (known,)
    assert theme.absent == (secret,)


def test_zero_is_a_value():
    [theme] = choose_rows([_series("population", Figure(0.0))])
    assert len(theme.shown) == 1
