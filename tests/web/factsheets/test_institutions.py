"""Who does what for the inhabitants of a commune."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.territories.models import Territory
from portal.territories.queries.surroundings import forget_directory
from portal.web.factsheets.institutions.page import list_institutions
from tests.territories.builders import build_territory
from tests.web.conftest import Read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _directory() -> Iterator[None]:
    forget_directory()
    yield
    forget_directory()


def _list(**columns: str) -> list[tuple[str, str, str]]:
    territory = Territory(kind="commune", code="00000", name="Ici", slug="ici", **columns)
    return [(one.nature, one.name, one.note) for one in list_institutions(territory)]


def test_page_leads_to_every_authority(read: Read):
    page = read("/communes/35238-rennes/qui-fait-quoi")
    for path in ("/communes/35238-rennes", "/epci/243500139-rennes-metropole",
                 "/departements/35-ille-et-vilaine", "/regions/53-bretagne"):  # fmt: skip
        assert f'href="{path}"' in page
    assert "Qui fait quoi à Rennes" in page
    assert 'href="/communes/35238-rennes/qui-fait-quoi"' in read("/communes/35238-rennes")


def test_other_kinds_have_no_such_page(read: Read, client: Client):
    assert client.get("/epci/243500139-rennes-metropole/qui-fait-quoi").status_code == 404


def test_metropole_de_lyon_replaces_the_departement():
    build_territory("epci", "200046977", "Métropole de Lyon", type="MET69")
    build_territory("departement", "69", "Rhône")
    found = _list(epci_code="200046977", departement_code="69")
    assert found[-1] == (
        "Département",
        "Rhône",
        "Ici, la métropole de Lyon exerce ces compétences à la place du département.",
    )


@pytest.mark.parametrize("code", ["75", "67", "68", "2A", "2B", "972", "973", "976"])
def test_departement_without_council_says_who_does_its_work(code: str):
    build_territory("departement", code, "Là")
    assert "compétences" in _list(departement_code=code)[-1][2]


def test_grand_paris_has_two_floors():
    build_territory("epci", "200054781", "Métropole du Grand Paris", type="METRO")
    build_territory("ept", "200057875", "Est Ensemble")
    natures = [nature for nature, _, _ in _list(epci_code="200054781", ept_code="200057875")]
    assert natures == ["Commune", "Établissement public territorial", "Métropole"]
