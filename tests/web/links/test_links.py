"""``/liens`` and ``/robots``: what everybody can read of the health of links."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from portal.library.links.models import Link, LinkRun
from portal.library.links.registering import register_links
from portal.library.links.states import LinkState
from tests.library.links.builders import NOW, days, make_document

pytestmark = pytest.mark.django_db


def read(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: Any) -> str:
    return " ".join(soup.get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def fill() -> None:
    """Ten addresses of one producer: eight answer, one is dead, one refuses; one more was never checked."""
    for number in range(10):
        make_document(f"http://site{number}.example/", producers=["insee"], sources=["socle"])
    register_links(now=NOW)
    Link.objects.update(state=LinkState.OK, checked_at=NOW, since=NOW)
    Link.objects.filter(host="site0.example").update(
        state=LinkState.DEAD, archive_url="https://archive.example/x"
    )
    Link.objects.filter(host="site1.example").update(state=LinkState.BLOCKED)
    make_document("http://late.example/")
    LinkRun.objects.create(started_at=NOW, ended_at=NOW, asked=10)


def test_page_of_an_empty_library_says_so(client: Client) -> None:
    assert "La bibliothèque ne contient encore aucun document." in words(read(client, "/liens"))


def test_page_before_any_check_is_honest(client: Client) -> None:
    make_document("http://site.example/")
    text = words(read(client, "/liens"))
    assert "Aucun lien n’a encore été vérifié 1 lien attend une première vérification." in text
    assert "ce qui ne veut pas dire qu’il n’y en ait pas" in text
    assert "100" not in text


def test_page_counts_in_words_and_by_producer(client: Client) -> None:
    fill()
    soup = read(client, "/liens")
    text = words(soup)
    assert "8 liens répondent (80,0 %)." in text
    assert "1 lien refuse les robots (10,0 %)." in text
    assert "1 lien mort (10,0 %)." in text
    assert "1 lien attend une première vérification." in text
    assert "Dernière vérification : 2 novembre 2026 (10 liens vérifiés)." in text
    table = soup.find("section", {"aria-labelledby": "producer"}).find("table")
    rows = [[words(cell) for cell in row.find_all(["th", "td"])][1:] for row in table.tbody.find_all("tr")]
    assert rows == [["10", "8", "1", "0", "1", "0"], ["1", "0", "0", "0", "0", "1"]]
    dead = table.find("a", {"aria-label": True})
    assert dead["href"] == "/bibliotheque?producteur=insee&etat=mort"
    assert "copie archivée" in text
    assert words(table.find_all("th", {"scope": "row"})[1]) == "Producteur non précisé"


def test_page_says_that_the_last_run_had_no_network(client: Client) -> None:
    fill()
    LinkRun.objects.create(started_at=days(1), ended_at=days(1), is_offline=True)
    text = words(read(client, "/liens"))
    assert "Le dernier passage, le 3 novembre 2026, n’a rien appris" in text
    assert "Dernière vérification : 2 novembre 2026" in text


def test_page_costs_the_same_statements_whatever_is_shown(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    fill()
    for number in range(60):
        make_document(f"http://more{number}.example/", producers=[f"p{number}"], sources=[f"s{number}"])
    client.get("/liens")
    with django_assert_max_num_queries(14):
        soup = read(client, "/liens")
    assert "Les 40 premiers par nombre de liens" in words(soup)
    assert len(soup.find_all("tr")) == 2 * 41


def test_page_is_cached_until_a_check(client: Client) -> None:
    fill()
    etag = client.get("/liens")["ETag"]
    assert client.get("/liens", headers={"If-None-Match": etag}).status_code == 304
    LinkRun.objects.create(started_at=days(1), ended_at=days(1), asked=1)
    assert client.get("/liens", headers={"If-None-Match": etag}).status_code == 200


def test_files_of_the_health_of_links(client: Client) -> None:
    fill()
    lines = client.get("/liens/producteurs.csv").content.decode().splitlines()
    assert lines[0] == (
        "identifiant,nom,liens,repondent,refusent_les_robots,a_verifier,morts,pas_encore_verifies,"
        "non_verifiables,derniere_verification"
    )
    assert lines[1].endswith(",10,8,1,0,1,0,0,2026-11-02T22:00:00+01:00")
    assert len(lines) == 3
    dead = client.get("/liens/morts.csv?format=excel")
    assert dead["Content-Disposition"].startswith('attachment; filename="liens_morts_excel.csv"')
    assert (
        "http://site0.example/;Mort;2026-11-02;2026-11-02;https://archive.example/x" in dead.content.decode()
    )
    assert client.get("/liens/sources.csv").status_code == 200
    assert client.get("/liens/sources.csv?format=pdf").status_code == 400
    assert client.get("/liens/autre.csv").status_code == 404


def test_hostile_titles_are_text(client: Client) -> None:
    make_document("http://site.example/", title="<script>alert(1)</script>", producers=["=1+1"])
    register_links(now=NOW)
    Link.objects.update(state=LinkState.DEAD, since=NOW, checked_at=NOW)
    LinkRun.objects.create(started_at=NOW, ended_at=NOW, asked=1)
    assert "<script>alert" not in client.get("/liens").content.decode()
    assert "'=1+1" in client.get("/liens/producteurs.csv").content.decode()


def test_page_about_the_robot_gives_its_name(client: Client, settings: Any) -> None:
    settings.SITE_URL, settings.CONTACT_EMAIL = "https://portail.example", "contact@portail.example"
    text = words(read(client, "/robots"))
    assert "OpenCollectivites/1 (+https://portail.example/robots; contact@portail.example)" in text
    assert "64 ko" in text
    assert "au moins 2 secondes" in text
