"""What a list says of the territories that it does not name."""

from __future__ import annotations

from typing import Any

from portal.kernel.figures import Origin
from portal.stats.compute.cube import Cell, Cube, build_cube
from portal.stats.descriptors.dataset import Elsewhere
from tests.stats.builders import (
    A,
    build_frame,
    build_geography,
    build_indicator,
    build_indicators,
    list_figures,
)

GEOGRAPHY = build_geography(
    {
        "01001": {"epci": "E1", "departement": "01", "region": "R1"},
        "01002": {"epci": "E1", "departement": "01", "region": "R1"},
        "02001": {"epci": "E2", "departement": "02", "region": "R1"},
        "97501": {"france": "", "departement": "975"},
        "98735": {"france": "", "departement": "987"},
    },
    past=["01003"],
    passages={
        2022: {
            "01001": ["01001"],
            "01002": ["01002"],
            "01003": ["01002"],
            "02001": ["02001"],
            "97501": ["97501"],
            "98735": ["98735"],
        }
    },
    epci_members={2022: {"E1": frozenset(["01001", "01002"]), "E2": frozenset(["02001"])}},
)
COUNT = build_indicator("count")
ZONE = build_indicator(
    "zone",
    aggregate="unanimous",
    categories=[{"value": 1, "key": "oui", "label": "Oui"}, {"value": 2, "key": "non", "label": "Non"}],
)


def _build(rows: list[tuple[Any, ...]], **rule: str) -> Cube:
    rules = [Elsewhere.model_validate(rule)]
    return build_cube(build_frame(rows), build_indicators(COUNT, ZONE), GEOGRAPHY, rules)


def _show(cube: Cube, slug: str, year: int, level: str) -> dict[str, float | str]:
    return dict(zip(GEOGRAPHY.codes[level], list_figures(cube.columns[Cell(slug, year, level)]), strict=True))


def test_communes_that_the_list_does_not_name_have_none() -> None:
    cube = _build([("commune", "01001", "count", 2023, 3)], indicator="count", value="0")
    assert _show(cube, "count", 2023, "commune") == {
        "01001": 3,
        "01002": 0,
        "02001": 0,
        "97501": "not_available",
        "98735": "not_available",
        "01003": "not_available",
    }
    assert _show(cube, "count", 2023, "departement")["02"] == 0
    assert _show(cube, "count", 2023, "france") == {"FR": 3}
    assert set(cube.columns[Cell("count", 2023, "commune")].origin.tolist()) == {Origin.PUBLISHED}


def test_others_are_those_of_the_geography_of_the_list() -> None:
    cube = _build([("commune", "01003", "count", 2022, 4, 2022)], indicator="count", value="0")
    assert _show(cube, "count", 2022, "commune") == {
        "01001": 0,
        "01002": 4,  # with 01003, which merged into it
        "02001": 0,
        "97501": "not_available",
        "98735": "not_available",
        "01003": "not_available",
    }


def test_overseas_collectivity_that_is_named_keeps_what_is_said_of_it() -> None:
    rows = [("commune", "98735", "count", 2023, 2), ("commune", "01001", "count", 2023, A.SECRET)]
    found = _show(_build(rows, indicator="count", value="0"), "count", 2023, "commune")
    assert (found["98735"], found["97501"], found["01001"]) == (2, "not_available", "secret")


def test_category_and_absence_may_be_said_of_the_others() -> None:
    rows = [("commune", "01001", "zone", 2023, 1)]
    assert _show(_build(rows, indicator="zone", value="non"), "zone", 2023, "epci") == {
        "E1": "not_significant",
        "E2": 2,
    }
    absent = _build(rows, indicator="zone", absence="not_applicable")
    assert _show(absent, "zone", 2023, "commune")["02001"] == "not_applicable"


def test_every_year_observed_is_completed_and_no_other() -> None:
    rows = [("commune", "01001", "count", 2022, 1, 2022), ("commune", "01002", "count", 2023, 1)]
    cube = _build(rows, indicator="count", value="0")
    assert cube.years("count", "commune") == [2022, 2023]
    assert _show(cube, "count", 2022, "commune")["01002"] == 0
    assert _show(cube, "count", 2023, "commune")["01001"] == 0


def test_groups_are_completed_at_their_own_level() -> None:
    rows = [("epci", "E1", "count", 2022, 7, 2022)]
    found = _show(_build(rows, indicator="count", level="epci", value="0"), "count", 2022, "epci")
    assert found == {"E1": 7, "E2": 0}
    rows = [("departement", "01", "count", 2022, 7, 2022)]
    found = _show(
        _build(rows, indicator="count", level="departement", value="0"), "count", 2022, "departement"
    )
    assert found == {"01": 7, "02": 0, "975": "not_available", "987": "not_available"}


def test_level_without_any_observation_is_left_alone() -> None:
    cube = _build([("commune", "01001", "zone", 2023, 1)], indicator="count", value="0")
    assert cube.years("count", "commune") == []


def test_what_is_said_of_the_others_is_a_number_or_a_known_key() -> None:
    assert COUNT.find_number("-1.5") == -1.5
    assert ZONE.find_number("non") == 2.0
    assert ZONE.find_number("peut-être") is None
    assert COUNT.find_number("aucun") is None
