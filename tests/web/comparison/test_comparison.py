"""``/comparer``: what is asked, what is shown, its files (hostile inputs 70, 76, 78; defect 12)."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.conftest import Read

RENNES, ACIGNE, CESSON = "t=commune:35238", "t=commune:35001", "t=commune:35051"
METROPOLE, ILLE, FRANCE = "t=epci:243500139", "t=departement:35", "t=france:FR"


def list_columns(page: str) -> list[str]:
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    return re.findall(r'<th scope="col" class="oc-number"><a href="[^"]+">([^<]+)</a>', head)


def find_row(page: str, label: str) -> str:
    """The row of an indicator, from its label on."""
    return page.partition(f">{label}")[2].partition("</tr>")[0]


def test_columns_keep_the_order_asked(read: Read):
    page = read(f"/comparer?{CESSON}&{FRANCE}&{RENNES}&{METROPOLE}")
    assert list_columns(page) == ["Cesson-Sévigné", "France", "Rennes", "Rennes Métropole"]


def test_cells_carry_unit_and_year(read: Read):
    page = read(f"/comparer?{RENNES}&{METROPOLE}")
    row = find_row(page, "Population municipale")
    assert "230 000 hab." in row
    assert "306 000 hab." in row
    assert row.count("2023") == 1  # said once for the row, for it is the same for all


def test_years_that_differ_are_in_each_cell(read: Read):
    row = find_row(read(f"/comparer?{RENNES}&t=commune:22050"), "Population municipale")
    assert re.search(r"230 000 hab\.<small>2023</small>", row)
    assert re.search(r"14 530 hab\.<small>2022</small>", row)


def test_what_has_no_meaning_at_a_level_is_said(read: Read):
    page = read(f"/comparer?{RENNES}&{ILLE}")
    row = page.partition("Zone de tension")[2].partition("</tr>")[0]
    assert "sans objet" in row


def test_different_years_in_a_row_are_said(read: Read):
    """The population of Dinan is secret in 2023: that of 2022 is shown beside one of 2023."""
    page = read(f"/comparer?{RENNES}&t=commune:22050")
    row = page.partition(">Population municipale")[2].partition("</tr>")[0]
    assert "Années différentes" in row
    assert "Années différentes" not in read(f"/comparer?{RENNES}&{ACIGNE}")


def test_nothing_asked_explains_what_to_do(read: Read):
    page = read("/comparer")
    assert "Premier territoire à comparer" in page
    assert '<form class="oc-search oc-search--big" action="/comparer"' in page


def test_one_territory_is_a_start(read: Read):
    page = read(f"/comparer?{RENNES}")
    assert list_columns(page) == ["Rennes"]
    assert '<input type="hidden" name="t" value="commune:35238">' in page


def test_duplicates_are_shown_once_and_said(read: Read):
    page = read(f"/comparer?{RENNES}&{ACIGNE}&{RENNES}")
    assert list_columns(page) == ["Rennes", "Acigné"]
    assert "plusieurs fois" in page


def test_unknown_codes_are_said_and_the_others_shown(read: Read):
    page = read(f"/comparer?{RENNES}&t=commune:99999&t=n'importe quoi&t=planete:3&t=commune:")
    assert list_columns(page) == ["Rennes"]
    assert "Aucun territoire ne correspond à" in page
    assert "« commune:99999 »" in page


def test_past_code_is_replaced_by_its_successor(read: Read):
    page = read("/comparer?t=commune:35112")
    assert list_columns(page) == ["La Chapelle-Fleurigné"]
    assert "Fleurigné n’existe plus" in page


def test_more_than_eight_are_cut_and_said(read: Read):
    from tests.territories.builders import build_territory

    for number in range(12):
        build_territory("commune", f"010{number:02}", f"Ville {number:02}", departement_code="01")
    references = "&".join(f"t=commune:010{number:02}" for number in range(12))
    page = read(f"/comparer?{references}")
    assert "<h1>Comparer Ville 00, Ville 01 et 6 autres</h1>" in page
    assert 'aria-label="Mettre Ville 07 avant"' in page
    assert "Ville 08" not in page
    assert "limitée à 8 colonnes" in page
    assert 'id="ajouter"' not in page


def test_five_hundred_references_are_answered(read: Read):
    page = read("/comparer?" + "&".join(f"t=commune:{number:05}" for number in range(500)))
    assert "limitée à 8 colonnes" in page


def test_territories_are_moved_and_removed_by_links(read: Read):
    page = read(f"/comparer?{RENNES}&{METROPOLE}&{ILLE}")
    assert f'href="/comparer?{METROPOLE}&{RENNES}&{ILLE}"' in page
    assert f'href="/comparer?{RENNES}&{ILLE}"' in page


def test_search_adds_a_territory_without_javascript(read: Read):
    page = read(f"/comparer?{RENNES}&q=acigne")
    assert f'href="/comparer?{RENNES}&{ACIGNE}"' in page
    assert "Aucun territoire trouvé" in read(f"/comparer?{RENNES}&q=zzzzzz")


@pytest.mark.parametrize(
    "q", ["<script>alert(1)</script>", '"><svg/onload=1>', "\0", "%_", "(" * 5000, "𝕏" * 200]
)
def test_hostile_searches_are_answered_and_escaped(read: Read, client: Client, q: str):
    response = client.get("/comparer", {"q": q})
    assert response.status_code == 200
    main = response.content.partition(b"<main")[2]
    assert b"<script>alert" not in main
    assert b"<svg/onload" not in main


def test_comparison_costs_few_queries(
    read: Read, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    address = f"/comparer?{RENNES}&{ACIGNE}&{CESSON}&{METROPOLE}&{ILLE}&{FRANCE}"
    read(address)
    with django_assert_max_num_queries(2):
        assert client.get(address).status_code == 200


def test_file_keeps_the_order_and_says_years_and_states(read: Read):
    rows = list(csv.reader(io.StringIO(read(f"/comparer.csv?{METROPOLE}&{RENNES}&t=commune:22050"))))
    assert rows[0] == [
        "theme", "indicateur", "libelle", "unite",
        "epci_243500139_rennes_metropole", "epci_243500139_rennes_metropole_annee",
        "epci_243500139_rennes_metropole_statut",
        "commune_35238_rennes", "commune_35238_rennes_annee", "commune_35238_rennes_statut",
        "commune_22050_dinan", "commune_22050_dinan_annee", "commune_22050_dinan_statut",
    ]  # fmt: skip
    [population] = [row for row in rows if row[1] == "population"]
    assert population[3:] == [
        "hab.", "306000", "2023", "valeur", "230000", "2023", "valeur", "14530", "2022", "valeur",
    ]  # fmt: skip
    [zone] = [row for row in rows if row[1] == "zonage_abc"]
    assert zone[4:] == ["", "", "sans objet", "A", "2024", "valeur", "", "2024", "non disponible"]


def test_excel_file_is_french(read: Read, client: Client):
    response = client.get(f"/comparer.csv?format=excel&{RENNES}&{ACIGNE}")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "Rennes (35238);Rennes (35238) – année" in response.content.decode("utf-8-sig")
    assert ";21,99;2020;valeur;15,5;2020;valeur" in response.content.decode("utf-8-sig")
    assert response["Content-Disposition"].startswith(
        'attachment; filename="open-collectivites_comparaison_35238_35001.csv"'
    )


@pytest.mark.parametrize("query", ["", "t=commune:99999", f"{RENNES}&format=exe"])
def test_impossible_files_are_refused(read: Read, client: Client, query: str):
    assert client.get(f"/comparer.csv?{query}").status_code == 400


def test_name_that_looks_like_a_formula_is_neutralised(read: Read):
    from tests.territories.builders import build_territory

    build_territory("commune", "01099", "=HYPERLINK(1)", slug="x", departement_code="01")
    lines = read("/comparer.csv?format=excel&t=commune:01099").splitlines()
    assert "'=HYPERLINK(1) (01099)" in lines[0]


def test_median_of_no_group_is_said_in_words(read: Read):
    page = read(f"/comparer?{RENNES}&t=mediane:commune@departement:999")
    assert list_columns(page) == ["Rennes"]
    assert "Il n’y a pas de groupe pour la colonne « mediane:commune@departement:999 »" in page


def test_lines_of_numbers_of_people_have_the_columns_of_one_level_only(read: Read):
    page = read(f"/comparer?{RENNES}&{ACIGNE}&t=region:53&annees=10&i=population")
    assert "La courbe n’a que les colonnes de même niveau que la référence" in page
    assert "La courbe n’a que" not in read(f"/comparer?{RENNES}&{ACIGNE}&annees=10&i=population")
