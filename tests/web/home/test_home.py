from __future__ import annotations

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.cms.models import HomePage
from tests.web.conftest import Read


def test_home_searches_first_and_shows_figures_of_the_country(read: Read):
    page = read("/")
    assert page.index('action="/recherche"') < page.index('id="france"')
    assert "5 communes, 3 intercommunalités, 2 départements, 1 région" in page
    assert '<a href="/regions/53-bretagne">Bretagne</a>' in page
    assert "Populations de référence" in page


def test_words_of_home_are_an_editors(read: Read):
    home = HomePage.objects.get()
    home.headline = "Bonjour"
    home.notice = "<p>Travaux demain.</p>"
    home.save_revision().publish()
    from portal.cms.versions import reset_editorial_version

    reset_editorial_version()
    page = read("/")
    assert "<h1>Bonjour</h1>" in page
    assert "Travaux demain." in page


def test_home_costs_few_queries(
    read: Read, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    read("/")
    with django_assert_max_num_queries(4):
        client.get("/")


def test_empty_portal_has_a_home(db: None, client: Client):
    """Defect 9 of the original: every page was an error 500 on fresh fixtures."""
    assert client.get("/").status_code == 200
