"""Pages of communes déléguées, communes associées and arrondissements municipaux."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.territories.models import Load
from portal.territories.queries.loads import forget_loads
from portal.territories.queries.surroundings import forget_directory
from portal.territories.queries.universe import reset_universe
from tests.territories.builders import build_territory
from tests.web.conftest import Read

DELEGUEE = "/communes-deleguees/35990-le-petit-bourg"


@pytest.fixture(autouse=True)
def _parts(read: Read) -> Iterator[None]:
    """Le Petit-Bourg is a part of Rennes, and so is a commune associée of which no population is known."""
    build_territory(
        "commune_deleguee", "35990", "Le Petit-Bourg", type="deleguee", parent_code="35238", population=2300
    )
    build_territory("commune_deleguee", "35991", "Autre", type="associee", parent_code="35238")
    build_territory("commune_deleguee", "35992", "Gone", parent_code="35238", is_current=False)
    build_territory("arrondissement_municipal", "69383", "Lyon 3e Arrondissement", parent_code="35238")
    years = {"commune": 2023, "commune_deleguee": 2023}
    report = {**Load.objects.latest().report, "population_years": years}
    Load.objects.create(fingerprint="with parts", report=report)
    for forget in (reset_universe, forget_directory, forget_loads):
        forget()
    yield
    for forget in (reset_universe, forget_directory, forget_loads):
        forget()


def test_part_says_what_it_is_and_leads_to_its_commune(read: Read):
    page = read(DELEGUEE)
    assert "Le Petit-Bourg est une commune déléguée de Rennes (Ille-et-Vilaine)." in page
    assert 'href="/communes/35238-rennes"' in page
    assert "ancienne commune" in page


def test_population_has_its_year_and_its_share_of_the_commune(read: Read):
    """2 300 of the 227 830 people that the universe gives Rennes: 1 %."""
    assert "2 300 habitants en 2023, soit 1 % de la population de Rennes" in read(DELEGUEE)


def test_population_that_nobody_gives_is_said(read: Read):
    page = read("/communes-deleguees/35991-autre")
    assert "commune associée" in page
    assert "aucun chiffre à ce niveau" in page
    assert "Population municipale" not in page


def test_commune_names_its_parts_as_links_where_anchors_led(read: Read):
    assert f'<a id="35990" href="{DELEGUEE}">Le Petit-Bourg</a>' in read("/communes/35238-rennes")


@pytest.mark.parametrize(
    ("asked", "code", "target"),
    [
        ("/communes-deleguees/35990", 301, DELEGUEE),
        ("/communes-deleguees/35990-wrong", 301, DELEGUEE),
        ("/communes-deleguees/35992", 302, "/communes/35238-rennes?depuis=35992"),
        ("/communes/35990", 302, "/communes/35238-rennes?depuis=35990"),
        ("/arrondissements-municipaux/69383", 301,
         "/arrondissements-municipaux/69383-lyon-3e-arrondissement"),
    ],
)  # fmt: skip
def test_addresses_lead_to_the_right_page(client: Client, asked: str, code: int, target: str):
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (code, target)


@pytest.mark.parametrize("path", ["/communes-deleguees/99999", "/arrondissements-municipaux/35990"])
def test_unknown_part_is_not_found(client: Client, path: str):
    assert client.get(path).status_code == 404


def test_arrondissement_says_where_its_budget_is(read: Read):
    page = read("/arrondissements-municipaux/69383-lyon-3e-arrondissement")
    assert "Ce n’est pas une collectivité" in page
