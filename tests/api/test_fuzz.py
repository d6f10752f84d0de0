"""A walk at random over the description of the API: no failure, no status that is not described."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.api.root import api

ODD_TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "",
        "0",
        "-1",
        "1e999",
        "commune:35238",
        "departement:35",
        "FR",
        "35238",
        "%00",
        "\x00",
        "' OR 1=1 --",
        "../..",
    ]
)
GOOD: dict[str, list[str]] = {
    "kind": ["commune", "epci", "france"],
    "code": ["35238", "FR", "243500139", "35112"],
    "slug": ["population", "densite", "insee_populations"],
    "number": ["1", "2"],
    "format": ["csv", "excel", "parquet"],
    "state": ["all", "waiting"],
    "theme": ["population"],
    "indicator": ["population"],
    "t": ["commune:35238", "epci:243500139"],
    "within": ["departement:35", "epci:243500139", "voisins:commune:35238", "liste:commune:35238,22050"],
    "sort": ["code", "name", "-value"],
    "ranks": ["true", "false"],
    "q": ["rennes", "35", "st denis 93"],
    "limit": ["1", "5"],
    "year": ["2023", "2022"],
    "after": ["commune:35001", "35001"],
}


def list_operations() -> list[tuple[str, dict[str, Any]]]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return [(path, methods["get"]) for path, methods in paths.items() if "get" in methods]


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An address of the API with some of its parameters, half of them sensible, and at times others."""
    path, operation = draw(st.sampled_from(list_operations()))
    query = []
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        value = st.sampled_from(GOOD[name]) | ODD_TEXT if name in GOOD else ODD_TEXT
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(draw(value), safe=""))
        else:
            query += [(name, draw(value)) for _ in range(draw(st.integers(0, 2)))]
    if draw(st.integers(0, 9)) == 0:
        query.append((draw(st.text(min_size=1, max_size=10)), "x"))
    return f"{path}?{urlencode(query, errors='replace')}", operation


@pytest.mark.usefixtures("small_portal")
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests())
def test_api_under_any_request_gives_described_answers(
    client: Client, request: tuple[str, dict[str, Any]]
) -> None:
    address, operation = request
    answer = client.get(address)
    described = {int(status) for status in operation["responses"]} | {404}
    assert answer.status_code in described, (address, answer.status_code, answer.getvalue()[:300])
    if answer.status_code != 200:
        assert answer["Content-Type"].startswith("application/problem+json"), address
        assert answer.json()["detail"]
