"""Clouds: a point each, or hexagons; names that never cover one another; logarithmic axes."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from portal.ui.charts.axes import build_log_scale, choose_magnitude, write_ticks
from portal.ui.charts.cloud import bin_hexagons
from portal.ui.charts.scatter import POINTS_AT_MOST, Axis, Named, can_be_log, draw_scatter
from tests.ui.charts.test_small import check_svg

_NAMED = r'class="oc-chart__(?:label|note)" x="([-\d.]+)" y="([-\d.]+)"(?: text-anchor="(\w+)")?>Comm'


def draw(x: list[float], y: list[float], *, named: list[Named] | None = None, is_log: bool = False) -> str:
    return draw_scatter(
        Axis("Densité", np.array(x), "hab./km²", is_log),
        Axis("Taux", np.array(y), "%"),
        title="t",
        description="d",
        members="communes",
        named=named or [],
    )


def test_points_are_one_path_at_their_places() -> None:
    markup = draw([0.0, 10.0, 20.0], [0.0, 50.0, 100.0])
    root = check_svg(markup)
    path = re.search(r'class="oc-dots oc-dots--few" d="([^"]*)"', markup)
    assert path is not None
    points = [tuple(map(float, point.split())) for point in path[1].replace("h0", "").split("M")[1:]]
    assert [y for _, y in points] == [328, 183, 38]
    assert points[1][0] - points[0][0] == pytest.approx(points[2][0] - points[1][0])
    texts = [text.text for text in root.findall("text")]
    assert "↑ Taux (%)" in texts
    assert "Densité (hab./km²) →" in texts


@pytest.mark.parametrize(("x", "y"), [([], []), ([1.0], [2.0])])
def test_nothing_under_two_points(x: list[float], y: list[float]) -> None:
    assert draw(x, y) == ""


def test_equal_values_are_drawn() -> None:
    assert "oc-dots" in draw([5.0, 5.0, 5.0], [1.0, 1.0, 1.0])


def test_names_do_not_cover_one_another() -> None:
    x = [float(rank % 3) for rank in range(12)]
    named = [Named(rank, f"Commune numéro {rank}", rank == 0) for rank in range(12)]
    markup = draw([*x, 100.0], [0.0] * 12 + [10.0], named=named)
    boxes = [
        (float(x) - {"": 0, "middle": 50, "end": 100}[anchor], float(bottom))
        for x, bottom, anchor in re.findall(_NAMED, markup)
    ]
    assert boxes
    for rank, (left, bottom) in enumerate(boxes):
        for other, low in boxes[rank + 1 :]:
            assert abs(bottom - low) >= 13 or abs(left - other) >= 6 * len("Commune numéro 0")
    assert "oc-dots__here" in markup
    assert markup.count("oc-dots__ring") == 1


def test_many_points_are_hexagons_counted() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.normal(50, 10, 35_000).tolist(), rng.normal(50, 10, 35_000).tolist()
    markup = draw(x, y, named=[Named(7, "Rennes", True)])
    assert markup.count("<") < 100
    assert len(markup) < 30_000
    assert "nombre de communes par hexagone" in markup
    assert POINTS_AT_MOST == 1500
    assert "oc-hexagon" not in draw(x[:1500], y[:1500])


def test_hexagons_hold_every_point_once_in_the_nearest() -> None:
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, 200, 900), rng.uniform(0, 150, 900)
    found = bin_hexagons(x, y, 8.0)
    assert sum(one.points for one in found) == 900
    centres = np.concatenate([one.centres for one in found])
    nearest = {
        tuple(centres[np.argmin(((centres - (a, b)) ** 2).sum(axis=1))].round(6))
        for a, b in zip(x.tolist(), y.tolist(), strict=True)
    }
    assert len(nearest) <= len(centres)
    assert all(one.least <= one.most for one in found)
    assert all(before.most < after.least for before, after in pairwise(found))


def test_three_points_of_one_place_are_one_hexagon_of_three() -> None:
    [one] = bin_hexagons(np.array([10.0, 10.0, 10.0]), np.array([5.0, 5.0, 5.0]), 8.0)
    assert (one.least, one.most, one.points, len(one.centres)) == (3, 3, 3, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 101.0], True),
        ([1.0, 100.0], False),  # two decades exactly
        ([-1.0, 1000.0, 1.0], False),
        ([0.0, 1.0, 1000.0], False),  # a third of zeros
        ([0.0, *[1.0] * 198, 1000.0], True),  # one in two hundred
        ([0.0, 0.0], False),
        ([], False),
    ],
)
def test_logarithmic_axis_is_offered_where_it_shows_more(values: list[float], expected: bool) -> None:
    assert can_be_log(np.array(values)) is expected


def test_logarithmic_ticks_are_powers_of_ten_in_words() -> None:
    scale = build_log_scale([0.02, 2_000_000.0], 0, 90)
    words = [text for _, text in write_ticks(scale, choose_magnitude(scale, "hab."))]
    assert words == ["0,01", "0,1", "1", "10", "100", "1\u202f000", "10\u202f000", "100\u202f000",
                     "1\u00a0million", "10\u00a0millions"]  # fmt: skip
    assert scale.place(100.0) == pytest.approx(40)
    assert "échelle logarithmique" in draw([1.0, 1000.0], [1.0, 2.0], is_log=True)
    with pytest.raises(ValueError, match="above"):
        build_log_scale([0.0, 10.0], 0, 1)
