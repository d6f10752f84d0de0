"""The page of a territory: its sections, what it leaves out and why, its files, its comparisons."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from portal.web.factsheets.finances.page import find_explanation
from tests.web.conftest import Read, publish

RENNES = "/communes/35238-rennes"
ACCOUNTS = {
    "recettes_fonctionnement": 1000.0,
    "impots_taxes": 600.0,
    "impots_locaux": 450.0,
    "autres_impots_taxes": 150.0,
    "concours_etat": 200.0,
    "autres_dotations_subventions": 100.0,
    "ventes_biens_services": 80.0,
    "autres_recettes_fonctionnement": 20.0,
    "depenses_fonctionnement": 850.0,
    "frais_personnel": 500.0,
    "epargne_brute": 150.0,
    "epargne_nette": 100.0,
    "remboursements_emprunts": 50.0,
    "encours_dette": 1800.0,
    "population_comptes": 10.0,
    "capacite_desendettement": 12.0,
}


@pytest.fixture
def accounts(small_portal: None) -> None:
    rows = [("commune", "35238", slug, 2024, value) for slug, value in ACCOUNTS.items()]
    publish("ofgl_communes", rows, extract="une commune")


@pytest.mark.usefixtures("accounts")
def test_page_tells_the_figures_of_the_territory(read: Read) -> None:
    text = read(f"{RENNES}/finances")
    assert "le budget principal de Rennes a encaissé 1 000 € de recettes de fonctionnement" in text
    assert "soit 100 € par habitant" in text
    assert "600 € + 200 € + 100 € + 80 € + 20 € = 1 000 €" in text
    assert "12,0 ans : au niveau du plafond de 12 ans." in text
    assert "Article 29 de la loi n° 2018-32" in text
    assert "(extrait : une commune)" in text


@pytest.mark.usefixtures("accounts")
def test_page_says_why_sections_are_left_out(read: Read) -> None:
    text = read(f"{RENNES}/finances")
    absent = text[text.index('id="absent"') :]
    assert "Les dépenses par mission" in absent
    assert "que pour les départements" in absent
    assert "Le fonds de roulement du budget principal n’est pas" in absent


def test_page_of_a_territory_without_accounts_is_honest(read: Read) -> None:
    text = read(f"{RENNES}/finances")
    assert "Pas encore de comptes pour ce territoire" in text
    assert "<svg" not in text[text.index("<main") : text.index("Les impôts et leurs taux")]


@pytest.mark.parametrize("path", ["/epci/243500139-rennes-metropole", "/departements/35-ille-et-vilaine"])
def test_page_exists_at_each_of_its_levels(read: Read, path: str) -> None:
    assert "Finances expliquées" in read(f"{path}/finances")


def test_page_is_not_found_where_it_does_not_hold(small_portal: None, client: Client) -> None:
    assert client.get("/france/finances").status_code == 404


@pytest.mark.usefixtures("accounts")
def test_files_hold_every_figure_of_the_page(client: Client) -> None:
    response = client.get(f"{RENNES}/finances.csv")
    assert response.status_code == 200
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    found = {row["indicateur"]: row for row in rows}
    assert found["epargne_brute"]["valeur"] == "150"
    assert found["epargne_brute"]["annee"] == "2024"
    assert found["capacite_desendettement"]["valeur"] == "12"
    assert found["recettes_fonctionnement"]["code"] == "35238"


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize("extension", ["xlsx", "ods", "parquet"])
def test_files_come_in_every_format(client: Client, extension: str) -> None:
    response = client.get(f"{RENNES}/finances.{extension}")
    assert response.status_code == 200
    assert f".{extension}" in response["Content-Disposition"]


@pytest.mark.parametrize("query", ["csv?format=zip", "csv?format="])
def test_files_of_an_unknown_format_are_refused_only_then(
    small_portal: None, client: Client, query: str
) -> None:
    wanted = 400 if query.endswith("zip") else 200
    assert client.get(f"{RENNES}/finances.{query}").status_code == wanted


@pytest.mark.usefixtures("accounts")
def test_comparator_of_the_address_is_followed_or_refused(client: Client) -> None:
    assert client.get(f"{RENNES}/finances?avec=departement").status_code == 200
    assert client.get(f"{RENNES}/finances?avec=nulle-part").status_code == 400


def test_explanation_that_does_not_exist() -> None:
    assert find_explanation("inconnue", "commune") is None
