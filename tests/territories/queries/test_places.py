"""Around one territory of the small corner of Bretagne."""

from __future__ import annotations

from datetime import date

import pytest

from portal.territories.models import Territory, Version
from portal.territories.queries.history import (
    build_passage,
    list_epci_members,
    list_epci_members_then,
    list_perimeter_years,
)
from portal.territories.queries.places import (
    find_successors,
    find_territory,
    list_events,
    list_members,
    list_memberships,
    list_neighbours,
    list_outlines,
    list_parents,
    list_past_names,
)
from tests.territories.builders import (
    BRETAGNE,
    CESSON,
    CHAPELLE,
    DINAN,
    FLEURIGNE,
    FRANCE,
    ILLE_ET_VILAINE,
    RENNES,
    RENNES_METROPOLE,
    Places,
    build_small_universe,
    build_territory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def places() -> Places:
    return build_small_universe()


def codes(territories: object) -> list[str]:
    return [territory.code for territory in territories]  # type: ignore[attr-defined]


def test_territory_is_found_by_kind_and_code(places: Places) -> None:
    assert find_territory("commune", "35238") == places[RENNES]
    assert find_territory("commune", "35112") == places[FLEURIGNE]  # past ones too
    assert find_territory("epci", "35238") is None
    assert find_territory("nonsense", "'; DROP TABLE") is None


def test_successor_of_a_merged_commune_is_explained(places: Places) -> None:
    (found,) = find_successors("commune", "35112")
    assert found.territory == places[CHAPELLE]
    assert (found.what, found.on, found.name_before) == ("merger", date(2024, 1, 1), "Fleurigné")
    assert (found.name_after, found.via) == ("La Chapelle-Fleurigné", ())


def test_successor_of_a_present_territory_is_itself(places: Places) -> None:
    for kind, code in (RENNES, CHAPELLE, RENNES_METROPOLE):
        (found,) = find_successors(kind, code)
        assert (found.territory, found.steps, found.what, found.on) == (places[kind, code], (), "", None)
        assert found.name_before == found.name_after == places[kind, code].name


def test_successor_of_a_code_without_dates_is_itself(places: Places) -> None:
    build_territory("arrondissement_municipal", "75112", "Paris 12e Arrondissement", parent_code="75056")
    assert codes(s.territory for s in find_successors("arrondissement_municipal", "75112")) == ["75112"]


def test_successor_of_an_unknown_code_is_none(places: Places) -> None:
    assert find_successors("commune", "99999") == []
    assert find_successors("nonsense", "35238") == []


def test_successor_costs_few_queries(places: Places, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        find_successors("commune", "35112")


def test_members_are_by_name(places: Places) -> None:
    metropole = list_members(places[RENNES_METROPOLE], "commune")
    assert [t.name for t in metropole] == ["Acigné", "Cesson-Sévigné", "Rennes"]
    assert codes(list_members(places[BRETAGNE], "departement")) == ["22", "35"]
    assert codes(list_members(places[FRANCE], "region")) == ["53"]
    assert codes(list_members(places[CHAPELLE], "commune_deleguee")) == ["35112"]
    assert codes(list_members(places[RENNES], "commune")) == []


def test_members_of_a_departement_are_all_the_epci_that_reach_into_it(places: Places) -> None:
    Territory.objects.filter(pk=places[CHAPELLE].pk).update(departement_code="22")
    assert codes(list_members(places[ILLE_ET_VILAINE], "epci")) == ["243500139"]
    Territory.objects.filter(pk=places[DINAN].pk).update(departement_code="35")
    assert codes(list_members(places[ILLE_ET_VILAINE], "epci")) == ["200068989", "243500139"]


def test_parents_are_by_kind_from_the_smallest(places: Places) -> None:
    parents = list_parents(places[RENNES])
    assert [(kind, t.code) for kind, t in parents.items()] == [
        ("epci", "243500139"), ("departement", "35"), ("region", "53"), ("france", "FR"),
    ]  # fmt: skip
    assert list_parents(places[FRANCE]) == {}
    assert list(list_parents(places["commune_deleguee", "35112"])) == [
        "commune", "departement", "region", "france",
    ]  # fmt: skip


def test_neighbours_past_names_events(places: Places) -> None:
    assert [t.name for t in list_neighbours(places[CESSON])] == ["Acigné", "Rennes"]
    assert [(n.name, n.ends_on) for n in list_past_names(places[CHAPELLE])] == [
        ("La Chapelle-Janson", date(2024, 1, 1))
    ]
    assert list_past_names(places[RENNES]) == []
    events = list_events(places[CHAPELLE])
    assert [(e.what, e.name_before) for e in events] == [
        ("merger", "Fleurigné"),
        ("merger", "La Chapelle-Janson"),
    ]
    assert codes(m.group for m in list_memberships(places[FLEURIGNE])) == ["35", "200072452"]


def test_outlines_are_by_kind_and_code(places: Places) -> None:
    found = list_outlines([places[RENNES], places[DINAN], places[RENNES_METROPOLE]])
    assert sorted(found) == [("commune", "35238"), ("epci", "243500139")]


def test_passage_sums_merged_communes(places: Places) -> None:
    passage = build_passage(2023)
    assert passage.successors["35112"] == ("35062",)
    assert passage.find_sources("35062") == ("35062", "35112")
    assert passage.find_sources("99999") == ()
    assert (passage.split, build_passage(2023)) == (frozenset(), passage)
    assert "35112" not in build_passage(2024).successors


def test_passage_refuses_what_was_split_since(places: Places) -> None:
    """Acigné restored out of Rennes in 2025: no figure of 2024 can be given for either."""
    from portal.territories.models import Event

    acigne = places["commune", "35001"]
    Version.objects.filter(territory=acigne).update(starts_on=date(2025, 1, 1))
    Event.objects.create(
        what="split", effective_on=date(2025, 1, 1), before=places[RENNES], after=acigne, source="test"
    )
    assert build_passage(2024).split == {"35001", "35238"}
    assert build_passage(2025).split == frozenset()


def test_epci_members_of_a_year_in_the_codes_of_then_and_of_today(places: Places) -> None:
    assert list_perimeter_years() == [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert list_epci_members_then(2023)["200072452"] == {"35062", "35112"}
    assert list_epci_members(2023)["200072452"] == {"35062"}
    assert list_epci_members_then(2024)["200072452"] == {"35062"}
