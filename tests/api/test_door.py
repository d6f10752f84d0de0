"""What every address of the API does alike: methods, origins, caches, description, failures."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.conftest import Get, publish_populations

ADDRESSES = [
    "/territories?q=rennes",
    "/territories/commune/35238",
    "/territories/commune/35238/figures",
    "/indicators",
    "/indicators/population",
    "/indicators/population/values?kind=epci",
    "/compare?t=commune:35238",
    "/datasets",
    "/openapi.json",
]
each_address = pytest.mark.parametrize("path", ADDRESSES)


@each_address
def test_answer_may_be_read_by_any_site_without_credentials(get: Get, path: str) -> None:
    for origin in ("https://exemple.org", "null", "https://evil.test"):
        answer = get(path, Origin=origin)
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies


@each_address
def test_answer_is_cached_until_data_change(get: Get, path: str) -> None:
    first = get(path)
    assert first["Cache-Control"].startswith("public, max-age=")
    again = get(path, If_None_Match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    publish_populations(factor=2)
    assert get(path, If_None_Match=first["ETag"]).status_code == 200


@each_address
def test_head_has_headers_of_get(small_portal: None, client: Client, path: str) -> None:
    asked, headed = client.get(f"/api/v1{path}"), client.head(f"/api/v1{path}")
    assert headed.status_code == 200
    assert headed.content == b""
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert headed[name] == asked[name]


@each_address
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_method_that_writes_is_refused(small_portal: None, client: Client, path: str, method: str) -> None:
    answer = client.generic(method, f"/api/v1{path}")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["code"] == "method_not_allowed"


@each_address
def test_preflight_allows_reading_only(small_portal: None, client: Client, path: str) -> None:
    answer = client.options(f"/api/v1{path}", headers={"Origin": "https://exemple.org"})
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": "*"},
        {"If-None-Match": 'W/"unfinished'},
        {"If-Modified-Since": "garbage"},
        {"Range": "bytes=0-10"},
        {"Accept": "application/x"},
        {"Accept-Encoding": "*;q=banana"},
    ],
)
def test_odd_header_changes_nothing(get: Get, headers: dict[str, str]) -> None:
    assert get("/territories?q=rennes", **headers).status_code in (200, 304)


def test_problem_is_never_cached(get: Get) -> None:
    assert get("/territories/commune/99999")["Cache-Control"] == "no-store"


def test_failure_is_a_problem_that_tells_nothing(
    get: Get, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret path")

    monkeypatch.setattr("portal.api.territories.router.search_territories", fail)
    answer = get("/territories?q=rennes")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert b"secret" not in answer.content
    assert "secret path" in caplog.text


def test_description_is_openapi_3_1_with_examples(get: Get) -> None:
    description = get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    assert set(description["paths"]) == {
        "/api/v1/perimeter/figures",
        "/api/v1/territories",
        "/api/v1/territories/{kind}/{code}",
        "/api/v1/territories/{kind}/{code}/figures",
        "/api/v1/groups",
        "/api/v1/groups/{id}",
        "/api/v1/indicators",
        "/api/v1/indicators/{slug}",
        "/api/v1/indicators/{slug}/values",
        "/api/v1/compare",
        "/api/v1/datasets",
        "/api/v1/datasets/{slug}",
        "/api/v1/datasets/{slug}/releases",
        "/api/v1/datasets/{slug}/releases/{number}",
        "/api/v1/documents",
        "/api/v1/documents/suggestions",
        "/api/v1/documents/{id}",
    }
    for path in description["paths"].values():
        operation = path.get("get") or path["post"]
        assert operation["summary"]
        assert "400" in {str(status) for status in operation["responses"]}
    assert description["components"]["schemas"]["TerritoryItem"]["properties"]["code"]["examples"]


def test_description_lists_every_list_as_items_and_next(get: Get) -> None:
    schemas = get("/openapi.json").json()["components"]["schemas"]
    for name in (
        "TerritoryList",
        "IndicatorList",
        "Values",
        "Comparison",
        "DatasetList",
        "Figures",
        "DocumentList",
    ):
        assert {"items", "next"} <= set(schemas[name]["properties"])


def test_address_with_a_line_end_is_unknown_as_any_other(get: Get) -> None:
    answer = get("/territories/%0A/")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address")
