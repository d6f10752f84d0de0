"""Other views of a comparison: years, drawings, one indicator, chosen indicators, files and documents."""

from __future__ import annotations

import csv
import io

import pypdf
import pytest
from django.test import Client

from tests.web.comparison.test_comparison import ACIGNE, CESSON, METROPOLE, RENNES, find_row
from tests.web.conftest import Read


def test_retrospective_has_a_table_by_year(read: Read):
    page = read(f"/comparer?{RENNES}&{CESSON}&{ACIGNE}&annees=5")
    assert "Population municipale, année par année" in page
    years = page.partition("Population municipale, année par année")[2].partition("</table>")[0]
    assert years.index(">2023</th>") < years.index(">2022</th>")
    assert "229 999 hab." in years
    assert '<svg class="oc-chart"' in page


def test_years_of_a_retrospective_are_aligned(read: Read):
    """The population of Dinan is secret in 2023: said so, and not replaced by that of 2022."""
    row = find_row(read(f"/comparer?{RENNES}&t=commune:22050&annees=5&i=population"), "2023</th>")
    assert "230 000 hab." in row
    assert "secret statistique" in row
    assert "14 530" not in row


@pytest.mark.parametrize("years", ["0", "4", "11", "-5", "5.5", "²", "x", "9" * 5000])
def test_impossible_retrospective_is_said(read: Read, years: str):
    page = read(f"/comparer?{RENNES}&annees={years}")
    assert "La rétrospective va de 5 à 10 années" in page


def test_theme_shows_all_its_indicators_and_nothing_else(read: Read):
    page = read(f"/comparer?{RENNES}&{ACIGNE}&theme=fiscalite")
    assert "Taux de taxe d’habitation voté par la commune" in page
    assert ">Population municipale</a>" not in page


def test_chosen_indicators_are_shown_even_without_value(read: Read):
    page = read(f"/comparer?{METROPOLE}&i=zonage_abc&i=population")
    assert "sans objet" in find_row(page, "Zone de tension")
    assert "306 000 hab." in page


def test_bars_are_drawn_with_their_source_and_year(read: Read):
    page = read(f"/comparer?{RENNES}&{CESSON}&vue=graphiques")
    assert "oc-bar--main" in page
    assert "Insee, Populations de référence, 2023" in page


def test_page_of_an_indicator(read: Read, client: Client):
    page = read(f"/comparer/population?{RENNES}&{CESSON}")
    assert "<h1>Population municipale : Rennes et Cesson-Sévigné</h1>" in page
    assert "68 999 hab." in page
    assert f'href="/comparer/population.png?{RENNES}&{CESSON}&forme=courbes"' in page
    assert client.get(f"/comparer/inconnu?{RENNES}").status_code == 404
    assert client.get("/comparer/population").headers["Location"] == "/indicateurs/population"


def test_images_carry_their_title_and_source(read: Read, client: Client):
    svg = client.get(f"/comparer/population.svg?{RENNES}&{CESSON}")
    assert svg["Content-Type"] == "image/svg+xml"
    text = svg.content.decode()
    assert "Population municipale" in text
    assert "Populations de référence" in text
    png = client.get(f"/comparer/population.png?{RENNES}&{CESSON}&forme=courbes")
    assert png.content.startswith(b"\x89PNG")
    for wrong in ("forme=camembert", "t=commune:99999"):
        assert client.get(f"/comparer/population.svg?{RENNES}&{wrong}").status_code == 400


def test_category_has_no_image(read: Read, client: Client):
    assert client.get(f"/comparer/zonage-abc.svg?{RENNES}").status_code == 400


def test_indicators_are_chosen_in_a_plain_form(read: Read):
    page = read(f"/comparer/indicateurs?{RENNES}&i=population&q=taxe habitation")
    assert '<input type="hidden" name="t" value="commune:35238">' in page
    assert 'name="i" value="taux_th_commune"' in page
    assert 'value="population" checked' in page
    assert 'value="zonage_abc"' not in page


def test_other_views_keep_the_whole_comparison(read: Read):
    page = read(f"/comparer?{RENNES}&{CESSON}&i=population&reference=commune:35051")
    assert f'href="/comparer?{RENNES}&{CESSON}&i=population&annees=5&reference=commune:35051"' in page
    assert f'href="/comparer.xlsx?{RENNES}&{CESSON}&i=population&reference=commune:35051"' in page


def test_file_of_a_retrospective_has_a_row_a_year(read: Read):
    rows = list(
        csv.reader(io.StringIO(read(f"/comparer.csv?{RENNES}&t=commune:22050&annees=5&i=population")))
    )
    assert rows[0][4:] == [
        "annee", "commune_35238_rennes", "commune_35238_rennes_statut", "commune_22050_dinan",
        "commune_22050_dinan_statut",
    ]  # fmt: skip
    assert rows[1][4:] == ["2023", "230000", "valeur", "", "secret statistique"]
    assert rows[2][4:] == ["2022", "229999", "valeur", "14530", "valeur"]


@pytest.mark.parametrize("extension", ["xlsx", "ods", "parquet"])
def test_workbooks_are_made(read: Read, client: Client, extension: str):
    response = client.get(f"/comparer.{extension}?{RENNES}&{ACIGNE}")
    assert response.status_code == 200
    assert f".{extension}" in response["Content-Disposition"]
    assert response.content[:4] in (b"PK\x03\x04", b"PAR1")


def test_document_is_tagged_and_says_its_columns(read: Read, client: Client):
    response = client.get(f"/comparer.pdf?{RENNES}&{ACIGNE}&{CESSON}")
    assert response["Content-Type"] == "application/pdf"
    document = pypdf.PdfReader(io.BytesIO(response.content))
    assert "/StructTreeRoot" in document.trailer["/Root"]
    text = (
        " ".join(page.extract_text() for page in document.pages).replace("\u202f", " ").replace("\xa0", " ")
    )
    assert "Comparaison : Rennes, Acigné et Cesson-Sévigné" in text
    assert "230 000 hab." in text


@pytest.mark.parametrize(
    "query",
    [
        "t=" + "x" * 60_000,
        "&".join(["t=commune:35238"] * 200),
        "t=mediane:commune@strate:" + "9" * 40,
        "t=mediane:__class__@france:FR",
        "t=commune:35238%27%20OR%201=1--",
        "t=commune:35238%00",
        "t=group:%2e%2e%2fetc",
        "t=commune:35238&i=" + "&i=".join(f"x{number}" for number in range(300)),
        "t=commune:35238&theme=%3Cscript%3Ealert(1)%3C/script%3E",
        "t=commune:35238&vue=%22%3E%3Cimg%20src=x%3E&reference=%22%3E&annees=%F0%9D%95%8F",
        "t=commune:35238&t=commune:35238&t=commune:٣٥٢٣٨",
        "t[]=commune:35238&T=commune:35238",
    ],
)
def test_hostile_addresses_are_answered(read: Read, client: Client, query: str):
    for path in ("/comparer", "/comparer/population", "/comparer/indicateurs", "/comparer.csv"):
        response = client.get(f"{path}?{query}")
        assert response.status_code in (200, 302, 400)
        assert b"<script>alert" not in response.getvalue()
        assert b"<img src" not in response.getvalue()
