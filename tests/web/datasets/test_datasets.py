"""Pages of datasets, of their releases and of their freshness."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.models import FetchAttempt, Release
from tests.web.conftest import Read, publish

PAGE = "/donnees/insee-populations"
RELEASE = f"{PAGE}/versions/2"


def publish_again() -> None:
    """A second release: Rennes changes, Acigné vanishes, Cesson-Sévigné stays, La Mézière is new."""
    publish(
        "insee_populations",
        [
            ("commune", "35238", "population", 2023, 240_000.0),
            ("commune", "35051", "population", 2023, 69_000.0),
            ("commune", "35062", "population", 2024, 10.0),
        ],
        "2",
    )


def test_list_has_datasets_online_and_those_that_wait(read: Read) -> None:
    online, _, waiting = read("/donnees").partition('id="attente"')
    assert '<a href="/donnees/insee-populations">Populations de référence</a>' in online
    assert '<a href="/donnees/interieur-elus">' in waiting
    assert "3 jeux de données en ligne" in online


@pytest.mark.parametrize("order", ["titre", "producteur", "date"])
def test_list_is_sorted_by_link(read: Read, order: str) -> None:
    assert 'aria-sort="' in read(f"/donnees?tri={order}")


def test_page_says_what_is_read_and_where_it_comes_from(read: Read) -> None:
    page = read(PAGE)
    entry = get_catalogue().datasets["insee_populations"]
    assert "<h1>Populations de référence</h1>" in page
    assert f'href="{entry.page}"' in page
    assert '<a href="/indicateurs/population">' in page
    assert "première version" in page
    for suffix in ("csv", "parquet", "schema.json", "sha256"):
        assert f'href="{PAGE}/versions/1.{suffix}"' in page


def test_dataset_that_waits_says_why(read: Read) -> None:
    assert "Pas encore de valeurs en ligne" in read("/donnees/interieur-elus")


def test_file_to_hand_over_is_described_with_the_page_where_it_is(read: Read) -> None:
    entry = get_catalogue().datasets["anct_montagne"]
    page = read("/donnees/anct-montagne")
    assert "prendre la table des communes en CSV" in page
    assert f'Où le trouver : <a href="{entry.page}" rel="external">page du producteur</a>' in page


def test_first_release_has_nothing_to_compare_with(read: Read) -> None:
    assert "première version publiée ici" in read(f"{PAGE}/versions/1")


def test_release_lists_what_it_changed(read: Read) -> None:
    publish_again()
    page = read(RELEASE)
    assert "en ligne" in page
    assert re.search(r"Rennes \(35238\).*?230 000.*?240 000.*?\+4,3 %", page, re.DOTALL)
    vanished = read(f"{RELEASE}?quoi=disparues")
    assert "Rennes (35238)" in vanished  # its population of 2022
    assert "+4,3" not in vanished
    assert "remplacée" in read(PAGE)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/donnees/inconnu", 404),
        ("/donnees/INSEE-populations", 404),
        ("/donnees?tri=licence", 404),
        ("/donnees/..%2f..%2fsecret_key", 404),
        ("/donnees/insee-populations/versions/0", 404),
        ("/donnees/insee-populations/versions/9", 404),
        ("/donnees/insee-populations/versions/abc", 404),
        ("/donnees/insee-populations/versions/1?page=-1", 404),
        ("/donnees/insee-populations/versions/1?page=abc", 404),
        ("/donnees/insee-populations/versions/1?page=9999999999", 404),
        ("/donnees/insee-populations/versions/1?page=2", 404),
        ("/donnees/insee-populations/versions/1?quoi=tout", 404),
        ("/donnees/insee-populations/versions/1.exe", 404),
        ("/donnees/insee-populations/versions/1.csv?format=exe", 400),
        ("/donnees/insee-populations/versions/9.parquet", 404),
        ("/donnees/interieur-elus/versions/1.parquet", 404),
    ],
)
def test_odd_address_is_refused(small_portal: None, client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_slug_with_underscores_leads_to_the_one_address(small_portal: None, client: Client) -> None:
    answer = client.get("/donnees/insee_populations")
    assert (answer.status_code, answer["Location"]) == (301, PAGE)
    answer = client.get("/donnees/insee_populations/versions/1")
    assert (answer.status_code, answer["Location"]) == (301, f"{PAGE}/versions/1")


def test_page_is_described_for_search_engines(read: Read) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', read(PAGE), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert (data["@type"], data["version"], data["temporalCoverage"]) == ("Dataset", "1", "2022/2023")
    assert data["distribution"][0]["contentUrl"] == f"http://localhost:8000{PAGE}/versions/1.csv"


def fail(sentence: str) -> None:
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    FetchAttempt.objects.create(
        dataset="insee_populations",
        file="x",
        started_at=now,
        finished_at=now,
        outcome="failed",
        sentence=sentence,
    )


def test_freshness_says_why_a_source_failed_and_what_is_served(read: Read) -> None:
    fail("Le site du producteur n’a pas répondu.")
    page = read("/donnees/fraicheur")
    failing, _, others = page.partition('id="waiting"')
    assert "Le site du producteur n’a pas répondu." in failing
    assert "version 1 du 22 novembre 2026, jusqu’à 2023" in failing
    assert "21 novembre 2026" in failing
    assert "Élus locaux" in others


def test_failure_is_said_on_the_page_of_the_dataset(read: Read) -> None:
    fail("Le site du producteur n’a pas répondu.")
    assert "La version précédente reste en ligne" in read(PAGE)


def test_pages_of_sources_change_with_an_attempt(read: Read, client: Client) -> None:
    tag = client.get("/donnees")["ETag"]
    assert client.get("/donnees", headers={"If-None-Match": tag}).status_code == 304
    fail("Rien.")
    assert client.get("/donnees", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "most"), [("/donnees", 6), ("/donnees/fraicheur", 6), (PAGE, 7), (f"{PAGE}/versions/1", 1)]
)
def test_page_costs_few_queries(
    read: Read, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    read(path)
    with django_assert_max_num_queries(most):
        client.get(path)


def test_withdrawn_release_warns_its_readers(read: Read) -> None:
    publish_again()
    Release.objects.filter(dataset="insee_populations", number=1).update(state=Release.State.ROLLED_BACK)
    assert "Cette version a été retirée" in read(f"{PAGE}/versions/1")


def test_changes_are_counted_in_words(read: Read) -> None:
    publish_again()
    assert re.search(r"\d+ valeurs? nouvelles?, \d+ disparues?, \d+ modifiées?", read(RELEASE))
