"""``/bibliotheque/<id>-<slug>``: what is known of a document, and its references."""

from __future__ import annotations

import html
import json
import re

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.library.links.models import Link
from portal.library.links.registering import register_links
from portal.library.links.states import LinkState
from tests.library.search.builders import NOW, publish, touch
from tests.web.documents.conftest import Get, Shelf


def read(get: Get, path: str) -> str:
    response = get(path)
    assert response.status_code == 200, (path, response.status_code)
    return html.unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def list_facts(page: str) -> dict[str, str]:
    """Terms and what they say, without markup."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {term: re.sub(r"<[^>]+>", "", said).strip() for term, said in found}


def test_page_says_all_that_is_known(get: Get, shelf: Shelf):
    page = read(get, shelf["bis 2024"].path)
    assert list_facts(page) == {
        "Type de ressource": "Publication",
        "Producteur": "Direction générale des collectivités locales "
        "Rattachement : Ministère de l’Aménagement du territoire et de la Décentralisation",
        "Publié": "12 mars 2024",
        "Années étudiées": "2023",
        "Thématiques": "Finances locales",
        "Types de collectivité": "Communes",
        "Langue": "français",
        "Licence": "Licence Ouverte 2.0",
        "Formats": "PDF",
        "Mots-clés": "budget",
    }
    assert "<p>Les dépenses des communes augmentent.</p>" in page
    assert "<p>La dette recule.</p>" in page
    assert 'href="/bibliotheque?producteur=dgcl"' in page


def test_page_says_where_it_comes_from(get: Get, shelf: Shelf):
    page = re.sub(r"<[^>]+>", "", read(get, shelf["bis 2024"].path))
    assert "le 3 février 2026. Corrigé par un agent du portail : le titre." in page
    assert "Déduit par le portail : les thématiques." in page
    assert "eva" not in page


def test_page_of_a_dataset_gives_files_places_and_identifiers(get: Get, shelf: Shelf):
    page = read(get, shelf["data"].path)
    assert "1 fichier" in page
    assert "(CSV, 2,6 Mo, mis à jour le 2 janvier 2026)" in page
    assert '<a href="/communes/35238-rennes">Rennes (35)</a>' in page
    assert 'href="https://doi.org/10.1000/182" target="_blank" rel="noopener external"' in page
    assert list_facts(page)["Publié"] == "2025"
    assert list_facts(page)["Licence"] == "non précisée par la source"


def test_undated_document_says_what_its_source_writes(get: Get, shelf: Shelf):
    page = read(get, shelf["undated"].path)
    assert list_facts(page)["Publié"] == "date non précisée La source écrit « [S.d.] »"
    assert list_facts(page)["Producteur"] == "Agence inconnue Tel que la source l’écrit"
    assert "Le producteur ne donne pas de résumé" in page


def test_words_of_others_are_text(get: Get, shelf: Shelf):
    content = get(shelf["undated"].path).content.decode()
    assert "<script>alert" not in content
    assert content.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_series_lists_its_issues_under_one_address(get: Get, shelf: Shelf):
    page = read(get, shelf["bis"].path)
    assert "Toutes les livraisons" in page
    newest, oldest = shelf["bis 2024"].path, shelf["bis 2023"].path
    assert page.index(f'href="{newest}"') < page.index(f'href="{oldest}"')
    issue = read(get, oldest)
    assert f'href="{shelf["bis"].path}">Bulletin d’information statistique</a>' in issue
    assert f'href="{newest}" rel="next">Suivante : 12 mars 2024</a>' in issue
    assert 'rel="prev"' not in issue.partition("<main")[2]


def test_nothing_comes_before_or_after_an_issue_without_a_date(get: Get, shelf: Shelf):
    undated = publish("Les finances des communes", series=shelf["bis"])
    page = read(get, undated.path)
    assert 'rel="next"' not in page
    assert 'rel="prev"' not in page
    oldest = read(get, shelf["bis 2023"].path)
    assert 'rel="prev"' not in oldest
    assert f'href="{undated.path}">Les finances des communes</a>' in oldest


def test_series_needs_no_abstract_and_addresses_of_a_platform_are_no_files(get: Get, shelf: Shelf):
    series = read(get, shelf["bis"].path)
    assert "Cette adresse réunit toutes les livraisons" in series
    assert "ne donne pas de résumé" not in series
    assert "ne donne pas de résumé" in read(get, shelf["data"].path)
    assert '<h2 id="fichiers">1 fichier</h2>' in read(get, shelf["data"].path)
    touch(shelf["data"], kind="platform")
    assert '<h2 id="fichiers">Autre adresse</h2>' in read(get, shelf["data"].path)


def test_foreign_words_tell_their_language(get: Get, shelf: Shelf):
    """RGAA 8.7: a voice that reads English as French is not understood."""
    foreign = publish("Local finances in Europe", abstract="What towns spend.", language="en")
    page = read(get, foreign.path)
    assert '<h1 lang="en">Local finances in Europe</h1>' in page
    assert '<p lang="en">What towns spend.</p>' in page
    found = read(get, "/bibliotheque?q=finances")
    assert f'<a href="{foreign.path}" lang="en">Local finances in Europe</a>' in found
    assert '<p class="oc-doc__excerpt" lang="en">What towns spend.</p>' in found
    assert found.count('lang="en"') == 2
    assert "<h1>" in read(get, shelf["bis 2024"].path)


def test_external_link_tells_that_it_opens_a_window(get: Get, shelf: Shelf):
    page = read(get, shelf["data"].path)
    assert (
        f'<a class="fr-btn" href="{shelf["data"].url}" target="_blank" rel="noopener external" '
        'title="Consulter sur example.org – nouvelle fenêtre">Consulter sur example.org</a>'
    ) in page


def test_dead_link_is_told_with_its_archived_copy(get: Get, shelf: Shelf):
    register_links(now=NOW)
    copy = "https://web.archive.org/web/2024/https://example.org/"
    Link.objects.filter(url=shelf["data"].url).update(
        state=LinkState.DEAD, since=NOW, checked_at=NOW, archive_url=copy
    )
    page = read(get, shelf["data"].path)
    assert "Ce lien ne mène plus à rien depuis le 1er mars 2026." in page
    assert f'<a href="{copy}"' in page


def test_archived_document_keeps_its_page(get: Get, shelf: Shelf):
    touch(shelf["data"], state="archived", archived_words="La source ne le liste plus depuis le 2 mars 2026.")
    page = read(get, shelf["data"].path)
    assert "Document archivé" in page
    assert "La source ne le liste plus depuis le 2 mars 2026." in page


def test_removed_document_is_gone_and_merged_one_leads_to_the_other(get: Get, shelf: Shelf):
    gone = get(shelf["removed"].path)
    assert gone.status_code == 410
    assert "n’est plus dans la bibliothèque" in gone.content.decode()
    assert get(f"{shelf['removed'].path}.bib").status_code in (301, 410)
    middle = publish("Doublon", state="merged", merged_into=shelf["data"])
    first = publish("Doublon de doublon", state="merged", merged_into=middle)
    response = get(first.path)
    assert (response.status_code, response["Location"]) == (301, shelf["data"].path)


@pytest.mark.parametrize("tail", ["", "-", "-autre-chose", "-Les-finances", "-les-finances%20x", "-..", "-é"])
def test_number_alone_decides_and_the_address_becomes_the_right_one(get: Get, shelf: Shelf, tail: str):
    document = shelf["bis 2024"]
    response = get(f"/bibliotheque/{document.pk}{tail}")
    if response.status_code != 404:
        assert (response.status_code, response["Location"]) == (301, document.path)
    assert response.status_code == 301 or "." in tail


@pytest.mark.parametrize("path", ["0", "999999", "99999999999", "1;x", "../1", "1-x/y", "-1", "abc"])
def test_address_of_no_document_is_404(get: Get, path: str):
    assert get(f"/bibliotheque/{path}").status_code == 404


def test_structured_data_is_what_the_page_shows(get: Get, shelf: Shelf):
    content = get(shelf["data"].path).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    address = f"http://localhost:8000{shelf['data'].path}"
    assert json.loads(block) == {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": address,
        "name": "Comptes de Rennes",
        "url": address,
        "sameAs": shelf["data"].url,
        "datePublished": "2025",
        "publisher": [{"@type": "Organization", "name": "Ville de Rennes"}],
        "about": ["Finances locales"],
        "spatialCoverage": [
            {
                "@type": "AdministrativeArea",
                "name": "Rennes (35)",
                "url": "http://localhost:8000/communes/35238-rennes",
            }
        ],
        "identifier": ["doi:10.1000/182"],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": "Comptes",
                "contentUrl": "https://example.org/c.csv",
                "encodingFormat": "csv",
                "contentSize": "2726298 B",
                "dateModified": "2026-01-02",
            }
        ],
    }


@pytest.mark.parametrize(
    ("name", "kind"), [("bis 2024", "Report"), ("undated", "SoftwareApplication"), ("data", "Dataset")]
)
def test_structured_type_fits_the_document(get: Get, shelf: Shelf, name: str, kind: str):
    content = get(shelf[name].path).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content, re.DOTALL)
    assert json.loads(block)["@type"] == kind


def test_dublin_core_is_in_the_head(get: Get, shelf: Shelf):
    head = read(get, shelf["bis 2024"].path).partition("</head>")[0]
    found = re.findall(r'<meta name="(DC[.A-Z]*[a-z]+)" content="([^"]*)">', head)
    assert [pair for pair in found if pair[0] in ("DC.title", "DC.creator", "DC.date", "DC.language")] == [
        ("DC.title", "Les finances des communes en 2024"),
        ("DC.creator", "Direction générale des collectivités locales"),
        ("DC.date", "2024-03-12"),
        ("DC.language", "fr"),
    ]
    assert ("DC.type", "Text") in found


def test_citation_is_a_sentence_a_bibtex_entry_and_a_ris_record(get: Get, shelf: Shelf):
    document = shelf["bis 2024"]
    address = f"http://localhost:8000{document.path}"
    page = read(get, document.path)
    assert (
        "Direction générale des collectivités locales. (2024, 12 mars). Les finances des communes en 2024 "
        f"[Publication]. Open Collectivités. {address}"
    ) in page
    bib = get(f"{document.path}.bib")
    assert bib["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert bib.content.decode() == (
        f"@techreport{{les-finances-des-communes-en-2024-{document.pk},\n"
        "  author = {{Direction générale des collectivités locales}},\n"
        "  title = {{Les finances des communes en 2024}},\n"
        "  institution = {Direction générale des collectivités locales},\n"
        "  type = {Publication},\n  year = {2024},\n  month = {3},\n"
        f"  url = {{{address}}},\n  note = {{Adresse chez le producteur : {document.url}}},\n"
        "  language = {french},\n}\n"
    )
    assert get(f"{document.path}.ris").content.decode() == (
        "TY  - RPRT\r\nAU  - Direction générale des collectivités locales\r\n"
        "TI  - Les finances des communes en 2024\r\nPB  - Direction générale des collectivités locales\r\n"
        "DP  - Open Collectivités\r\nPY  - 2024\r\nDA  - 2024/03/12\r\n"
        f"UR  - {address}\r\nL2  - {document.url}\r\nLA  - fr\r\nER  - \r\n"
    )


def test_citation_of_a_year_does_not_make_a_day_of_it(get: Get, shelf: Shelf):
    assert "(2025). Comptes de Rennes [Jeu de données]" in read(get, shelf["data"].path)
    assert "month" not in get(f"{shelf['data'].path}.bib").content.decode()
    assert "DA  -" not in get(f"{shelf['data'].path}.ris").content.decode()
    assert "(s. d.)" in read(get, shelf["undated"].path)


def test_page_costs_few_queries(
    get: Get, shelf: Shelf, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for name in ("bis 2024", "data", "bis"):
        get(shelf[name].path)
        # Document, files, identifiers, issues, likeness and its cards, mark, dead files; the index of tests.
        with django_assert_max_num_queries(9):
            assert get(shelf[name].path).status_code == 200
