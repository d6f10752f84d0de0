"""The page of one figure: value, comparisons, all years, source, files, and what is no figure."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.stats.descriptors.catalogue import get_catalogue
from tests.web.conftest import POPULATIONS, Read, publish

RENNES = "/communes/35238-rennes"
FIGURE = f"{RENNES}/indicateurs/population"
DINAN = "/communes/22050-dinan/indicateurs/population"
LEVELS = {
    "commune": FIGURE,
    "epci": "/epci/243500139-rennes-metropole/indicateurs/population",
    "departement": "/departements/35-ille-et-vilaine/indicateurs/population",
    "region": "/regions/53-bretagne/indicateurs/population",
    "france": "/france/indicateurs/population",
}


def read_words(page: str) -> str:
    """The text of the page without its tags, spaces made one."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def publish_five_populations() -> None:
    """A value for each of the five communes in 2022 and 2023: enough for a median of France."""
    values = {**POPULATIONS, "22050": 14_600.0}
    publish(
        "insee_populations",
        [
            ("commune", code, "population", year, value - 10 * (2023 - year))
            for code, value in values.items()
            for year in (2022, 2023)
        ],
        "2",
    )


@pytest.mark.parametrize("kind", LEVELS)
def test_figure_has_a_page_at_every_level(read: Read, kind: str) -> None:
    path = LEVELS[kind]
    page = read(path)
    assert "<h1>Population municipale : " in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://localhost:8000{path}">' in page
    # Dinan is secret in 2023: the région and France have one year only.
    assert ('class="oc-chart"' in page) is (kind not in {"region", "france"})


def test_figure_says_value_evolution_source_and_licence(read: Read) -> None:
    words = read_words(read(FIGURE))
    assert "230 000 hab. 2023" in words
    assert "Combien d’habitants ?" in words
    assert "2022 229 999 hab. publié" in words
    assert "Institut national de la statistique" in words
    assert "Version n° 1" in words
    assert "« Population municipale, Rennes », données au 22 novembre 2026." in words


def test_figure_is_compared_with_each_group(read: Read) -> None:
    publish_five_populations()
    page = read(f"{FIGURE}?avec=france")
    words = read_words(page)
    # 2 500, 7 000, 14 600, 69 000, 230 000: Rennes is 15 times the median.
    assert "Bien au-dessus de la médiane des communes de France (14 600 hab.)." in words
    assert "1re sur 5 communes de France" in words
    assert "2022 229 990 hab. publié 14 590 hab." in words
    # Three communes of the département, one of the strate: no median is worth a sentence.
    assert "Communes d’Ille-et-Vilaine trop peu de territoires" in words
    assert "La France : 323 100 hab." in words
    assert "Ille-et-Vilaine : 308 500 hab." in words
    assert 'aria-current="true"' in page


def test_group_too_far_to_be_drawn_is_said(read: Read) -> None:
    publish_five_populations()
    assert "trop éloignées pour tenir sur le même dessin" in read(f"{FIGURE}?avec=france")
    near = read("/communes/35051-cesson-sevigne/indicateurs/population?avec=france")
    assert "La moitié centrale des communes de France" in near
    assert "trop éloignées" not in near


def test_secret_says_why_and_draws_nothing(read: Read, client: Client) -> None:
    words = read_words(read(DINAN))
    assert "2023 secret statistique donnée couverte par le secret statistique" in words
    assert "14 530 hab. 2022" in words  # the latest year that has a value is the one shown
    assert client.get(f"{DINAN}.svg").status_code == 404


def test_category_is_its_label(read: Read) -> None:
    page = read(f"{RENNES}/indicateurs/zonage-abc")
    words = read_words(page)
    assert "A 2024" in words
    assert "oc-chart" not in page
    assert "Médiane" not in words


def test_figure_nobody_told_of_here_says_so(read: Read) -> None:
    words = read_words(read("/communes/22050-dinan/indicateurs/taux-th-commune"))
    assert "Non disponible 2020 Donnée non disponible en 2020 pour Dinan." in words
    words = read_words(read("/communes/22050-dinan/indicateurs/taux-chomage"))
    assert "Aucune valeur connue pour Dinan" in words
    assert "Aucune source de cet indicateur n’est encore en ligne." in words


