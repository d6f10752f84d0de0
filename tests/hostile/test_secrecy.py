"""Nothing secret can be had by difference (X-25): the attack, on everything that the portal serves.

The attacker knows every figure shown: communes, EPCI, départements, régions and France, and the mean,
the number and the quantiles of each group of territories (France, région, département, EPCI, strate). He
adds and subtracts them in any proportions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.figures import Absence
from portal.stats.compute.cube import Cell, Cube, build_cube
from portal.stats.compute.geography import GROUPINGS, LEVELS, LEVELS_ABOVE, Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.compute.summarise import sort_figures, summarise
from tests.oracles.figures import is_recomputable
from tests.stats.builders import build_frame, build_geography, build_indicator, build_indicators

MINIMUM = 11
YEAR = 2026
SEATS, WOMEN = build_indicator("seats"), build_indicator("women", internal=True)
SHARE = build_indicator(
    "share",
    compute={"kind": "share", "part": "women", "total": "seats"},
    disclosure={"minimum_units": MINIMUM, "of": "seats"},
)
INDICATORS = build_indicators(SEATS, WOMEN, SHARE)
Communes = dict[str, dict[str, str]]


@st.composite
def countries(draw: st.DrawFn) -> Communes:
    """Up to ten communes; EPCI may cross départements, strates cross everything."""
    return {
        f"c{number}": {
            "epci": draw(st.sampled_from(["", "E1", "E2", "E3"])),
            "departement": (departement := draw(st.sampled_from(["D1", "D2", "D3"]))),
            "region": "R1" if departement != "D3" else "R2",
            "strate": draw(st.sampled_from(["small", "large"])),
        }
        for number in range(draw(st.integers(1, 10)))
    }


def _publish(communes: Communes, seats: dict[str, int]) -> tuple[Geography, Cube]:
    """What readers are shown of the share of women among these seats."""
    geography = build_geography(communes)
    rows: list[tuple[Any, ...]] = []
    for number, (code, count) in enumerate(seats.items()):
        rows += [
            ("commune", code, "seats", YEAR, count),
            ("commune", code, "women", YEAR, count * number // 10),
        ]
    cube = build_cube(build_frame(rows), INDICATORS, geography)
    add_computed(cube, [SHARE], INDICATORS, geography)
    hide_secrets(cube, [SEATS, WOMEN, SHARE], geography)
    return geography, cube


def _list_secret(cube: Cube, level: str) -> list[int]:
    return np.nonzero(cube.columns[Cell("share", YEAR, level)].absence == Absence.SECRET)[0].tolist()


def _list_equations(geography: Geography, cube: Cube, unknown: list[int]) -> list[list[int]]:
    """Each visible total tells the sum of the women of the secret communes that it holds."""
    equations = []
    for level in LEVELS_ABOVE:
        column = cube.columns[Cell("share", YEAR, level)]
        parents = geography.parents(level)
        for group in np.nonzero(column.is_present)[0]:
            row = [int(parents[commune] == group) for commune in unknown]
            if any(row):
                equations.append(row)
    return equations


@settings(max_examples=300, deadline=None)
@given(countries(), st.data())
def test_no_secret_can_be_computed_from_the_totals_shown(communes: Communes, data: st.DataObject) -> None:
    seats = {code: data.draw(st.integers(0, 30), label=code) for code in communes}
    geography, cube = _publish(communes, seats)
    counts = [seats[code] for code in geography.codes["commune"]]
    unknown = _list_secret(cube, "commune")
    equations = _list_equations(geography, cube, unknown)
    for place, commune in enumerate(unknown):
        if 0 < counts[commune] < MINIMUM:
            target = [int(other == place) for other in range(len(unknown))]
            assert not is_recomputable(target, equations), geography.codes["commune"][commune]
    for level in LEVELS_ABOVE:
        parents = geography.parents(level)
        for group in _list_secret(cube, level):
            members = [commune for commune in range(len(counts)) if parents[commune] == group]
            if 0 < sum(counts[commune] for commune in members) < MINIMUM:
                target = [int(commune in members) for commune in unknown]
                assert not is_recomputable(target, equations), (level, geography.codes[level][group])


@settings(max_examples=100, deadline=None)
@given(countries(), st.data())
def test_summaries_of_groups_and_strates_hold_no_secret(communes: Communes, data: st.DataObject) -> None:
    """Ranks, means and quantiles are those of the figures shown: what is hidden is not even counted."""
    seats = {code: data.draw(st.integers(0, 30), label=code) for code in communes}
    geography, cube = _publish(communes, seats)
    for level in LEVELS:
        column = cube.columns[Cell("share", YEAR, level)]
        for grouping in GROUPINGS[level]:
            groups = geography.groupings[level, grouping]
            found = summarise(sort_figures(column), groups.index, len(groups.codes))
            for group in range(len(groups.codes)):
                shown = column.values[(groups.index == group) & column.is_present]
                assert found.n[group] == len(shown)
                assert not len(shown) or np.isclose(found.stats[0, group], shown.mean())
            assert not found.ranks[column.absence == Absence.SECRET].any()


@settings(max_examples=200, deadline=None)
@given(countries(), st.data())
def test_totals_that_we_add_up_never_hold_a_secret_of_the_source(
    communes: Communes, data: st.DataObject
) -> None:
    """Whatever hides behind a secret of the source, every figure shown stays the same."""
    figures = st.one_of(st.integers(0, 30), st.just(Absence.SECRET))
    given_figures = {code: data.draw(figures, label=code) for code in communes}
    geography = build_geography(communes)
    rows = [("commune", code, "seats", YEAR, figure) for code, figure in given_figures.items()]
    cube = build_cube(build_frame(rows), build_indicators(SEATS), geography)
    secret = {code for code, figure in given_figures.items() if figure is Absence.SECRET}
    for level in LEVELS_ABOVE:
        parents = geography.parents(level)
        column = cube.columns[Cell("seats", YEAR, level)]
        for group in range(geography.size(level)):
            members = {code for at, code in enumerate(geography.codes["commune"]) if parents[at] == group}
            is_secret = column.absence[group] == Absence.SECRET
            assert is_secret == bool(members & secret), (level, group)


def test_attack_finds_what_a_careless_portal_would_tell() -> None:
    """The oracle itself: the total of an EPCI less that of its other commune."""
    assert is_recomputable([1, 0], [[1, 1], [0, 1]])
    assert not is_recomputable([1, 0], [[1, 1]])
    assert is_recomputable([1, 0, 0], [[1, 1, 0], [0, 1, 1], [1, 0, 1]])  # half of the sum of two less one
