"""``/tableaux-de-bord`` and its pages: zones, levels, refusals, weight, reading in a browser."""

from __future__ import annotations

import gzip

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from portal.stats.descriptors.catalogue import get_catalogue
from portal.territories.models import Group
from portal.ui.frozen import get_version_key
from tests.browsing import OpenPage, find_axe_violations
from tests.web.conftest import Read
from tests.web.explore.dashboards.builders import CODES, publish_towns

INDEX = "/tableaux-de-bord"
POPULATION = f"{INDEX}/population"
DEPARTEMENT = f"{INDEX}/departement"


@pytest.fixture
def portal(db: None) -> None:
    publish_towns()
    call_command("load_pages", verbosity=0)
    cache.clear()


@pytest.fixture
def ask(portal: None, client: Client) -> Read:
    def get(path: str, **headers: str) -> str:
        response = client.get(path, headers=headers)
        assert response.status_code == 200, (path, response.status_code, response.get("Location"))
        return response.getvalue().decode().replace("\u202f", " ").replace("\u00a0", " ")

    return get


def test_index_lists_every_dashboard_with_its_questions(ask: Read) -> None:
    text = ask(INDEX)
    for one in get_catalogue().dashboards.values():
        assert f'href="{INDEX}/{one.segment}"' in text
    assert "Par thème" in text
    assert "Par territoire" in text


def test_index_keeps_the_zone_of_the_reader(ask: Read) -> None:
    text = ask(f"{INDEX}?zone=departement:22")
    assert f'href="{POPULATION}?zone=departement:22"' in text
    assert f'href="{DEPARTEMENT}?zone=departement:22"' in text
    assert "les Côtes-d’Armor" in text
    assert f'href="{INDEX}/region"' in text  # which cannot show it, and says so
    assert "il montre une région" in text


@pytest.mark.parametrize(
    "zone",
    [
        "region:53",
        "departement:35",
        "epci:243500139",
        "voisins:commune:35238",
        "liste:commune:35238,35001",
        "liste:departement:35,22",
    ],
)
def test_theme_is_shown_for_any_zone(ask: Read, zone: str) -> None:
    text = ask(f"{POPULATION}?zone={zone}")
    assert "<h1" in text
    assert 'id="panneau-1"' in text


def test_theme_is_shown_for_a_saved_group(ask: Read, client: Client) -> None:
    group = Group.objects.create(
        public_id="x7k2", name="Mes villes", slug="mes-villes", member_kind="commune", codes=CODES[:4]
    )
    text = ask(f"{POPULATION}?zone=group:{group.public_id}")
    assert "Mes villes" in text
    assert "4 communes" in text


def test_example_is_said_to_be_one(ask: Read) -> None:
    assert "est montré à titre d’exemple" in ask(DEPARTEMENT)
    assert "est montré à titre d’exemple" not in ask(f"{DEPARTEMENT}?zone=departement:22")


def test_order_of_members_is_in_the_address(ask: Read) -> None:
    text = ask(f"{DEPARTEMENT}?zone=departement:35&tri=nom")
    table = text[text.index("Les communes d’Ille-et-Vilaine") :]
    assert table.index("Acigné") < table.index("Rennes") < table.index("Ville 01") < table.index("Ville 15")
    assert 'aria-sort="ascending"' in table


def test_page_beyond_the_last_is_the_last(ask: Read) -> None:
    assert "Ville 20" in ask(f"{DEPARTEMENT}?zone=departement:35&page=99&tri=nom")


def test_underscores_lead_to_hyphens(portal: None, client: Client) -> None:
    response = client.get(f"{INDEX}/emploi_et_economie?zone=departement:22")
    assert response.status_code == 302
    assert response["Location"] == f"{INDEX}/emploi-et-economie?zone=departement:22"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("zone=epci:243500139", "ce tableau de bord montre un département, pas une intercommunalité"),
        ("zone=departement:999", "Aucun territoire"),
        ("zone=../../etc/passwd", "n’a pas la forme attendue"),
        ("zone=" + "x" * 7000, "trop longue"),
        ("zone=group:nobody", "Aucun groupe"),
        ("niveau=region", "se montre par"),
        ("niveau=<script>", "se montre par"),
        ("annee=1789", "les années de ce tableau de bord vont de"),
        ("annee=2023' OR 1=1", "les années de ce tableau de bord vont de"),
        ("annee=٢٠٢٣", "les années de ce tableau de bord vont de"),
        ("tri=motdepasse", "attendu nom"),
        ("tri=--population", "attendu nom"),
        ("page=0", "attendu un nombre"),
        ("page=99999", "attendu un nombre"),
        ("page=²", "attendu un nombre"),
        ("ici=commune:00000", "aucun territoire d’aujourd’hui"),
    ],
)
def test_impossible_address_is_refused_in_plain_words(
    portal: None, client: Client, query: str, words: str
) -> None:
    response = client.get(f"{DEPARTEMENT}?{query}")
    text = response.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert response.status_code == 400, query
    assert words in text
    assert "<script>" not in text


@pytest.mark.parametrize(
    "segment", ["inconnu", "population.php", "population/x", "..%2f", "POPULATION", "a" * 200]
)
def test_unknown_dashboard_is_not_found(portal: None, client: Client, segment: str) -> None:
    assert client.get(f"{INDEX}/{segment}").status_code == 404


def test_answer_is_kept_by_caches_and_asks_nothing_again(portal: None, client: Client) -> None:
    first = client.get(DEPARTEMENT)
    assert "public" in first["Cache-Control"]
    assert "Set-Cookie" not in first
    assert client.get(DEPARTEMENT, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_dashboard_asks_few_questions(
    portal: None, client: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    client.get(DEPARTEMENT)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        client.get(DEPARTEMENT)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get(f"{DEPARTEMENT}?zone=departement:22")


def test_dashboard_is_light(ask: Read) -> None:
    for segment in ("population", "departement", "region", "epci"):
        text = ask(f"{INDEX}/{segment}")
        assert len(gzip.compress(text.encode())) < 150_000


def test_version_is_kept_from_page_to_page(ask: Read, client: Client) -> None:
    version = get_version_key()
    text = ask(f"{DEPARTEMENT}?zone=departement:35&version={version}")
    assert f"&amp;version={version}" in text
    assert client.get(f"{DEPARTEMENT}?version=000000000000").status_code == 410


def test_citation_has_a_frozen_address(ask: Read) -> None:
    assert "zone=departement:35" in ask(f"{POPULATION}.bib?zone=departement:35")
    assert ask(f"{POPULATION}.ris?zone=departement:35").startswith("TY  - DATA")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.django_db(transaction=True)
def test_dashboard_is_accessible(page_at: OpenPage, width: int, theme: str) -> None:
    publish_towns()
    for path in (f"{DEPARTEMENT}?ici=commune:35238", INDEX):
        page = page_at(path, width=width, theme=theme)
        assert find_axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()