def test_calculation_has_the_numbers_of_the_territory(read: Read) -> None:
    publish("ign_superficies", [("commune", "35238", "superficie", 2024, 50.0)])
    publish("calculs", [("commune", "35238", "densite", 2023, 4600.0)])
    words = read_words(read(f"{RENNES}/indicateurs/densite"))
    assert "230 000 ÷ 50,00 = 4 600,0 hab./km²" in words.replace("50,0 ", "50,00 ").replace("50 =", "50,00 =")
    assert "Population municipale : 230 000 hab. (2023)" in words


def test_numbers_that_do_not_give_the_figure_are_not_shown_as_its_calculation(read: Read) -> None:
    publish("ign_superficies", [("commune", "35238", "superficie", 2024, 50.0)])
    publish("calculs", [("commune", "35238", "densite", 2023, 4700.0)])
    words = read_words(read(f"{RENNES}/indicateurs/densite"))
    assert "= 4 700,0" not in words
    assert "Population municipale : 230 000 hab. (2023)" in words


def test_address_is_corrected(small_portal: None, client: Client) -> None:
    for asked in ("/communes/35238/indicateurs/population", "/communes/35238-x/indicateurs/population"):
        assert client.get(asked)["Location"] == FIGURE
    found = client.get(f"{RENNES}/indicateurs/zonage_abc?avec=strate")
    assert (found.status_code, found["Location"]) == (301, f"{RENNES}/indicateurs/zonage-abc?avec=strate")


def test_unknown_indicator_has_suggestions(small_portal: None, client: Client) -> None:
    found = client.get(f"{RENNES}/indicateurs/populatoin")
    page = found.content.decode()
    assert found.status_code == 404
    assert f'href="{FIGURE}"' in page
    assert "noindex" in page


def test_indicator_of_another_level_leads_there(small_portal: None, client: Client) -> None:
    found = client.get("/france/indicateurs/zonage-abc")
    assert found.status_code == 404
    assert "Niveaux où il l’est" in found.content.decode()
    internal = next(one for one in get_catalogue().indicators.values() if one.internal)
    assert client.get(f"{RENNES}/indicateurs/{internal.slug}").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{FIGURE}?avec=lune", 400),
        ("/france/indicateurs/population?avec=strate", 400),
        (f"{FIGURE}.csv?format=x", 400),
        (f"{FIGURE}.csv?avec=lune", 400),
        ("/communes/99999/indicateurs/population", 404),
        (f"{RENNES}/indicateurs/Population%00", 404),
        (f"{RENNES}/indicateurs/{'a' * 200}", 404),
        (f"{RENNES}/indicateurs/%3Cscript%3E", 404),
        (f"{RENNES}/indicateurs/zonage-abc.png", 404),
    ],
)
def test_what_cannot_be_is_refused(small_portal: None, client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_csv_has_all_years_with_their_state(small_portal: None, client: Client) -> None:
    found = client.get(f"{DINAN}.csv")
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"))))
    assert found["X-Robots-Tag"] == "noindex"
    assert 'filename="population_commune_22050_dinan.csv"' in found["Content-Disposition"]
    assert [(row["annee"], row["valeur"], row["statut"], row["code"]) for row in rows] == [
        ("2022", "14530", "valeur", "22050"),
        ("2023", "", "secret statistique", "22050"),
    ]
    assert rows[0]["source"] == "Populations de référence"


@pytest.mark.parametrize("extension", ["csv?format=excel", "xlsx", "ods", "parquet", "svg", "png"])
def test_files_answer(small_portal: None, client: Client, extension: str) -> None:
    found = client.get(f"{FIGURE}.{extension}")
    assert found.status_code == 200
    assert found["Content-Disposition"].startswith("attachment")


def test_image_tells_what_it_is(small_portal: None, client: Client) -> None:
    svg = client.get(f"{FIGURE}.svg").content.decode().replace("\u00a0", " ")
    for words in ("Population municipale", "Rennes (35238), commune, 2022-2023", "Insee", f"8000{FIGURE}"):
        assert words in svg


@pytest.mark.parametrize("path", [FIGURE, LEVELS["region"], f"{RENNES}/indicateurs/zonage-abc"])
def test_every_link_answers(read: Read, client: Client, path: str) -> None:
    main = read(path).partition("<main")[2].partition("</main>")[0]
    links = {link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', main)}
    links = {link.replace("&amp;", "&") for link in links}
    assert len(links) > 5
    answers = {link: client.get(link).status_code for link in links if not link.startswith("/groupes")}
    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("path", LEVELS.values(), ids=LEVELS)
def test_figure_costs_few_queries(
    read: Read, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    read(path)
    with django_assert_max_num_queries(4):
        read(path)
