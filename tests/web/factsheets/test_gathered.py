"""A territory that is its communes taken together, an établissement public territorial: every page of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.test import Client

from portal.territories.models import Load, Territory
from portal.territories.queries.surroundings import forget_directory
from portal.territories.queries.universe import reset_universe
from tests.territories.builders import build_territory
from tests.web.conftest import Read

PATH = "/ept/200057875-est-ensemble"


@pytest.fixture(autouse=True)
def _ept(read: Read) -> Iterator[None]:
    """Rennes and Acigné are one, Dinan another: 230 000 + 7 000 inhabitants in 2023."""
    for code, name, members in (
        ("200057875", "Est Ensemble", ("35238", "35001")),
        ("200058014", "Grand-Orly Seine Bièvre", ("22050",)),
    ):
        build_territory("ept", code, name, type="EPT", departement_code="35", region_code="53").save()
        Territory.objects.filter(kind="commune", code__in=members).update(ept_code=code)
    Load.objects.create(fingerprint="with ept", report=Load.objects.latest().report)
    reset_universe()
    forget_directory()
    yield
    reset_universe()
    forget_directory()


def _list_rows(text: str, slug: str) -> list[dict[str, str]]:
    return [row for row in csv.DictReader(io.StringIO(text)) if row["indicateur"] == slug]


def test_sheet_adds_up_the_communes_and_says_so(read: Read):
    """230 000 + 7 000 in 2023; one less of each in 2022."""
    assert "Les chiffres de cette page sont calculés par le portail" in read(PATH)
    rows = _list_rows(read(f"{PATH}.csv"), "population")
    assert [(row["annee"], row["valeur"], row["origine"]) for row in rows] == [
        ("2022", "236998", "calculé"),
        ("2023", "237000", "calculé"),
    ]


def test_secret_of_a_commune_is_that_of_the_whole(read: Read):
    rows = _list_rows(read("/ept/200058014-grand-orly-seine-bievre.csv"), "population")
    assert [(row["annee"], row["valeur"], row["statut"]) for row in rows] == [
        ("2022", "14530", "valeur"),
        ("2023", "", "secret statistique"),
    ]


def test_rate_voted_by_each_commune_is_not_given_and_says_why(read: Read, client: Client):
    assert not _list_rows(read(f"{PATH}.csv"), "taux_th_commune")
    response = client.get(f"{PATH}/indicateurs/taux-th-commune")
    assert response.status_code == 404
    assert "un taux voté" in response.getvalue().decode()


@pytest.mark.parametrize(
    "page",
    ["", ".pdf", ".xlsx", ".bib", "/population", "/indicateurs/population", "/communes", "/voisins",
     "/voisins.csv", "/similaires", "?avec=france"],
)  # fmt: skip
def test_every_page_of_it_answers(client: Client, page: str):
    assert client.get(f"{PATH}{page}").status_code == 200


def test_compared_and_given_by_the_api(read: Read, client: Client):
    assert "237 000" in read("/comparer?t=ept:200057875&t=ept:200058014")
    answer = client.get("/api/v1/territories/ept/200057875/figures?indicator=population").json()
    [item] = answer["items"]
    assert [(one["year"], one["value"], one["origin"]) for one in item["points"]] == [
        (2022, 236998, "aggregated"),
        (2023, 237000, "aggregated"),
    ]
