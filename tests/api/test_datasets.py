"""Datasets and their releases, through the API."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import FetchAttempt
from portal.stats.store.read import reset_snapshot
from tests.api.conftest import DATASET, Get, publish_populations


def test_dataset_tells_what_it_is_and_what_is_read_in_it(get: Get) -> None:
    dataset = get(f"/datasets/{DATASET}").json()
    assert (dataset["release"], dataset["state"]) == (1, "online")
    assert dataset["licence"] == "Licence Ouverte 2.0"
    assert "population" in dataset["indicators"]
    assert dataset["page_here"] == "http://localhost:8000/donnees/insee-populations"
    assert get("/datasets").json()["items"] == [dataset]


def test_datasets_that_wait_are_listed_apart(get: Get) -> None:
    waiting = get("/datasets?state=waiting").json()["items"]
    assert [one["release"] for one in waiting] == [None] * (len(get_catalogue().datasets) - 1)
    assert len(get("/datasets?state=all").json()["items"]) == len(get_catalogue().datasets)


def test_releases_tell_their_changes_and_their_files(get: Get, client: Client) -> None:
    publish_populations(2.0)
    reset_snapshot()
    second, first = get(f"/datasets/{DATASET}/releases").json()["items"]
    assert (second["number"], second["state"], first["state"]) == (2, "online", "replaced")
    assert second["changes"]["previous"] == 1
    assert second["changes"]["changed"] > 0
    assert second["years"] == [2022, 2023]
    files = {file["format"]: file for file in second["files"]}
    assert set(files) == {"parquet", "csv", "csv-excel", "table-schema", "sha256"}
    for file in files.values():
        address = urlsplit(file["url"])
        answer = client.get(f"{address.path}?{address.query}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(file["media_type"])
        assert answer.getvalue()
    assert get(f"/datasets/{DATASET}/releases/2").json() == second


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/datasets/inconnu", 404, "unknown_dataset"),
        ("/datasets/inconnu/releases", 404, "unknown_dataset"),
        (f"/datasets/{DATASET}/releases/9", 404, "unknown_release"),
        (f"/datasets/{DATASET}/releases/0", 400, "invalid_parameter"),
        (f"/datasets/{DATASET}/releases/abc", 400, "invalid_parameter"),
        ("/datasets?state=x", 400, "invalid_parameter"),
        ("/datasets/..%2F..%2Fetc/releases/1", 404, "unknown_address"),
        ("/indicators?theme=x", 400, "invalid_parameter"),
    ],
)
def test_request_that_cannot_be_answered_says_why(get: Get, path: str, status: int, code: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_datasets_are_new_again_after_an_attempt_on_a_source(get: Get) -> None:
    """Freshness changes without any publication: the tag must, too."""
    tag = get("/datasets")["ETag"]
    assert get("/datasets", **{"If-None-Match": tag}).status_code == 304
    now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    FetchAttempt.objects.create(
        dataset=DATASET, file="x", started_at=now, finished_at=now, outcome="failed", sentence="Rien."
    )
    answer = get("/datasets", **{"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.json()["items"][0]["freshness"] == "failing"


def test_indicator_gives_its_formula_and_operands(get: Get) -> None:
    density = get("/indicators/densite").json()
    assert density["compute"] == "ratio"
    assert density["formula"].replace("\u00a0", " ").startswith("Population municipale ÷ Superficie")
    assert density["operands"] == ["population", "superficie"]
    assert density["page"] == "http://localhost:8000/indicateurs/densite"


def test_indicators_of_a_theme(get: Get) -> None:
    items = get("/indicators?theme=population").json()["items"]
    assert {item["theme"] for item in items} == {"population"}
    assert len(items) < len(get("/indicators").json()["items"])


def test_addresses_of_datasets_and_indicators_have_an_example(get: Get) -> None:
    for path, operations in get("/openapi.json").json()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["name"] == "slug":
                assert parameter["schema"].get("examples") or parameter.get("examples"), path
