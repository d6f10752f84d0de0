"""Medians, means and saved groups as columns; references that the others are told beside."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.territories.actions.groups import record_group
from tests.web.comparison.test_comparison import ACIGNE, CESSON, ILLE, METROPOLE, RENNES, find_row
from tests.web.conftest import Read, publish

MEDIAN, MEAN = "t=mediane:commune@france:FR", "t=moyenne:commune@region:53"
DINAN, CHAPELLE = "t=commune:22050", "t=commune:35062"


@pytest.fixture
def populations_of_2024(small_portal: None) -> None:
    """2 500, 7 000, 14 530, 69 000 and 230 000 inhabitants: 14 530 in the middle, 64 606 on average."""
    values = {"35238": 230_000.0, "35001": 7_000.0, "35051": 69_000.0, "35062": 2_500.0, "22050": 14_530.0}
    rows = [("commune", code, "population", 2024, value) for code, value in values.items()]
    publish("insee_populations", rows, fingerprint="2024")


def test_median_and_mean_are_columns_named_for_what_they_are(populations_of_2024: None, read: Read):
    page = read(f"/comparer?{RENNES}&{MEDIAN}&{MEAN}")
    assert "<h1>Comparer Rennes, la médiane des communes de France et la moyenne des communes de " in page
    assert "Médiane<small>des communes de France, 5 communes</small>" in page
    row = find_row(page, "Population municipale")
    assert "14 530 hab." in row
    assert "64 606 hab." in row


def test_median_of_too_few_is_not_told(read: Read):
    """In 2023 the population of Dinan is secret: four communes are left, that of 2022 is told."""
    row = find_row(read(f"/comparer?{RENNES}&{MEDIAN}"), "Population municipale")
    assert "14 530 hab." in row
    assert "Années différentes" in row
    row = find_row(read(f"/comparer/population?{RENNES}&{MEDIAN}"), "2023</th>")
    assert "non significatif : 4 valeurs" in row


def test_median_of_an_unknown_group_is_said(read: Read):
    page = read(f"/comparer?{RENNES}&t=mediane:commune@departement:99&t=mediane:canton@france:FR")
    assert "« mediane:canton@france:FR »" in page
    assert "« mediane:commune@departement:99 »" in page


def test_medians_of_the_first_territory_are_offered(populations_of_2024: None, read: Read):
    page = read(f"/comparer?{RENNES}&{METROPOLE}")
    assert "la médiane du département" not in page  # of four communes
    assert f'href="/comparer?{RENNES}&{METROPOLE}&{MEDIAN}"' in page
    offers = read(f"/comparer?{RENNES}&{MEDIAN}").partition("Ajouter :")[2].partition("</p>")[0]
    assert "la médiane de la région" in offers
    assert "la médiane de France" not in offers


def test_gaps_are_told_beside_the_first_column_or_another(read: Read):
    row = find_row(read(f"/comparer?{RENNES}&{CESSON}&{ACIGNE}"), "Population municipale")
    assert re.search(r"69 000 hab\.<small>environ 3 fois moins</small>", row)
    page = read(f"/comparer?{RENNES}&{CESSON}&{ACIGNE}&reference=commune:35001")
    assert "par rapport à Acigné" in page
    row = find_row(page, "Population municipale")
    assert "bien plus" in row  # 230 000 against 7 000


def test_highest_and_lowest_are_marked_in_words(read: Read):
    row = find_row(read(f"/comparer?{RENNES}&{CESSON}&{ACIGNE}"), "Population municipale")
    assert row.index("le plus haut") < row.index("69 000") < row.index("le plus bas")
    assert "le plus haut" not in read(f"/comparer?{RENNES}&{CESSON}").partition("<thead>")[2]


def test_amounts_of_different_levels_are_not_told_apart(read: Read):
    page = read(f"/comparer?{RENNES}&{CESSON}&{ILLE}&{METROPOLE}")
    assert "ne sont pas de même niveau" in page
    row = find_row(page, "Population municipale")
    assert "le plus haut" not in row
    assert row.count("fois moins") + row.count("% de moins") <= 1  # Cesson beside Rennes: same level


def test_reference_moves_with_its_column(read: Read):
    page = read(f"/comparer?{RENNES}&{CESSON}&{ACIGNE}&reference=commune:35001")
    assert f'href="/comparer?{RENNES}&{ACIGNE}&{CESSON}&reference=commune:35001"' in page
    assert f'href="/comparer?{RENNES}&{CESSON}"' in page  # without it, the first one is


def test_unknown_reference_is_said(read: Read):
    assert "référence demandée n’est pas affichée" in read(f"/comparer?{RENNES}&reference=commune:1")


def test_saved_group_is_a_column(read: Read):
    card = record_group(name="Couronne", member_kind="commune", codes=["35001", "35051"])
    page = read(f"/comparer?{RENNES}&t=group:{card.public_id}")
    assert "Couronne" in page
    assert "Groupe de 2 communes" in page
    assert "76 000 hab." in find_row(page, "Population municipale")
    rows = read(f"/comparer.csv?t=group:{card.public_id}&i=population").splitlines()
    assert rows[1].startswith("Population,population,Population municipale,hab.,76000,2023,valeur")


def test_unknown_group_is_said(read: Read):
    assert "« group:inconnu »" in read(f"/comparer?{RENNES}&t=group:inconnu")


def test_absent_everywhere_is_folded(read: Read):
    page = read(f"/comparer?{ACIGNE}&theme=logement")
    assert "sans valeur dans ces colonnes" in page


def test_files_refuse_what_cannot_be_in_them(read: Read, client: Client):
    unknown = "&".join(f"t=commune:{number:05}" for number in range(9))
    for query in (f"{RENNES}&t=commune:99999", unknown, f"{RENNES}&i=x", f"{RENNES}&theme=x"):
        for extension in ("csv", "xlsx", "pdf"):
            response = client.get(f"/comparer.{extension}?{query}")
            assert response.status_code == 400, query
            assert "Ce fichier ne peut pas être fait" in response.content.decode()
