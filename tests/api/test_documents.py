"""The library through the API."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.library.models import Document, DocumentFile, Identifier, Organization
from tests.api.conftest import Get
from tests.library.search.builders import publish


@pytest.fixture
def shelf(small_portal: None) -> dict[str, Document]:
    Organization.objects.create(slug="ville-de-rennes", name="Ville de Rennes")
    data = publish(
        "Comptes de Rennes",
        published="2025-03-01",
        kind="dataset",
        abstract="Budget. " * 200,
        producers=["ville-de-rennes"],
        subjects=["finances"],
        territories=["commune:35238"],
        formats=["csv"],
        sources=["socle"],
        provenance={
            "*": {"origin": "harvested", "source": "socle", "at": "2026-02-03T08:00:00+00:00"},
            "title": {"origin": "edited", "by": "eva", "at": "2026-02-04T08:00:00+00:00"},
        },
    )
    DocumentFile.objects.create(document=data, rank=0, url="https://example.org/c.csv", format="csv")
    Identifier.objects.create(document=data, scheme="doi", value="10.1000/182")
    note = publish("Note sur les comptes", published="2024-01-01", producers=["dgcl"], levels=["commune"])
    tool = publish("Simulateur", kind="tool")
    return {"data": data, "note": note, "tool": tool}


def test_documents_are_listed_the_latest_first(get: Get, shelf: dict[str, Document]) -> None:
    answer = get("/documents").json()
    assert [one["title"] for one in answer["items"]] == [
        "Comptes de Rennes",
        "Note sur les comptes",
        "Simulateur",
    ]
    assert (answer["total"], answer["next"], answer["facets"]) == (3, None, None)
    first = answer["items"][0]
    assert len(first.pop("abstract")) == 600
    assert first == {
        "id": shelf["data"].pk,
        "kind": "dataset",
        "title": "Comptes de Rennes",
        "producers": [{"slug": "ville-de-rennes", "name": "Ville de Rennes"}],
        "publisher_words": "",
        "published_on": "2025-03-01",
        "published_precision": "day",
        "modified_on": None,
        "subjects": ["finances"],
        "levels": [],
        "territories": ["commune:35238"],
        "licence": None,
        "formats": ["csv"],
        "sources": ["socle"],
        "series": None,
        "is_archived": False,
        "url": shelf["data"].url,
        "link": "inconnu",
        "page": f"http://localhost:8000{shelf['data'].path}",
    }
    assert answer["items"][2]["published_on"] is None
    assert answer["items"][2]["published_precision"] is None


def test_filters_add_up_within_and_narrow_between(get: Get, shelf: dict[str, Document]) -> None:
    def titles(query: str) -> list[str]:
        return [one["title"] for one in get(f"/documents?{query}").json()["items"]]

    assert titles("kind=dataset&kind=tool") == ["Comptes de Rennes", "Simulateur"]
    assert titles("kind=dataset&subject=finances&territory=departement:35&format=CSV") == [
        "Comptes de Rennes"
    ]
    assert titles("q=comptes&producer=dgcl") == ["Note sur les comptes"]
    assert titles("since=2024-06-01&until=2025-12-31&year=2025") == ["Comptes de Rennes"]
    assert titles("order=title&level=commune") == ["Note sur les comptes"]


def test_facets_come_when_they_are_asked_for(get: Get, shelf: dict[str, Document]) -> None:
    facets = get("/documents?facets=true&kind=dataset").json()["facets"]
    assert {one["value"]: one["count"] for one in facets["kind"]} == {
        "dataset": 1,
        "publication": 1,
        "tool": 1,
    }
    assert facets["subject"] == [{"value": "finances", "count": 1}]


def test_pages_are_walked_by_next(get: Get, shelf: dict[str, Document], client: Client) -> None:
    found, address = [], "/api/v1/documents?limit=1&order=title"
    while address:
        answer = client.get(address).json()
        found += [one["title"] for one in answer["items"]]
        parts = urlsplit(answer["next"] or "")
        address = f"{parts.path}?{parts.query}" if answer["next"] else ""
    assert found == ["Comptes de Rennes", "Note sur les comptes", "Simulateur"]


def test_one_document_is_told_whole(get: Get, shelf: dict[str, Document]) -> None:
    answer = get(f"/documents/{shelf['data'].pk}").json()
    assert len(answer["abstract"]) == len("Budget. " * 200)
    assert answer["files"] == [
        {"url": "https://example.org/c.csv", "title": "", "format": "csv", "bytes": None, "modified_on": None}
    ]
    assert answer["identifiers"] == [{"scheme": "doi", "value": "10.1000/182"}]
    assert answer["provenance"]["title"] == {
        "origin": "edited", "source": None, "at": "2026-02-04T08:00:00Z",
    }  # fmt: skip
    assert "eva" not in str(answer)


def test_document_removed_or_merged(get: Get, shelf: dict[str, Document]) -> None:
    hidden = publish("Retiré", state="hidden")
    merged = publish("Doublon", state="merged", merged_into=shelf["data"])
    answer = get(f"/documents/{hidden.pk}")
    assert (answer.status_code, answer.json()["code"]) == (410, "document_removed")
    answer = get(f"/documents/{merged.pk}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/documents/{shelf['data'].pk}")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/documents/999999", 404, "unknown_document"),
        ("/documents/0", 400, "invalid_parameter"),
        ("/documents/abc", 400, "invalid_parameter"),
        ("/documents?kind=livre", 400, "invalid_parameter"),
        ("/documents?subject=atlantide", 400, "invalid_parameter"),
        ("/documents?territory=rennes", 400, "invalid_parameter"),
        ("/documents?producer=personne", 400, "invalid_parameter"),
        ("/documents?source=nulle", 400, "invalid_parameter"),
        ("/documents?licence=mienne", 400, "invalid_parameter"),
        ("/documents?since=2024-02-30", 400, "invalid_parameter"),
        ("/documents?since=2024-02-02&until=2023-01-01", 400, "invalid_parameter"),
        ("/documents?limit=0", 400, "invalid_parameter"),
        ("/documents?limit=101", 400, "invalid_parameter"),
        ("/documents?after=10000", 400, "invalid_parameter"),
        ("/documents?order=password", 400, "invalid_parameter"),
        ("/documents?theme=finances", 400, "unknown_parameter"),
        ("/documents?q=a&q=b", 400, "repeated_parameter"),
    ],
)
def test_bad_question_is_a_problem(get: Get, path: str, status: int, code: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_answer_is_kept_until_a_document_changes(get: Get, shelf: dict[str, Document]) -> None:
    first = get("/documents")
    assert get("/documents", **{"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Access-Control-Allow-Origin"] == "*"


def test_suggestions_are_titles_subjects_and_producers(get: Get, shelf: dict[str, Document]) -> None:
    items = get("/documents/suggestions?q=comp").json()["items"]
    assert [(one["kind"], one["label"]) for one in items if one["kind"] == "document"] == [
        ("document", "Comptes de Rennes"), ("document", "Note sur les comptes"),
    ]  # fmt: skip
    items = get("/documents/suggestions?q=dgc").json()["items"]
    assert items[0]["path"] == "/bibliotheque?producteur=dgcl"
    assert get("/documents/suggestions?q=").json() == {"items": [], "next": None}


def test_list_costs_few_queries(
    get: Get, shelf: dict[str, Document], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    get("/documents?facets=true")
    with django_assert_max_num_queries(3):  # cards, links; the index of tests
        get("/documents?facets=true")
