"""The list of the versions of the data, and citations of datasets and indicators."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.stats.queries.versions import get_version_key, list_versions
from tests.web.conftest import Read, publish


def test_versions_are_listed_with_what_moved(read: Read):
    page = read("/donnees/versions")
    assert "3 versions" in page
    assert page.count("22 novembre 2026") == 3
    for title in ("Populations de référence", "Taxe d’habitation", "Zonage ABC"):
        assert title in page
    assert page.count("en ligne</p>") + page.count("en ligne</span>") == 1
    for version in list_versions()[1:]:
        assert f"/france?version={version.key}" in page


def test_versions_before_any_publication(client: Client, db: None):
    response = client.get("/donnees/versions")
    assert response.status_code == 200
    assert "Rien n" in response.content.decode()


@pytest.mark.parametrize("page", ["0", "2", "x", "-1"])
def test_page_that_does_not_exist(client: Client, small_portal: None, page: str):
    assert client.get(f"/donnees/versions?page={page}").status_code == 404


def test_data_pages_are_about_today(read: Read):
    before = get_version_key()
    publish("insee_populations", [("commune", "35238", "population", 2023, 5.0)], "2")
    assert "Chiffres tels que publiés" not in read(f"/donnees/insee-populations?version={before}")


def test_dataset_is_cited_by_the_page_of_its_release(read: Read):
    text = read("/donnees/insee-populations.bib")
    assert "  url = {http://localhost:8000/donnees/insee-populations/versions/1},\n" in text
    assert "  version = {1},\n" in text
    assert "UR  - http://localhost:8000/donnees/insee-populations/versions/1" in read(
        "/donnees/insee-populations.ris"
    )
    assert 'href="/donnees/insee-populations.bib"' in read("/donnees/insee-populations")


def test_indicator_is_cited_at_the_version_of_the_data(read: Read):
    key = get_version_key()
    assert f"/indicateurs/population?version={key}}}" in read("/indicateurs/population.bib")
    assert "AU  - Insee" in read("/indicateurs/population.ris")
    page = read("/indicateurs/population")
    assert 'href="/indicateurs/population.ris"' in page
    assert f"/indicateurs/population?version={key}" in page


@pytest.mark.parametrize(
    "path", ["/indicateurs/inconnu.bib", "/donnees/inconnu.ris", "/donnees/versions.bib"]
)
def test_what_does_not_exist_is_not_cited(client: Client, small_portal: None, path: str):
    assert client.get(path).status_code == 404
