"""The hub: questions that lead to maps, words, themes, the reader's place kept, what is read most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from portal.audience import actions
from portal.audience.models import DailyCount
from portal.stats.descriptors.catalogue import get_catalogue
from portal.web.explore.hub.viewed import forget_viewed
from tests.web.conftest import Read

RENNES = "ici=commune:35238"


def _list_links(page: str) -> list[str]:
    return re.findall(r'href="(/explorer/[^"]+)"', page)


def test_hub_asks_questions_that_lead_to_maps_and_rankings(read: Read) -> None:
    page = read("/explorer")
    assert "Quelles sont les communes les plus peuplées ?" in page
    assert "/explorer/population?niveau=commune&vue=classement" in _list_links(page)


def test_hub_leaves_out_questions_without_figures(read: Read) -> None:
    """Only populations, a rate and a zoning are online in this portal."""
    page = read("/explorer")
    assert "Où les communes sont-elles les plus endettées ?" not in page
    assert "en attente de sa source" in page


def test_hub_names_every_theme(read: Read) -> None:
    page = read("/explorer")
    used = {one.theme for one in get_catalogue().list_public_indicators()}
    for slug in used:
        assert f'href="/explorer?theme={slug.replace("_", "-")}"' in page, slug


def test_hub_explains_the_words_of_the_administration(read: Read) -> None:
    page = read("/explorer")
    for word in ("Encours de dette", "Intercommunalité (EPCI)", "Strate", "Médiane"):
        assert word in page


def test_hub_near_a_commune_opens_its_departement_with_it_marked(read: Read) -> None:
    page = read(f"/explorer?{RENNES}")
    assert "Autour de Rennes" in re.sub(r"<[^>]+>", "", page)
    assert f"/explorer/population?zone=departement:35&vue=classement&{RENNES}" in _list_links(page)
    assert "noindex" in page
    for link in re.findall(r'href="/explorer\?(theme=[^"]+)"', page):
        assert link.endswith(RENNES), link


def test_question_about_all_departements_stays_nationwide(read: Read) -> None:
    page = read(f"/explorer?{RENNES}")
    assert f"/explorer/population?niveau=region&vue=evolution&{RENNES}" in _list_links(page)


def test_hub_near_a_part_of_a_commune_is_near_the_commune(read: Read, client: Client) -> None:
    page = read("/explorer?ici=departement:35&q=population")
    assert "/explorer/population?zone=departement:35&ici=departement:35" in _list_links(page)


def test_theme_lists_its_indicators_with_their_maps_and_years(read: Read) -> None:
    page = read("/explorer?theme=population")
    assert "Population municipale" in page
    assert re.search(r"Carte des communes[^<]*2023", page)
    assert "en attente de leur source" in page
    assert '<link rel="canonical" href="http://localhost:8000/explorer?theme=population">' in page


def test_search_finds_whatever_accents_and_plurals_and_keeps_the_place(read: Read) -> None:
    page = read(f"/explorer?q=POPULATIONS&{RENNES}")
    assert f"/explorer/population?zone=departement:35&{RENNES}" in _list_links(page)


def test_search_with_a_typo_says_what_was_looked_for_instead(read: Read) -> None:
    page = read("/explorer?q=polulation")
    assert "Rien pour « polulation ». Voici ce qui répond à « population »." in page


def test_search_of_a_place_proposes_to_explore_from_there(read: Read) -> None:
    page = read("/explorer?q=Dinan")
    assert "Vous cherchez un lieu ?" in page
    assert "/explorer?ici=commune:22050" in page


def test_search_without_answer_helps(read: Read) -> None:
    page = read("/explorer?q=xqzwk")
    assert "Aucun indicateur pour « xqzwk »" in page
    assert "/explorer?q=logement" in page


@pytest.mark.parametrize(
    "q", ["a" * 10_000, "\0\0dette", "<script>alert(1)</script>", "%", "🎉", "' OR 1=1 --"]
)
def test_search_of_anything_is_answered_plainly(small_portal: None, client: Client, q: str) -> None:
    response = client.get("/explorer", {"q": q})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert len(response.content) < 60_000


@pytest.mark.parametrize(
    ("query", "told"),
    [("theme=argent", "theme=argent"), ("ici=commune:99999", "ici=commune:99999"), ("ici=%00", "ici=")],
)
def test_theme_or_place_that_does_not_exist_is_a_bad_request_in_french(
    read: Read, client: Client, query: str, told: str
) -> None:
    response = client.get(f"/explorer?{query}")
    assert response.status_code == 400
    assert told in response.content.decode()


def test_hub_costs_no_query_when_warm(
    read: Read, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read(f"/explorer?{RENNES}&q=population")
    read(f"/explorer?{RENNES}")
    with django_assert_num_queries(0):
        client.get(f"/explorer?{RENNES}")


@pytest.fixture
def counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.COUNT_VIEWS = True
    monkeypatch.setattr(actions, "_plan", lambda: None)
    forget_viewed()
    yield
    actions.forget_views()
    forget_viewed()


def _view(slug: str, count: int, days_ago: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyCount.objects.create(day=day, subject=f"indicator:{slug}", count=count)


def test_most_viewed_are_not_shown_until_there_are_enough(read: Read, counted: None) -> None:
    for slug in ("population", "taux_th_commune", "zonage_abc", "densite"):
        _view(slug, 900)
    assert "Les plus consultés" not in read("/explorer")


def test_most_viewed_are_those_really_opened(read: Read, counted: None, client: Client) -> None:
    before = client.get("/explorer")["ETag"]
    forget_viewed()
    for rank, slug in enumerate(("population", "taux_th_commune", "zonage_abc", "superficie", "densite")):
        _view(slug, 20 + rank)
    _view("menages", 19)
    _view("naissances", 500, days_ago=31)
    page = read("/explorer")
    assert "Les plus consultés" in page
    assert page.index("/explorer/zonage-abc?vue=classement") < page.index(
        "/explorer/population?vue=classement"
    )
    assert "/explorer/menages" not in page
    assert client.get("/explorer")["ETag"] != before


def test_page_of_an_indicator_is_counted_once_it_exists(read: Read, counted: None, client: Client) -> None:
    agent = {"user-agent": "Mozilla/5.0 Firefox/128.0"}
    client.get("/indicateurs/population", headers=agent)
    client.get("/indicateurs/inconnu", headers=agent)
    client.get("/indicateurs/population", headers={"user-agent": "Googlebot"})
    actions.record_views(today=timezone.localdate())
    assert list(DailyCount.objects.values_list("subject", "count")) == [("indicator:population", 1)]
