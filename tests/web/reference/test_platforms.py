"""Who publishes open data, and how many of those whom the law obliges.

By hand, on the small universe: 3,500 inhabitants and more are Rennes, Acigné, Cesson-Sévigné and Dinan (La
Chapelle-Fleurigné has 2,500); Rennes Métropole and Dinan Agglomération (Fougères has 2,500 here); both
départements; the région. Nine, of which Rennes and the Côtes-d'Armor publish: 22.2 %.
"""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.references.handbook import get_handbook
from portal.stats.queries.obligations import get_concerned
from portal.web.reference.platforms.shares import build_shares
from tests.web.conftest import Read, publish
from tests.web.reference.conftest import record_platform

PAGE = "/bibliotheque/plateformes"


@pytest.mark.usefixtures("platforms")
def test_shares_are_those_worked_out_by_hand() -> None:
    (shares,) = build_shares()
    counted = {one.label: (one.concerned, one.publishing) for one in shares.levels}
    assert counted == {
        "Régions": (1, 0), "Départements": (2, 1), "Intercommunalités": (2, 0), "Communes": (4, 1),
    }  # fmt: skip
    assert (shares.total.concerned, shares.total.publishing, shares.beyond) == (9, 2, 1)
    assert shares.total.words.replace("\u00a0", " ") == "22,2 %"
    assert [(one.label, one.concerned, one.publishing) for one in shares.regions] == [("Bretagne", 9, 2)]
    assert shares.year is None


@pytest.mark.usefixtures("platforms")
def test_population_that_the_text_counts_wins_over_the_municipal_one() -> None:
    """La Chapelle-Fleurigné, 2,500 inhabitants, would have 3,600 with those counted apart."""
    publish("insee_populations", [("commune", "35062", "population_totale", 2023, 3600.0)], fingerprint="2")
    (duty,) = get_handbook().obligations.values()
    concerned = get_concerned(duty)
    assert concerned.year == 2023
    assert concerned.has("commune", "35062")
    assert concerned.by_level["commune"] == {"35238", "35001", "35051", "22050", "35062"}


@pytest.mark.usefixtures("platforms")
def test_page_tells_counts_date_and_method(read: Read) -> None:
    page = read(PAGE)
    assert (
        "2 communes, 1 département et 1 autre organisme publiaient des données ouvertes au 31 décembre"
        in page
    )
    assert (
        "2 des 9 collectivités de 3 500 habitants et plus publiaient des données ouvertes, soit 22,2 %"
        in page
    )
    assert "1 autre collectivité, plus petite, publiait sans y être obligée" in page
    assert "Le seuil de 50 agents (en équivalent temps plein) n’est pas vérifié" in page
    assert "population municipale connue du portail" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Rennes", "Côtes-d’Armor", "La Chapelle-Fleurigné", "Agence"}),
        ("?departement=35", {"Rennes", "La Chapelle-Fleurigné"}),
        ("?departement=22", {"Côtes-d’Armor"}),
        ("?region=53", {"Rennes", "Côtes-d’Armor", "La Chapelle-Fleurigné"}),
        ("?type=commune", {"Rennes", "La Chapelle-Fleurigné"}),
        ("?type=autre", {"Agence"}),
        ("?technologie=ckan", {"Côtes-d’Armor", "La Chapelle-Fleurigné"}),
        ("?technologie=ckan&type=commune", {"La Chapelle-Fleurigné"}),
        ("?q=cotes+ARMOR", {"Côtes-d’Armor"}),
        ("?q=enne", set()),
    ],
)
@pytest.mark.usefixtures("platforms")
def test_list_and_file_keep_what_is_asked(client: Client, asked: str, found: set[str]) -> None:
    response = client.get(f"{PAGE}.csv{asked}")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert {row["nom"] for row in rows} == found
    assert client.get(f"{PAGE}{asked}").status_code == 200


@pytest.mark.parametrize(
    "asked", ["region=99", "departement=xx", "type=ville", "technologie=minitel", f"q={'a' * 101}"]
)
@pytest.mark.usefixtures("platforms")
def test_impossible_question_is_told(client: Client, asked: str) -> None:
    response = client.get(f"{PAGE}?{asked}")
    assert response.status_code == 400
    assert "L’adresse demande" in response.content.decode() or "caractères" in response.content.decode()


@pytest.mark.parametrize("asked", ["page=0", "page=99", "page=x", "page=2"])
@pytest.mark.usefixtures("platforms")
def test_page_that_does_not_exist_is_not_found(client: Client, asked: str) -> None:
    assert client.get(f"{PAGE}?{asked}").status_code == 404


def test_page_says_that_nothing_was_harvested_yet(read: Read) -> None:
    page = read(PAGE)
    assert "La liste des plateformes n’a pas encore été moissonnée" in page
    assert "soit" not in page.partition("<main")[2].partition("Trouver une plateforme")[0]


@pytest.mark.usefixtures("platforms")
def test_platform_of_the_whole_country_is_not_local(read: Read) -> None:
    record_platform("Plateforme nationale", "https://national.fr", "france:FR")
    assert "national.fr" not in read(PAGE)


@pytest.mark.usefixtures("platforms")
def test_sheet_leads_to_its_platform_or_says_that_none_is_known(read: Read) -> None:
    assert ">data.rennes.fr</a>" in read("/communes/35238-rennes")
    assert "aucune plateforme connue au 31 décembre 2022" in read("/communes/35001-acigne")
    assert "Données ouvertes" not in read("/france")


def test_sheet_says_nothing_while_no_list_was_harvested(read: Read) -> None:
    assert "aucune plateforme connue" not in read("/communes/35001-acigne")


@pytest.mark.usefixtures("platforms")
def test_page_costs_few_statements(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(PAGE)
    with django_assert_max_num_queries(3):
        assert client.get(f"{PAGE}?type=commune").status_code == 200
