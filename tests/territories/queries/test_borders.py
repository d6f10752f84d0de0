"""Lines between groups, from the edges that shapes have in common; contours on a coarser grid."""

from __future__ import annotations

import numpy as np
import pytest

from portal.territories.queries.borders import draw_borders, find_borders
from portal.territories.queries.outlines import AlignedOutlines
from portal.territories.queries.rings import read_rings
from portal.territories.queries.thinning import thin_outlines, thin_path
from tests.territories.builders import build_small_universe

# Four squares of 10: 0 1 above, 2 3 below.
SQUARES = [
    "M0 0l10 0 0 10-10 0z", "M10 0l10 0 0 10-10 0z", "M0 10l10 0 0 10-10 0z", "M10 10l10 0 0 10-10 0z",
]  # fmt: skip


def list_edges(path: str) -> set[frozenset[tuple[int, int]]]:
    """The edges of a path of lines, without their directions."""
    found = set()
    for line in path.split("M")[1:]:
        start, _, steps = line.partition("l")
        x, y = map(int, start.split())
        numbers = [int(one) for one in steps.replace("-", " -").split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            found.add(frozenset({(x, y), (x + dx, y + dy)}))
            x, y = x + dx, y + dy
    return found


def edge(x0: int, y0: int, x1: int, y1: int) -> frozenset[tuple[int, int]]:
    return frozenset({(x0, y0), (x1, y1)})


def test_borders_are_edges_in_common_to_two_groups() -> None:
    """Départements 1 1 / 2 3, régions 1 1 / 2 2: one line between régions, one between 2 and 3."""
    lines = draw_borders(read_rings(SQUARES), np.array([1, 1, 2, 3]), np.array([1, 1, 2, 2]))
    assert list_edges(lines.regions) == {edge(0, 10, 10, 10), edge(10, 10, 20, 10)}
    assert list_edges(lines.departements) == {edge(10, 10, 10, 20)}
    assert len(list_edges(lines.outline)) == 8


def test_border_all_around_an_enclave_is_drawn_once() -> None:
    ring = "M0 0l30 0 0 30-30 0zm10 10 10 0 0 10-10 0z"
    inside = "M10 10l10 0 0 10-10 0z"
    lines = draw_borders(read_rings([ring, inside]), np.array([1, 2]), np.array([1, 1]))
    assert list_edges(lines.departements) == {
        edge(10, 10, 20, 10), edge(20, 10, 20, 20), edge(20, 20, 10, 20), edge(10, 20, 10, 10),
    }  # fmt: skip
    assert lines.regions == ""


@pytest.mark.django_db
def test_zones_smaller_than_a_region_have_no_such_lines() -> None:
    build_small_universe()
    assert find_borders("departement:35", "commune").departements == ""
    assert find_borders("region:53", "departement").regions == ""


def test_thinner_contours_still_fit() -> None:
    """On a grid of 4, (0,0)–(10,10) goes to (0,0)–(2,2): 10 is 2.5, to the even one, on both sides alike."""
    outlines = AlignedOutlines(SQUARES[:2], np.array([[0, 0, 10, 10], [10, 0, 20, 10]], np.int32), ["a", "a"])
    thin = thin_outlines(outlines, 4)
    assert thin.paths == ["M0 0l2 0 0 2-2 0z", "M2 0l3 0 0 2-3 0z"]
    assert thin.boxes.tolist() == [[0, 0, 2, 2], [2, 0, 5, 2]]
    assert thin.zones == ["a", "a"]


def test_contour_that_becomes_less_than_a_triangle_is_left_out() -> None:
    outlines = AlignedOutlines(["M0 0l1 0 0 1z"], np.array([[0, 0, 1, 1]], np.int32), ["a"])
    assert thin_outlines(outlines, 40).paths == [""]
    assert thin_path("M0 0l80 0 0 40", 40) == "M0 0l2 0 0 1"
