"""``/bibliotheque``: the question of an address, its results, and what it cannot be."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.cms.versions import reset_editorial_version
from portal.library.links.models import Link
from portal.library.links.registering import register_links
from portal.library.links.states import LinkState
from portal.library.models import Document, Organization
from portal.library.queries.versions import reset_library_version
from tests.library.search.builders import NOW, publish, touch
from tests.web.documents.conftest import Get, Shelf

BARE = "/bibliotheque"


def read(get: Get, path: str) -> str:
    """The text of a page, without the entities and no-break spaces."""
    response = get(path)
    assert response.status_code == 200, (path, response.status_code)
    return html.unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def list_titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="oc-doc__title"><a href="[^"]+">(.*?)</a></h3>', page)


def list_choices(page: str, parameter: str) -> list[tuple[str, bool, str]]:
    """Value, whether it is ticked, and count, of a facet."""
    found = re.findall(rf'name="{parameter}" value="([^"]+)"( checked)?> .*?<span>\((\d+)\)</span>', page)
    return [(value, bool(checked), count) for value, checked, count in found]


def test_library_lists_the_latest_first_and_the_undated_last(get: Get):
    page = read(get, BARE)
    assert list_titles(page)[:3] == [
        "Comptes de Rennes", "Les finances des communes en 2024", "Les finances des communes en 2023",
    ]  # fmt: skip
    assert "5 documents" in page
    assert "Document retiré" not in page
    assert "Publication · DGCL · 12 mars 2024" in page
    assert "Jeu de données · Ville de Rennes · 2025" in page
    assert "Outil · Agence inconnue · date non précisée" in page


def test_platform_is_not_said_to_lack_a_date(get: Get):
    publish("Données ouvertes de Rennes", kind="platform", producers=["ville-de-rennes"])
    page = read(get, f"{BARE}?type=plateforme")
    assert '<p class="oc-doc__details">Plateforme · Ville de Rennes</p>' in page


def test_facets_cross_and_counts_leave_their_own_choice_aside(get: Get):
    page = read(get, f"{BARE}?type=publication&theme=finances")
    assert list_titles(page) == ["Les finances des communes en 2024", "Les finances des communes en 2023"]
    # Of « finances »: two publications and a dataset; of publications: two on finances.
    assert list_choices(page, "type") == [("publication", True, "2"), ("jeu-de-donnees", False, "1")]
    assert list_choices(page, "theme") == [("finances", True, "2")]
    both = read(get, f"{BARE}?type=publication&type=jeu-de-donnees&theme=finances")
    assert len(list_titles(both)) == 3


def test_a_producer_counts_its_services_and_they_are_below_it(get: Get):
    page = read(get, BARE)
    choices = list_choices(page, "producteur")
    assert choices.index(("amenagement_du_territoire", False, "3")) + 1 == choices.index(("dgcl", False, "3"))
    assert '<label class="oc-facet__below"><input type="checkbox" name="producteur" value="dgcl">' in page
    assert len(list_titles(read(get, f"{BARE}?producteur=amenagement_du_territoire"))) == 3


def test_a_territory_holds_the_documents_of_what_it_contains(get: Get):
    assert list_titles(read(get, f"{BARE}?territoire=departement:35")) == [
        "Comptes de Rennes", "=HYPERLINK(1) <script>alert(1)</script>",
    ]  # fmt: skip
    assert list_titles(read(get, f"{BARE}?territoire=commune:35238")) == ["Comptes de Rennes"]


def test_what_is_chosen_is_a_tag_that_its_link_removes(get: Get):
    page = read(get, f"{BARE}?q=finances&type=publication&du=2024-01-01&annee=2024")
    assert list_titles(page) == ["Les finances des communes en 2024"]
    assert (
        'href="/bibliotheque?q=finances&annee=2024&du=2024-01-01#resultats" aria-label="Retirer le filtre'
        in page
    )
    assert 'href="/bibliotheque?q=finances&type=publication&annee=2024#resultats"' in page
    assert "Depuis le 1er janvier 2024" in page
    assert 'href="/bibliotheque?q=finances#resultats">Tout retirer</a>' in page


def test_a_place_typed_becomes_a_territory_of_the_address(get: Get):
    response = get(f"{BARE}?q=comptes&lieu=rennes&type=&du=")
    assert (response.status_code, response["Location"]) == (
        302,
        "/bibliotheque?q=comptes&territoire=commune:35238",
    )
    page = read(get, f"{BARE}?lieu=zzzzqqqq")
    assert "Aucun territoire ne ressemble à « zzzzqqqq »" in page
    assert len(list_titles(page)) == 5


def test_order_by_title(get: Get):
    titles = list_titles(read(get, f"{BARE}?tri=titre&type=publication"))
    assert titles == [
        "Bulletin d’information statistique", "Les finances des communes en 2023",
        "Les finances des communes en 2024",
    ]  # fmt: skip


def test_no_result_says_what_to_give_up(get: Get):
    page = read(get, f"{BARE}?q=comptes&type=publication")
    assert "Aucun document ne répond à cette demande" in page
    assert '<a href="/bibliotheque?q=comptes#resultats">sans « Type de ressource »</a> (1 document)' in page
    assert 'href="/bibliotheque.atom' in page  # the head still offers the feed


def test_misspelt_word_gets_a_proposal(get: Get):
    page = read(get, f"{BARE}?q=finnances")
    assert "Vouliez-vous dire" in page
    assert 'href="/bibliotheque?q=finances#resultats"' in page


def test_empty_library_says_so_and_offers_no_form(db: None, client: Client):
    page = read(client.get, BARE)
    assert "La bibliothèque est encore vide" in page
    assert "<details" not in page.partition("<main")[2]


def kill_link(document: Document, archive: str = "") -> None:
    """As if its address had been found dead on 3 January 2026."""
    register_links(now=NOW)
    died_at = datetime(2026, 1, 3, 12, tzinfo=UTC)
    links = Link.objects.filter(url=document.url)
    assert links.update(state=LinkState.DEAD, since=died_at, checked_at=died_at, archive_url=archive) == 1


def test_dead_link_is_told_and_what_is_not_known_is_not(get: Get, shelf: Shelf):
    assert "oc-doc__dead" not in read(get, BARE)
    kill_link(shelf["data"])
    page = read(get, BARE)
    assert page.count("oc-doc__dead") == 1
    assert "Ce lien ne mène plus à rien depuis le 3 janvier 2026." in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("type=inconnu", "Les types sont publication, jeu-de-donnees, outil, reference et plateforme."),
        ("type=dataset", "« type=dataset » : cette valeur n’existe pas."),
        ("theme=atlantide", "Une thématique de la liste est attendue."),
        (
            "collectivite=canton",
            "Les types de collectivité sont commune, epci, departement, region et france.",
        ),
        ("territoire=commune:99999", "commune:35238, epci:243500139, departement:35."),
        ("territoire=rennes", "Un territoire s’écrit avec sa nature et son code"),
        ("producteur=personne", "Un producteur de la liste est attendu."),
        ("annee=abc", "Une année s’écrit 2024."),
        ("source=nulle", "Une source de la liste est attendue."),
        ("licence=mienne", "Une licence de la liste est attendue."),
        ("format=%27%22", "Un format s’écrit csv, pdf, xlsx…"),
        ("etat=bof", "Les états sont ok, a-verifier, mort et inconnu."),
        ("tri=password", "Les ordres sont pertinence, date, titre."),
        ("du=2024-02-30", "« du=2024-02-30 » n’est pas une date."),
        ("au=demain", "Écrivez-la 2024-03-12 ou 12/03/2024."),
        ("du=2024-02-02&au=2023-02-02", "La date de début (« du ») vient après celle de fin (« au »)"),
        ("theme[]=finances", "répétez « theme= »"),
        ("&".join(f"annee={year}" for year in range(1000, 1060)), "60 valeurs à « annee », 50 au plus"),
        ("q=" + "x" * 100_000, "100000 caractères"),
    ],
)
def test_address_that_cannot_be_is_refused_in_plain_french(get: Get, query: str, said: str):
    response = get(f"{BARE}?{query}")
    assert response.status_code == 400
    text = html.unescape(response.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")
    assert said in text
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "abc", "9223372036854775808", "2", "501", "١", "1.0"])
def test_page_that_does_not_exist_is_404(get: Get, page: str):
    assert get(f"{BARE}?page={quote(page)}").status_code == 404


@pytest.mark.parametrize(
    "q",
    [
        "<script>alert(1)</script>", '"><svg/onload=alert(1)>', "%00", "%ff", "%_", "((((", "a" * 390,
        "&|!()':",
        '"jamais fermé', "title:finances AND NOT", "*", "finances~2^9", "[2020 TO *]", "\u202etxt", "\\",
    ],
)  # fmt: skip
def test_any_words_are_a_question(get: Get, q: str):
    response = get(f"{BARE}?q={q if q in ('%00', '%ff', '%_') else quote(q)}")
    assert response.status_code == 200
    text = response.content.decode()
    assert "<script>alert" not in text
    assert "<svg/onload" not in text


def test_dates_in_french_empty_fields_and_strangers_are_taken_as_meant(get: Get):
    page = read(get, f"{BARE}?q=&type=&lieu=&du=12/03/2024&au=&tri=&page=&utm_source=x")
    assert "Depuis le 12 mars 2024" in page
    assert len(list_titles(page)) == 2
    assert '<link rel="canonical" href="http://localhost:8000/bibliotheque?du=2024-03-12">' in page


@pytest.mark.parametrize(
    ("query", "is_indexed"),
    [("", True), ("?theme=finances", True), ("?theme=finances&type=publication", False), ("?q=x", False),
     ("?tri=titre", False), ("?annee=2023&annee=2024", False), ("?du=2020-01-01", False)],
)  # fmt: skip
def test_only_the_first_depth_is_for_search_engines(get: Get, query: str, is_indexed: bool):
    assert ('<meta name="robots" content="noindex">' not in read(get, BARE + query)) is is_indexed


def test_address_says_the_same_thing_in_one_way(get: Get):
    page = read(
        get, f"{BARE}?theme=finances&type=publication&type=jeu-de-donnees&q=%20finances%20%20communes"
    )
    assert (
        '<link rel="canonical" href="http://localhost:8000/bibliotheque?q=finances+communes'
        '&type=jeu-de-donnees&type=publication&theme=finances">'
    ) in page


def test_pages_have_twenty_documents_each(get: Get):
    for number in range(36):
        publish(f"Note n° {number}", published="2019-01-01")
    first, last = read(get, BARE), read(get, f"{BARE}?page=3")
    assert "41 documents" in first
    assert (len(list_titles(first)), len(list_titles(last))) == (20, 1)
    assert 'href="/bibliotheque?page=2"' in first
    assert get(f"{BARE}?page=4").status_code == 404


def test_facet_that_has_another_way_in_has_its_twelve_first_values_and_tells_it(get: Get):
    """Each value is three elements of the page: two hundred producers weighed more than all the rest."""
    for number in range(30):
        Organization.objects.create(slug=f"ville-{number:02}", name=f"Ville n° {number}")
        publish(
            f"Note n° {number}",
            published=f"{1990 + number}-01-01",
            producers=[f"ville-{number:02}"],
            formats=[f"f{number:02}"],
        )
    page = read(get, f"{BARE}?producteur=ville-29")
    assert len(list_choices(page, "producteur")) == 13
    assert ("ville-29", True, "1") in list_choices(page, "producteur")
    assert "Pour un autre producteur, écrivez son nom dans les mots à chercher." in page
    page = read(get, BARE)
    assert [year for year, _, _ in list_choices(page, "annee")] == [
        "2025", "2024", "2023", "2019", "2018", "2017", "2016", "2015", "2014", "2013", "2012", "2011",
    ]  # fmt: skip
    assert "Pour une année plus ancienne, choisissez des dates." in page
    assert "Pour un autre territoire" not in page
    assert len(list_choices(page, "format")) == 33  # no other way to reach them
    assert "ville-29" in re.findall(r'value="(ville-29)"', read(get, f"{BARE}?q=ville+29"))


def test_list_costs_few_queries_whatever_is_asked(
    get: Get, django_assert_max_num_queries: DjangoAssertNumQueries
):
    for number in range(30):
        publish(
            f"Note n° {number}", published="2019-01-01", producers=["insee"], territories=["commune:35001"]
        )
    for path in (BARE, f"{BARE}?q=note&type=publication&theme=finances", f"{BARE}?q=note&page=2"):
        get(path)
        with django_assert_max_num_queries(
            4
        ):  # one of them is the index, kept fresh at each question of a test
            assert get(path).status_code == 200


def test_list_is_kept_until_a_document_changes(get: Get, shelf: Shelf):
    first = get(BARE)
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert get(BARE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    touch(shelf["data"], title="Comptes de la ville")
    reset_editorial_version()  # as some seconds later
    reset_library_version()
    again = get(BARE, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert b"Comptes de la ville" in again.content
