"""``/perimeter/figures``: several territories taken together, and what is refused."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.api.perimeter import router
from tests.api.conftest import DATASET, Get

ADDRESS = "/perimeter/figures"


def test_perimeter_adds_up_communes_and_groups_each_once(get: Get) -> None:
    """Rennes Métropole (230 000 + 7 000 + 69 000) and Dinan (14 530); Rennes, given twice, counts once."""
    answer = get(f"{ADDRESS}?t=epci:243500139&t=commune:22050&t=commune:35238&indicator=population").json()
    assert [one["code"] for one in answer["territories"]] == ["243500139", "22050", "35238"]
    assert (answer["communes"], answer["refused"], answer["next"]) == (4, [], None)
    (series,) = answer["items"]
    assert [(point["year"], point["value"]) for point in series["points"]] == [
        (2022, 320_526.0),
        (2023, 320_530.0),
    ]
    assert series["points"][-1]["origin"] == "aggregated"
    assert series["source"]["dataset"] == DATASET


def test_perimeter_of_a_departement_is_that_of_its_communes(get: Get) -> None:
    answer = get(f"{ADDRESS}?t=departement:35&indicator=population").json()
    assert answer["communes"] == 4
    assert answer["items"][0]["points"][-1]["value"] == 308_500.0


def test_perimeter_says_why_an_indicator_is_refused(get: Get) -> None:
    answer = get(f"{ADDRESS}?t=commune:35238&indicator=niveau_de_vie_median&indicator=zonage_abc").json()
    assert answer["items"] == []
    reasons = {one["indicator"]: one["reason"] for one in answer["refused"]}
    assert reasons["niveau_de_vie_median"] == "never_aggregated"
    assert set(reasons) == {"niveau_de_vie_median", "zonage_abc"}
    assert all(one["detail"].endswith(".") for one in answer["refused"])


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "invalid_parameter"),
        ("t=commune:35238", 400, "invalid_parameter"),
        ("indicator=population", 400, "invalid_parameter"),
        ("t=&indicator=population", 400, "invalid_parameter"),
        ("t=35238&indicator=population", 400, "invalid_parameter"),
        ("t=commune:35112&indicator=population", 400, "invalid_parameter"),  # a past one
        ("t=region:53&indicator=population", 400, "invalid_parameter"),
        ("t=france:FR&indicator=population", 400, "invalid_parameter"),
        ("t=commune:%27%20OR%201=1&indicator=population", 400, "invalid_parameter"),
        ("t=commune:%00&indicator=population", 400, "invalid_parameter"),
        ("t=commune:35238&indicator=inconnu", 404, "unknown_indicator"),
        ("t=commune:35238&indicator=population&year=2023", 400, "unknown_parameter"),
        ("&".join(["t=commune:35238"] * 201) + "&indicator=population", 400, "invalid_parameter"),
    ],
)
def test_perimeter_that_cannot_be_answered_says_why(get: Get, query: str, status: int, code: str) -> None:
    answer = get(f"{ADDRESS}?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_perimeter_with_unknown_codes_lists_them_all(get: Get) -> None:
    answer = get(f"{ADDRESS}?t=commune:99998&t=commune:35238&t=epci:999999999&indicator=population").json()
    assert "« commune:99998 », « epci:999999999 »" in answer["detail"]
    assert [error["parameter"] for error in answer["errors"]] == ["t", "t"]
    assert "35238 »" not in answer["detail"].partition(". ")[0]


def test_perimeter_of_too_many_communes_is_refused(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(router, "MOST_COMMUNES", 3)
    assert get(f"{ADDRESS}?t=epci:243500139&indicator=population").status_code == 200
    answer = get(f"{ADDRESS}?t=departement:35&indicator=population")
    assert answer.status_code == 400
    assert "4 communes" in answer.json()["detail"]


def test_perimeter_costs_few_queries(get: Get, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    path = f"{ADDRESS}?t=departement:35&indicator=population"
    get(path)
    with django_assert_max_num_queries(2):  # the territories asked, the rows of their communes
        get(path)


def test_perimeter_is_described(get: Get) -> None:
    described = get("/openapi.json").json()["paths"]["/api/v1/perimeter/figures"]["get"]
    assert {one["name"] for one in described["parameters"]} == {"t", "indicator", "version"}
    assert set(described["responses"]) == {"200", "400", "404", "410"}
