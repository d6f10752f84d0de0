"""Members, neighbours and similar territories: what is asked in the address, what the page answers."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from portal.kernel.figures import Absence
from portal.web.factsheets.lists.resemblance import name_them
from tests.web.conftest import Read, publish

pytestmark = pytest.mark.django_db

EPCI = "/epci/243500139-rennes-metropole/communes"
DEPARTEMENT = "/departements/35-ille-et-vilaine/communes"
CESSON = "/communes/35051-cesson-sevigne"
RENNES = "/communes/35238-rennes"


def _names(page: str) -> list[str]:
    body = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return re.findall(r'<th scope="row">(?:<a[^>]*>|<b>)([^<]+)<', body)


def test_members_are_sorted_by_any_column(read: Read) -> None:
    assert _names(read(EPCI)) == ["Rennes", "Cesson-Sévigné", "Acigné"]
    assert _names(read(f"{EPCI}?tri=population")) == ["Acigné", "Cesson-Sévigné", "Rennes"]
    assert _names(read(f"{EPCI}?tri=-nom")) == ["Rennes", "Cesson-Sévigné", "Acigné"]
    assert 'aria-sort="descending"' in read(EPCI)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cesson", ["Cesson-Sévigné"]),
        ("sévigné cesson", ["Cesson-Sévigné"]),
        ("3500", ["Acigné"]),
        ("zzz", []),
    ],
)
def test_members_are_filtered_by_name_or_code(read: Read, text: str, names: list[str]) -> None:
    page = read(f"{EPCI}?q={text}")
    assert f'value="{text}"' in page
    assert ("<tbody>" not in page) if not names else _names(page) == names
    assert f"{len(names)} commune sur 3" in page


def test_columns_are_those_asked_and_stay_while_sorting(read: Read) -> None:
    page = read(f"{EPCI}?i=taux_th_commune&i=population&tri=-taux_th_commune")
    assert _names(page) == ["Rennes", "Acigné", "Cesson-Sévigné"]  # 21.99, 15.5, 12.25
    assert "21,99" in page
    assert "?i=taux_th_commune&i=population&tri=taux_th_commune" in page
    assert "?i=population" in page  # without the first one


def test_columns_of_a_theme_are_those_at_hand(read: Read) -> None:
    page = read(f"{EPCI}?theme=fiscalite")
    assert "21,99" in page
    assert "Population" not in page.split("<thead>")[1].split("</thead>")[0]


def test_categories_are_shown_by_their_label(read: Read) -> None:
    page = read(f"{EPCI}?i=zonage_abc")
    assert "secret" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "non disponible" in page


def test_end_of_the_list_is_its_median_and_the_figure_of_the_whole(read: Read) -> None:
    """7 000, 69 000 and 230 000 inhabitants: 69 000 in the middle, 306 000 together."""
    foot = read(EPCI).split("<tfoot>")[1].split("</tfoot>")[0]
    assert re.findall(r"<tr><th[^>]*>([^<]+)</th><td[^>]*>([^<]+)<", foot) == [
        ("Médiane de la liste", "69 000"),
        ("Rennes Métropole", "306 000"),
    ]


def test_map_of_members_tells_its_classes_in_words(read: Read) -> None:
    page = read(f"{EPCI}?carte=population")
    assert "Population municipale en 2023" in page
    assert "Le plus élevé : 230 000" in page
    assert "(Rennes) ; le plus faible : 7 000" in page
    assert page.count('class="oc-map"') == 1
    assert "7 000 à 230 000 hab. : 3 communes" in page


def test_map_hatches_a_secret_apart(read: Read) -> None:
    rows = [("commune", "35238", "taux_th_commune", 2020, 21.99)]
    rows += [("commune", code, "taux_th_commune", 2020, Absence.SECRET) for code in ("35001", "35051")]
    publish("dgfip_taxe_habitation", rows, "2")
    page = read(f"{EPCI}?carte=taux_th_commune")
    assert 'fill="url(#carte-secret)"' in page
    assert "secret statistique : 2 communes" in page


@pytest.mark.parametrize(
    "query",
    [
        "tri=zzz", "theme=zzz", "i=zzz", "carte=zzz", "carte=zonage_abc",
        "i=nombre_communes",  # not given for communes
        "&".join(f"i={slug}" for slug in ("a", "b", "c", "d", "e", "f", "g")),
    ],
)  # fmt: skip
def test_impossible_list_is_refused_in_french(small_portal: None, client: Client, query: str) -> None:
    response = client.get(f"{EPCI}?{query}")
    assert response.status_code == 400
    assert "Erreur 400" in response.content.decode()


@pytest.mark.parametrize("page", ["2", "0", "x", "9999"])
def test_page_that_is_not_is_not_found(small_portal: None, client: Client, page: str) -> None:
    assert client.get(f"{EPCI}?page={page}").status_code == 404


def test_file_has_the_columns_asked_with_their_state(small_portal: None, client: Client) -> None:
    response = client.get(f"{EPCI}.csv?i=population&tri=nom")
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows == [
        ["type_de_territoire", "code", "nom", "population_2023", "population_2023_statut"],
        ["commune", "35001", "Acigné", "7000", "valeur"],
        ["commune", "35051", "Cesson-Sévigné", "69000", "valeur"],
        ["commune", "35238", "Rennes", "230000", "valeur"],
    ]


@pytest.mark.parametrize("extension", ["xlsx", "ods", "parquet", "csv?format=excel"])
@pytest.mark.parametrize("address", [EPCI, f"{CESSON}/voisins", f"{RENNES}/similaires"])
def test_file_of_every_list_is_given_in_every_format(
    small_portal: None, client: Client, address: str, extension: str
) -> None:
    response = client.get(f"{address}.{extension}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_format_that_is_none_is_refused(small_portal: None, client: Client) -> None:
    assert client.get(f"{EPCI}.csv?format=pdf").status_code == 400


def test_neighbours_stand_beside_the_territory(read: Read) -> None:
    page = read(f"{CESSON}/voisins")
    assert "2 communes ont une limite en commun avec Cesson-Sévigné." in page
    assert _names(page) == ["Rennes", "Cesson-Sévigné", "Acigné"]
    assert f'href="{CESSON}?avec=voisins"' in page
    assert "oc-map__place--ring" in page
    assert "/comparer?t=commune:35238&t=commune:35051&t=commune:35001" in page


def test_territory_without_neighbours_is_told_so(read: Read) -> None:
    page = read("/communes/22050-dinan/voisins")
    assert "Dinan n’a de limite en commun avec aucun territoire" in page
    assert "<table" not in page


def test_similar_page_says_why_there_is_nothing(read: Read) -> None:
    page = read(f"{RENNES}/similaires")
    assert "Trop peu de chiffres sont publiés pour dire à quoi Rennes ressemble." in page
    assert "densité" in page
    assert "Que veut dire" in page


@pytest.mark.parametrize(
    ("kind", "count", "them"),
    [("commune", 6, "elles"), ("epci", 1, "elle"), ("departement", 2, "eux"), ("departement", 1, "lui")],
)
def test_similar_ones_are_called_by_their_gender(kind: str, count: int, them: str) -> None:
    assert name_them(kind, count) == them


def test_department_list_of_past_code_is_redirected(small_portal: None, client: Client) -> None:
    response = client.get("/communes/35238/similaires")
    assert (response.status_code, response["Location"]) == (301, f"{RENNES}/similaires")


@pytest.mark.parametrize("path", [f"{CESSON}/voisins", f"{EPCI}?carte=population", f"{RENNES}/similaires"])
def test_links_of_a_list_answer(read: Read, client: Client, path: str) -> None:
    page = read(path).replace("&amp;", "&")
    main = page.split("<main")[1].split("</main>")[0]
    for href in set(re.findall(r'href="(/[^"#]*)', main)):
        assert client.get(href).status_code == 200, href
