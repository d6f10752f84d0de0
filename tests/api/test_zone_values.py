"""Values of an indicator over the zones of the explorer: their order, their ranks, their pages."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.api.conftest import Get

pytestmark = pytest.mark.django_db

VALUES = "/indicators/population/values"


def list_items(get: Get, query: str) -> list[tuple[str, float | None, int | None]]:
    items = get(f"{VALUES}?kind=commune&{query}").json()["items"]
    return [(item["code"], item["value"], item["rank"]) for item in items]


def test_values_of_neighbours_hold_the_territory_itself(get: Get) -> None:
    codes = [code for code, _, _ in list_items(get, "within=voisins:commune:35238")]
    assert "35238" in codes
    assert set(codes) <= {"35238", "35001", "35051"}


def test_values_of_a_list_of_codes(get: Get) -> None:
    assert list_items(get, "within=liste:commune:35238,22050") == [
        ("22050", 14_530.0, None),
        ("35238", 230_000.0, None),
    ]


def test_ranks_are_those_of_the_whole_selection_on_each_page(get: Get) -> None:
    assert list_items(get, "within=departement:35&ranks=true&limit=2") == [
        ("35001", 7_000.0, 3),
        ("35051", 69_000.0, 2),
    ]
    assert list_items(get, "within=departement:35&ranks=true&limit=2&after=35051") == [
        ("35062", 2_500.0, 4),
        ("35238", 230_000.0, 1),
    ]


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("code", ["22050", "35001", "35051", "35062", "35238"]),
        ("value", ["35062", "35001", "22050", "35051", "35238"]),
        ("-value", ["35238", "35051", "22050", "35001", "35062"]),
        # Acigné, Cesson-Sévigné, La Chapelle-Fleurigné, Dinan, Rennes: articles count, as in French lists.
        ("name", ["35001", "35051", "22050", "35062", "35238"]),
        ("-name", ["35238", "35062", "22050", "35051", "35001"]),
    ],
)
def test_values_in_an_order_are_walked_whole_by_pages(get: Get, sort: str, codes: list[str]) -> None:
    found: list[str] = []
    address = f"{VALUES}?kind=commune&sort={sort}&limit=2"
    while address:
        page = get(address).json()
        found += [item["code"] for item in page["items"]]
        address = f"{VALUES}?{urlsplit(page['next']).query}" if page["next"] else ""
    assert found == codes


def test_epci_belongs_to_each_departement_where_it_has_a_commune(get: Get) -> None:
    items = get(f"{VALUES}?kind=epci&within=departement:35").json()["items"]
    assert [item["code"] for item in items] == ["200072452", "243500139"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("kind=commune&within=voisins:commune:99999", "within"),
        ("kind=commune&within=liste:commune:", "within"),
        ("kind=commune&within=group:inconnu", "within"),
        ("kind=commune&within=commune:99999", "within"),
        ("kind=commune&within=departement:%00", "within"),
        ("kind=commune&within=" + "x" * 7000, "within"),
        ("kind=epci&within=liste:commune:35238", "kind"),
        ("kind=commune&sort=population", "sort"),
        ("kind=commune&ranks=peut-etre", "ranks"),
        ("kind=commune&sort=value&after=99999", "after"),
        ("kind=commune&format=csv&ranks=true", "ranks"),
        ("kind=commune&format=csv&sort=value", "sort"),
    ],
)
def test_selection_that_cannot_be_is_refused_by_its_parameter(get: Get, query: str, parameter: str) -> None:
    answer = get(f"{VALUES}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    assert [one["parameter"] for one in answer.json()["errors"]] == [parameter]


def test_description_says_the_zones_orders_and_ranks(get: Get) -> None:
    operation = get("/openapi.json").json()["paths"]["/api/v1/indicators/{slug}/values"]["get"]
    parameters = {one["name"]: one for one in operation["parameters"]}
    assert parameters["sort"]["schema"]["enum"] == ["code", "name", "-name", "value", "-value"]
    assert "voisins:commune:35238" in parameters["within"]["schema"]["description"]
    assert parameters["ranks"]["schema"]["type"] == "boolean"
