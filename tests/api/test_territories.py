"""``/api/v1/territories``: search, lists, identities."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from tests.api.conftest import Get, publish_populations


def test_search_gives_items_with_what_reuse_needs(get: Get, settings: object) -> None:
    answer = get("/territories?q=rennes&limit=1")
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "kind": "commune",
                "code": "35238",
                "name": "Rennes",
                "label": "Rennes (35)",
                "url": "http://localhost:8000/communes/35238-rennes",
                "path": "/communes/35238-rennes",
                "departement": "35",
                "departement_name": "Ille-et-Vilaine",
                "region": "53",
                "population": 230000,
                "past_names": [],
                "matched": "",
                "is_approximate": False,
            }
        ],
        "next": None,
    }


def test_search_by_past_name_says_why(get: Get) -> None:
    item = get("/territories?q=fleurigné").json()["items"][0]
    assert (item["kind"], item["code"]) == ("commune", "35062")
    assert item["matched"] == "ancienne commune\u00a0: Fleurigné"
    assert "Fleurigné" in item["past_names"]


def test_search_of_kinds_keeps_them(get: Get) -> None:
    items = get("/territories?q=rennes&kind=epci&kind=region").json()["items"]
    assert {item["kind"] for item in items} == {"epci"}


@pytest.mark.parametrize("q", ["", "%20", "%00", "zzzzzz"])
def test_search_for_nothing_is_empty(get: Get, q: str) -> None:
    assert get(f"/territories?q={q}").json() == {"items": [], "next": None}


def test_list_without_question_walks_every_territory_once(get: Get) -> None:
    seen, address = [], "/territories?limit=4"
    while address:
        page = get(address).json()
        seen += [(item["kind"], item["code"]) for item in page["items"]]
        following = urlsplit(page["next"] or "")
        address = f"/territories?{following.query}" if page["next"] else ""
    assert len(seen) == len(set(seen)) == 13
    assert seen == sorted(seen)


def test_list_goes_on_at_the_version_it_began_with(get: Get) -> None:
    following = urlsplit(get("/territories?limit=4").json()["next"])
    before = get("/territories?limit=9").json()["items"][4:8]
    publish_populations(factor=2)
    answer = get(f"/territories?{following.query}")
    assert answer.status_code == 200
    assert [(one["kind"], one["code"]) for one in answer.json()["items"]] == [
        (one["kind"], one["code"]) for one in before
    ]


def test_list_of_a_version_that_is_gone_is_refused(get: Get) -> None:
    answer = get("/territories?limit=4&version=000000000000")
    assert (answer.status_code, answer.json()["code"]) == (410, "version_gone")
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer["Cache-Control"] == "no-store"


def test_identity_of_commune_is_complete(get: Get) -> None:
    territory = get("/territories/commune/35238").json()
    assert territory["is_current"] is True
    assert {kind: parent["code"] for kind, parent in territory["parents"].items()} == {
        "epci": "243500139",
        "departement": "35",
        "region": "53",
        "france": "FR",
    }
    assert territory["postal_codes"] == ["35000", "35200", "35700"]
    assert territory["siren"] == "213502388"
    assert territory["area_km2"] == 50.4
    assert territory["centroid"] == {"longitude": -1.68, "latitude": 48.11}
    assert territory["strate"]["key"] == "100000-plus"
    assert [one["label"] for one in territory["neighbours"]] == ["Cesson-Sévigné (35)"]
    assert territory["town_hall"]["phone"] == "02 99 00 00 00"
    assert territory["head"] == {
        "title": "Maire",
        "first_name": "Camille",
        "last_name": "Exemple",
        "since": "2026-03-22",
    }
    assert territory["names"] == [{"name": "Rennes", "starts_on": "1943-01-01", "ends_on": None}]


def test_identity_of_group_counts_members(get: Get) -> None:
    assert get("/territories/epci/243500139").json()["members"] == {"commune": 3}
    assert get("/territories/region/53").json()["members"] == {"departement": 2, "epci": 3, "commune": 5}


def test_identity_of_past_commune_gives_successors(get: Get) -> None:
    answer = get("/territories/commune/35112")
    territory = answer.json()
    assert answer.status_code == 200
    assert territory["is_current"] is False
    assert territory["url"] is None
    (successor,) = territory["successors"]
    assert successor["territory"]["code"] == "35062"
    assert (successor["what"], successor["effective_on"]) == ("merger", "2024-01-01")


def test_identity_of_part_of_commune_leads_to_its_page(get: Get) -> None:
    territory = get("/territories/commune_deleguee/35112").json()
    assert territory["path"] == "/communes-deleguees/35112-fleurigne"
    assert territory["parents"]["commune"]["code"] == "35062"


def test_identity_by_code_in_lower_case_is_found(get: Get) -> None:
    assert get("/territories/france/fr").json()["name"] == "France"


@pytest.mark.parametrize(
    "path",
    [
        "/territories/commune/99999",
        "/territories/canton/3501",
        "/territories/commune/../../etc/passwd",
        "/territories/commune/%00",
        "/territories/commune/" + "9" * 5000,
        "/territories/commune/35238%27--",
        "/territories/commune/3523%C3%A9",
        "/territories/commune/35238/",
        "/territories/",
        "/nothing",
        "/",
    ],
)
def test_unknown_address_is_a_problem_in_french(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")
    problem = json.loads(answer.content)
    assert problem["status"] == 404
    assert problem["code"] in {"unknown_territory", "unknown_address"}
    assert problem["type"].startswith("http://localhost:8000/api/#")
    assert problem["detail"].endswith(".") or "openapi.json" in problem["detail"]


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("limit=0", "invalid_parameter", "limit"),
        ("limit=-1", "invalid_parameter", "limit"),
        ("limit=1001", "invalid_parameter", "limit"),
        ("limit=abc", "invalid_parameter", "limit"),
        ("limit=9223372036854775808", "invalid_parameter", "limit"),
        ("limit=1e3", "invalid_parameter", "limit"),
        ("limit=%D9%A1", "invalid_parameter", "limit"),
        ("limit=", "invalid_parameter", "limit"),
        ("kind=canton", "invalid_parameter", "kind"),
        ("kind=", "invalid_parameter", "kind"),
        ("after=35238", "invalid_parameter", "after"),
        ("after=commune:" + "9" * 90, "invalid_parameter", "after"),
        ("q=rennes&after=commune:35238", "invalid_parameter", "after"),
        ("q=" + "x" * 501, "invalid_parameter", "q"),
        ("ordering=password", "unknown_parameter", "ordering"),
        ("name__startswith=R", "unknown_parameter", "name__startswith"),
        ("kind[]=commune", "unknown_parameter", "kind[]"),
        ("q=a&q=b", "repeated_parameter", "q"),
        ("limit=1&limit=2", "repeated_parameter", "limit"),
    ],
)
def test_parameter_that_cannot_be_used_is_named(get: Get, query: str, code: str, parameter: str) -> None:
    answer = get(f"/territories?{query}")
    problem = answer.json()
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert problem["code"] == code
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert problem["errors"][0]["message"].endswith(".")


def test_parameters_by_thousands_are_refused(get: Get) -> None:
    assert get("/territories?" + "&".join(f"a{n}=1" for n in range(10_000))).status_code == 400
    assert get("/territories?" + "&".join(["kind=commune"] * 50)).status_code == 400


@pytest.mark.parametrize(
    "q",
    [
        "<script>alert(1)</script>",
        '"><svg/onload=1>',
        "%25_%25",
        "(a%2B)%2B$",
        ": %26 | ! ( ) '",
        "%ff",
        "%F0%9F",
    ],
)
def test_search_for_hostile_text_answers(get: Get, q: str) -> None:
    answer = get(f"/territories?q={q}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
