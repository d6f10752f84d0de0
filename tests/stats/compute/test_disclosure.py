from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.stats.compute.disclosure import find_suppression
from portal.stats.compute.geography import LEVELS_ABOVE, Geography
from tests.oracles.figures import find_breach
from tests.stats.builders import build_geography

LEVELS = ("epci", "departement", "region", "france")


def _suppress(geography: Geography, units: dict[str, float], minimum: int) -> dict[str, set[str]]:
    parents = {level: geography.parents(level) for level in LEVELS_ABOVE}
    counts = {"commune": np.array([units[code] for code in geography.codes["commune"]], float)}
    for level in LEVELS_ABOVE:
        parent = parents[level]
        counts[level] = np.bincount(
            parent[parent >= 0], weights=counts["commune"][parent >= 0], minlength=geography.size(level)
        )
    hidden = find_suppression(counts, parents, minimum).hidden
    return {
        level: {geography.codes[level][place] for place in np.nonzero(where)[0]}
        for level, where in hidden.items()
    }


def _place(epci: str, departement: str = "D") -> dict[str, str]:
    return {"epci": epci, "departement": departement, "region": "R"}


def test_small_commune_takes_the_smallest_of_its_cell_with_it() -> None:
    geography = build_geography({"a": _place("E"), "b": _place("E"), "c": _place("E"), "x": _place("F")})
    hidden = _suppress(geography, {"a": 7, "b": 15, "c": 29, "x": 11}, 11)
    # 7 is secret; alone it is EPCI minus b minus c, so the smallest of the others goes too.
    assert hidden == {
        "commune": {"a", "b"},
        "epci": set(),
        "departement": set(),
        "region": set(),
        "france": set(),
    }


def test_small_communes_that_are_enough_together_need_no_other() -> None:
    geography = build_geography({"a": _place("E"), "b": _place("E"), "c": _place("E")})
    assert _suppress(geography, {"a": 7, "b": 7, "c": 29}, 11)["commune"] == {"a", "b"}


def test_commune_where_nobody_is_counted_is_neither_hidden_nor_a_shelter() -> None:
    geography = build_geography({"a": _place("E"), "b": _place("E"), "c": _place("E")})
    assert _suppress(geography, {"a": 0, "b": 7, "c": 29}, 11)["commune"] == {"b", "c"}


def test_no_small_commune_hides_nothing() -> None:
    geography = build_geography({"a": _place("E"), "b": _place("E")})
    assert not any(_suppress(geography, {"a": 11, "b": 29}, 11).values())


def test_epci_that_is_alone_in_a_departement_hides_its_total() -> None:
    # E has one commune, of 7, in D2: whatever else is hidden, D2 minus F would tell it.
    geography = build_geography(
        {"a": _place("E", "D1"), "b": _place("E", "D2"), "c": _place("F", "D2"), "d": _place("F", "D2")}
    )
    hidden = _suppress(geography, {"a": 20, "b": 7, "c": 12, "d": 30}, 11)
    groups = {code: geography_groups(geography, code) for code in geography.codes["commune"]}
    units = {"a": 20.0, "b": 7.0, "c": 12.0, "d": 30.0}
    totals = {(level, code) for level in LEVELS for code in hidden[level]}
    assert "b" in hidden["commune"]
    assert totals
    assert find_breach(units, groups, hidden["commune"], totals, 11) is None


def geography_groups(geography: Geography, code: str) -> dict[str, str]:
    place = geography.positions("commune")[code]
    return {
        level: geography.codes[level][parent]
        for level in LEVELS
        if (parent := int(geography.parents(level)[place])) >= 0
    }


@st.composite
def universes(draw: st.DrawFn) -> dict[str, dict[str, str]]:
    count = draw(st.integers(1, 9))
    return {
        f"c{number}": {
            "epci": draw(st.sampled_from(["", "E1", "E2", "E3"])),
            "departement": (departement := draw(st.sampled_from(["D1", "D2", "D3"]))),
            "region": "R1" if departement != "D3" else "R2",
        }
        for number in range(count)
    }


@settings(max_examples=300, deadline=None)
@given(universes(), st.data())
def test_nothing_secret_can_be_had_by_difference(
    communes: dict[str, dict[str, str]], data: st.DataObject
) -> None:
    geography = build_geography(communes)
    units = {code: float(data.draw(st.integers(0, 25), label=code)) for code in communes}
    hidden = _suppress(geography, units, 11)
    totals = {(level, code) for level in LEVELS for code in hidden[level]}
    groups = {code: geography_groups(geography, code) for code in communes}
    assert find_breach(units, groups, hidden["commune"], totals, 11) is None
    small = {code for code, count in units.items() if 0 < count < 11}
    assert small <= hidden["commune"]
