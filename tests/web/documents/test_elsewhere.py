"""Documents on the pages of territories, of indicators, of results, on the home page and in the site map."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.library.search.builders import publish
from tests.web.conftest import Read


@pytest.fixture
def _documents(small_portal: None) -> None:
    publish("Comptes de Rennes", published="2025-03-01", territories=["commune:35238"], producers=["dgcl"])
    publish("Atlas de la métropole", published="2024-03-01", territories=["epci:243500139"])
    publish("Guide du maire", published="2023-03-01", levels=["commune"], subjects=["population"])
    publish("Guide du président", published="2022-03-01", levels=["epci"])
    publish("Note retirée", published="2025-04-01", territories=["commune:35238"], state="hidden")


def read_section(page: str) -> str:
    """The words of the block of the library in a sheet."""
    block = page.partition('id="publications"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block))


@pytest.mark.usefixtures("_documents")
def test_sheet_lists_what_is_about_it_then_around_it_then_for_all_of_its_kind(read: Read):
    words = read_section(read("/communes/35238-rennes"))
    assert words.index("Au sujet de Rennes") < words.index(
        "Comptes de Rennes Publication · DGCL · 1er mars 2025"
    )
    assert words.index("Comptes de Rennes") < words.index("Atlas de la métropole")
    assert words.index("Atlas de la métropole") < words.index("Utiles à toutes les communes")
    assert "Guide du maire" in words
    assert "Guide du président" not in words
    assert "Note retirée" not in words
    assert 'href="/bibliotheque?territoire=commune:35238">Tous les documents au sujet de Rennes' in read(
        "/communes/35238-rennes"
    )


@pytest.mark.usefixtures("_documents")
def test_sheet_of_an_intercommunality_has_its_own(read: Read):
    words = read_section(read("/epci/243500139-rennes-metropole"))
    assert "Atlas de la métropole" in words
    assert "Guide du président" in words
    assert "Comptes de Rennes" not in words


def test_sheet_without_document_says_so(read: Read):
    assert "n'a encore aucun document sur ce territoire" in read_section(
        read("/communes/35001-acigne").replace("’", "'")
    )


@pytest.mark.usefixtures("_documents")
def test_results_have_documents_beside_territories_and_indicators(read: Read):
    page = read("/recherche?q=rennes")
    assert 'id="groupe-communes"' in page
    assert ">Comptes de Rennes</a>" in page
    assert 'href="/bibliotheque?q=rennes"' in page
    assert "Comptes de Rennes" not in read("/recherche?q=rennes&nature=communes")


@pytest.mark.usefixtures("_documents")
def test_documents_with_the_words_come_before_places_whose_name_is_only_near(read: Read):
    publish("Le dinar et les finances des villes")
    page = read("/recherche?q=dinar")
    assert "Vouliez-vous dire" in page
    assert page.index("Le dinar et les finances des villes") < page.index('id="groupe-communes"')
    exact = read("/recherche?q=rennes")
    assert exact.index('id="groupe-communes"') < exact.index(">Comptes de Rennes</a>")


@pytest.mark.usefixtures("_documents")
def test_home_names_the_latest_documents(read: Read):
    page = read("/")
    block = page.partition('id="documents"')[2].partition("</section>")[0]
    assert re.findall(r'<a href="/bibliotheque/\d+-[a-z-]+">(.*?)</a>', block) == [
        "Comptes de Rennes", "Atlas de la métropole", "Guide du maire", "Guide du président",
    ]  # fmt: skip


@pytest.mark.usefixtures("_documents")
def test_indicator_names_documents_on_its_theme(read: Read):
    page = read("/indicateurs/population")
    block = page.partition('id="bibliotheque-titre"')[2].partition("</section>")[0]
    assert ">Guide du maire</a>" in block
    assert 'href="/bibliotheque?theme=population"' in block


@pytest.mark.usefixtures("_documents")
def test_document_names_indicators_of_its_themes(read: Read, client: Client):
    path = re.findall(r'href="(/bibliotheque/\d+-guide-du-maire)"', read("/bibliotheque"))[0]
    assert 'href="/indicateurs/population"' in read(path).partition('id="chiffres"')[2]


@pytest.mark.usefixtures("_documents")
def test_sitemap_lists_documents_and_site_map_their_kinds(read: Read):
    assert "/sitemap-bibliotheque-1.xml" in read("/sitemap.xml")
    part = read("/sitemap-bibliotheque-1.xml")
    assert len(re.findall("<loc>", part)) == 4
    assert "note-retiree" not in part
    assert 'href="/bibliotheque?type=jeu-de-donnees">Jeux de données</a>' in read("/plan-du-site")
