"""The index of a process: built from the database, kept, replaced when a load has finished."""

from __future__ import annotations

import threading

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.territories.models import Load, Territory
from portal.territories.search import engine
from portal.territories.search.engine import list_territories, search_territories
from tests.territories.builders import build_small_universe, build_territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_universe() -> None:
    build_small_universe()
    engine.forget_index()


def test_search_in_database_finds_places() -> None:
    assert [hit.code for hit in search_territories("rennes")][:2] == ["35238", "243500139"]
    assert search_territories("rennes")[0].label == "Rennes (35)"
    assert search_territories("bretagne")[0].kind == "region"


@pytest.mark.parametrize("q", ["fleurigné", "35112"])
def test_search_for_past_commune_leads_to_successor(q: str) -> None:
    hit = search_territories(q)[0]
    assert (hit.kind, hit.code) == ("commune", "35062")


def test_search_for_past_name_says_it() -> None:
    assert search_territories("fleurigné")[0].matched == "ancienne commune\u00a0: Fleurigné"
    assert search_territories("chapelle janson")[0].matched == "ancien nom\u00a0: La Chapelle-Janson"
    assert set(search_territories("fleurigné")[0].past_names) == {"Fleurigné", "La Chapelle-Janson"}


def test_search_never_shows_past_territory() -> None:
    found = [(hit.kind, hit.code) for hit in search_territories("fleurigne", limit=50)]
    assert ("commune", "35112") not in found


def test_search_once_built_asks_database_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    search_territories("rennes")
    with django_assert_num_queries(0):
        for q in ("rennes", "35", "acigne", "35000", "renes metropol", "fleurigné"):
            search_territories(q)


def test_search_after_load_sees_new_places(monkeypatch: pytest.MonkeyPatch) -> None:
    assert search_territories("bécherel") == []
    build_territory("commune", "35021", "Bécherel", departement_code="35")
    Load.objects.create(fingerprint="second")
    assert search_territories("bécherel") == []  # not checked yet
    monkeypatch.setattr(engine, "CHECK_EVERY_S", -1.0)
    assert search_territories("bécherel")[0].code == "35021"


def test_search_without_new_load_keeps_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "CHECK_EVERY_S", -1.0)
    assert engine.get_index() is engine.get_index()


def test_search_while_another_thread_builds_answers_from_old_index(monkeypatch: pytest.MonkeyPatch) -> None:
    old = engine.get_index()
    monkeypatch.setattr(engine, "CHECK_EVERY_S", -1.0)
    building = engine._Shelf.building
    with building:
        found: list[object] = []
        reader = threading.Thread(target=lambda: found.append(engine.get_index()))
        reader.start()
        reader.join(timeout=5)
    assert found == [old]


def test_search_in_empty_database_finds_nothing() -> None:
    Territory.objects.all().delete()
    engine.forget_index()
    assert search_territories("rennes") == []
    assert list_territories() == []


def test_list_territories_pages_by_kind_and_code() -> None:
    first = list_territories(kinds=["commune"], limit=2)
    assert [hit.code for hit in first] == ["22050", "35001"]
    after = list_territories(kinds=["commune"], after=("commune", "35001"), limit=2)
    assert [hit.code for hit in after] == ["35051", "35062"]
