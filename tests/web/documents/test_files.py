"""The files of a search: every document, one a row."""

from __future__ import annotations

import csv
import io

import pytest

from tests.library.search.builders import publish
from tests.web.documents.conftest import Get, Shelf


def read_rows(get: Get, query: str = "") -> list[dict[str, str]]:
    response = get(f"/bibliotheque.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8"), newline="")))


def test_csv_holds_what_the_page_lists_in_its_order(get: Get, shelf: Shelf):
    rows = read_rows(get, "?theme=finances&tri=titre")
    assert [row["titre"] for row in rows] == [
        "Comptes de Rennes", "Les finances des communes en 2023", "Les finances des communes en 2024",
    ]  # fmt: skip
    assert rows[0] == {
        "identifiant": str(shelf["data"].pk),
        "type": "Jeu de données",
        "titre": "Comptes de Rennes",
        "resume": "",
        "producteurs": "Ville de Rennes",
        "date_publication": "2025",
        "precision_date": "année",
        "date_mise_a_jour": "non précisée",
        "thematiques": "Finances locales",
        "types_collectivite": "",
        "territoires": "commune:35238",
        "licence": "non précisée",
        "formats": "csv | json",
        "adresse": shelf["data"].url,
        "etat_lien": "Lien non vérifié",
        "sources": "",
        "statut": "en ligne",
        "permalien": f"http://localhost:8000{shelf['data'].path}",
    }


def test_csv_cannot_be_taken_for_formulas(get: Get):
    [row] = read_rows(get, "?type=outil")
    assert row["titre"] == "'=HYPERLINK(1) <script>alert(1)</script>"
    assert row["date_publication"] == "non précisée"
    assert row["precision_date"] == "date inconnue"
    assert row["producteurs"] == "Agence inconnue"


def test_csv_goes_beyond_one_page_and_beyond_one_question(
    get: Get, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.web.documents.files.LARGEST_PAGE", 20)
    for number in range(45):
        publish(f"Note {number}", published="2019-01-01")
    assert len(read_rows(get)) == 50


@pytest.mark.parametrize("extension", ["xlsx", "ods"])
def test_workbooks_are_files_to_take(get: Get, extension: str):
    response = get(f"/bibliotheque.{extension}?q=finances")
    assert response.status_code == 200
    assert f"bibliotheque_finances.{extension}" in response["Content-Disposition"]
    assert response.getvalue()[:2] == b"PK"


def test_file_refuses_what_the_page_refuses(get: Get):
    assert get("/bibliotheque.csv?annee=x").status_code == 400
    assert get("/bibliotheque.pdf").status_code == 404
