"""The universe of the small corner of Bretagne, positions and groups counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from portal.territories.queries.universe import get_universe
from tests.territories.builders import build_small_universe, build_territory

pytestmark = pytest.mark.django_db


def test_universe_codes_follow_positions() -> None:
    build_small_universe()
    universe = get_universe()
    assert universe.codes["commune"] == ["35238", "35001", "35051", "35062", "22050", "35112"]
    assert universe.is_current["commune"].tolist() == [True] * 5 + [False]
    assert universe.position("commune", "35051") == 2
    assert universe.position("commune", "99999") is None
    assert universe.size("commune") == 6
    assert universe.population("commune")[[0, 5]].tolist() == [230000, -1]


def test_universe_groups_leave_past_territories_out() -> None:
    build_small_universe()
    universe = get_universe()
    assert universe.group_codes("commune", "departement") == ["22", "35"]
    assert universe.group_index("commune", "departement").tolist() == [1, 1, 1, 1, 0, -1]
    assert universe.group_index("commune", "france").tolist() == [0, 0, 0, 0, 0, -1]
    assert universe.group_index("commune", "epci").dtype == np.int32
    assert universe.group_index("region", "epci").tolist() == [-1]
    assert universe.group_of("commune", "35062", "epci") == "200072452"
    assert universe.group_of("commune", "35112", "epci") == ""


def test_universe_members_of_a_group() -> None:
    build_small_universe()
    universe = get_universe()
    assert universe.members_of("epci", "243500139", "commune").tolist() == [0, 1, 2]
    assert universe.members_of("departement", "35", "epci").tolist() == [0, 1]
    assert universe.members_of("france", "FR", "region").tolist() == [0]
    assert universe.members_of("epci", "000000000", "commune").tolist() == []
    assert universe.members_of("commune", "35062", "commune_deleguee").tolist() == [0]


def test_universe_leaves_overseas_collectivities_out_of_france() -> None:
    build_small_universe()
    build_territory("departement", "975", "Saint-Pierre-et-Miquelon", type="com")
    build_territory("commune", "97502", "Saint-Pierre", type="com", departement_code="975", population=5194)
    universe = get_universe()
    assert universe.group_of("commune", "97502", "departement") == "975"
    assert universe.group_of("commune", "97502", "france") == ""


def test_universe_before_the_first_load() -> None:
    universe = get_universe()
    assert (universe.version, universe.size("commune"), universe.codes) == (0, 0, {})
    assert universe.group_index("commune", "epci").tolist() == []


def test_universe_is_read_once(django_assert_num_queries: pytest.FixtureRequest) -> None:
    build_small_universe()
    with django_assert_num_queries(2):  # type: ignore[operator]
        get_universe()
    with django_assert_num_queries(0):  # type: ignore[operator]
        get_universe()
