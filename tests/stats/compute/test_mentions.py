"""Which territories figures computed from an extract say something of."""

from __future__ import annotations

import numpy as np

from portal.stats.compute.cube import Cell, Cube
from portal.stats.compute.mentions import Mentioned, find_partial, narrow_to_cell
from tests.stats.builders import A, build_vector

SPENT, PEOPLE, SHARE, RATIO, DENSITY = (
    Cell(slug, 2024, "commune") for slug in ("spent", "people", "share", "ratio", "density")
)


def test_figure_computed_from_an_extract_through_another_one_is_partial() -> None:
    inputs = {SHARE: (SPENT, PEOPLE), DENSITY: (PEOPLE,), RATIO: (SHARE, PEOPLE)}
    assert find_partial(inputs, {SPENT}) == {SHARE, RATIO}


def test_partial_figure_says_nothing_of_the_territories_that_its_extract_leaves_out() -> None:
    figures = build_vector(3.0, A.NOT_AVAILABLE, A.SECRET, A.INCOMPLETE)
    cube = Cube({SHARE: figures, DENSITY: figures}, partial=frozenset({SHARE}))
    everywhere = Mentioned(np.arange(4), ["a", "b", "c", "d"])
    assert narrow_to_cell(everywhere, SHARE, cube).codes == ["a", "c"]
    assert narrow_to_cell(everywhere, DENSITY, cube) is everywhere
