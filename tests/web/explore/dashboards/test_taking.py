"""The files and the document of a dashboard, read again by other programs than those that wrote them."""

from __future__ import annotations

import csv
import io
from contextlib import ExitStack

import openpyxl
import polars as pl
import pytest
from django.test import Client
from odfdo import Document
from pypdf import PdfReader

from portal.ui.exports import turns
from portal.web.explore.dashboards import files

pytestmark = pytest.mark.usefixtures("small_portal")

PAGE = "/tableaux-de-bord/population"
ZONE = "?zone=departement:35"
POPULATIONS_2023 = {"35238": 230_000.0, "35001": 7_000.0, "35051": 69_000.0, "35062": 2_500.0}


def fetch(client: Client, suffix: str, query: str = ZONE) -> bytes:
    response = client.get(f"{PAGE}.{suffix}{query}")
    assert response.status_code == 200, (suffix, response.status_code)
    assert not response.cookies
    return bytes(response.getvalue())


def read_rows(client: Client, query: str = ZONE) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetch(client, "csv", query).decode())))


def test_csv_has_a_row_for_each_panel_territory_indicator_and_year(client: Client):
    rows = read_rows(client)
    assert list(rows[0]) == [
        "panneau", "titre", "niveau", "code", "territoire", "indicateur", "libelle", "unite", "annee",
        "valeur", "absence", "statut", "origine", "source",
    ]  # fmt: skip
    members = [row for row in rows if row["titre"].startswith("Tous les territoires")]
    found = {
        row["code"]: float(row["valeur"])
        for row in members
        if row["indicateur"] == "population" and row["valeur"]
    }
    assert found == POPULATIONS_2023
    assert {row["annee"] for row in members if row["indicateur"] == "population"} == {"2023"}
    assert {row["source"] for row in members if row["indicateur"] == "population"} == {"insee_populations"}


def test_csv_names_the_reason_of_an_absence_and_leaves_its_value_empty(client: Client):
    rows = read_rows(client, "?zone=liste:commune:22050,35238")
    of_dinan = [row for row in rows if row["code"] == "22050" and row["indicateur"] == "population"]
    secret = [row for row in of_dinan if row["annee"] == "2023"]
    assert secret
    assert {row["valeur"] for row in secret} == {""}
    assert {row["absence"] for row in secret} == {"secret statistique"}
    known = [row for row in rows if row["code"] == "35238" and row["valeur"]]
    assert {row["absence"] for row in known} == {""}


def test_excel_csv_is_for_people(client: Client):
    text = fetch(client, "csv", f"{ZONE}&format=excel").decode("utf-8-sig")
    assert text.startswith("Panneau;Titre du panneau;")
    assert '"=""35238"""' in text or '="35238"' in text


def test_parquet_is_the_same_table_with_its_types(client: Client):
    frame = pl.read_parquet(io.BytesIO(fetch(client, "parquet")))
    assert frame.height == len(read_rows(client))
    assert frame.schema["valeur"] == pl.Float64()
    assert frame.schema["annee"] == pl.Int16()
    assert frame.filter(pl.col("code") == "35001")["code"].dtype == pl.String()


def test_workbook_has_a_sheet_a_panel_and_explains_itself(client: Client):
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx")))
    assert book.sheetnames[0] == "Lisez-moi"
    assert book.sheetnames[1].startswith("1 L’essentiel")
    told = [str(cell.value) for row in book["Lisez-moi"].iter_rows() for cell in row if cell.value]
    assert told[0] == "Population\u00a0: Ille-et-Vilaine"
    assert any(text.startswith("Sans chiffre ici, ") for text in told)
    assert any("Populations de référence" in text for text in told)
    assert any("secret statistique" in text for text in told)
    last = book[book.sheetnames[-1]]
    head = [cell.value for cell in last[1]]
    rows = {row[0].value: row[2].value for row in last.iter_rows(min_row=2)}
    assert head[:2] == ["Code", "Nom"]
    assert rows == POPULATIONS_2023


def test_ods_has_the_sheets_of_the_workbook(client: Client):
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx")))
    document = Document(io.BytesIO(fetch(client, "ods")))
    assert [table.name for table in document.body.tables] == book.sheetnames


def test_document_is_tagged_and_says_the_figures_their_source_and_its_address(client: Client):
    reader = PdfReader(io.BytesIO(fetch(client, "pdf")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "fr-FR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Population\u00a0: Ille-et-Vilaine"
    text = (
        " ".join(page.extract_text() for page in reader.pages).replace("\u202f", " ").replace("\u00a0", " ")
    )
    for words in (
        "Ille-et-Vilaine", "Les questions", "230 000", "Rennes", "Populations de référence",
        "Sans chiffre ici", "/tableaux-de-bord/population", "données au 22 novembre 2026",
    ):  # fmt: skip
        assert words in text, words
    assert 1 <= len(reader.pages) <= 6


def test_same_figures_give_the_same_document(client: Client):
    assert fetch(client, "pdf") == fetch(client, "pdf")


def test_document_is_asked_again_when_too_many_are_made(client: Client, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> bytes:
        raise turns.BusyError(5)

    monkeypatch.setattr("portal.ui.exports.documents.compile_in_turn", refuse)
    response = client.get(f"{PAGE}.pdf{ZONE}")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_long_file_is_asked_again_when_too_many_are_made(
    client: Client, monkeypatch: pytest.MonkeyPatch, suffix: str
):
    with ExitStack() as taken:
        for _ in range(turns.get_turns().limit):
            taken.enter_context(turns.get_turns().take())
        assert client.get(f"{PAGE}.{suffix}{ZONE}").status_code == 200  # it is quick
        monkeypatch.setattr(files, "QUICK_MEMBERS", 2)
        response = client.get(f"{PAGE}.{suffix}{ZONE}")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert client.get(f"{PAGE}.{suffix}{ZONE}").status_code == 200


@pytest.mark.parametrize("suffix", ["pdf", "xlsx", "ods", "csv", "parquet"])
@pytest.mark.parametrize(
    "query", ["?zone=departement:999", "?zone=departement:35&niveau=region", "?zone=planete:1"]
)
def test_file_of_what_cannot_be_is_refused_in_french(client: Client, suffix: str, query: str):
    response = client.get(f"{PAGE}.{suffix}{query}")
    assert response.status_code == 400
    assert "<h1" in response.content.decode()


def test_file_of_an_unknown_format_or_dashboard_is_refused(client: Client):
    assert client.get(f"{PAGE}.csv{ZONE}&format=word").status_code == 400
    assert client.get(f"/tableaux-de-bord/inconnu.xlsx{ZONE}").status_code == 404


def test_file_of_too_many_territories_is_refused_and_not_offered(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("portal.web.explore.dashboards.files.MEMBERS_AT_MOST", 3)
    response = client.get(f"{PAGE}.xlsx{ZONE}")
    assert response.status_code == 400
    assert "/explorer/population?zone=departement:35&amp;niveau=commune" in response.content.decode()
    page = client.get(PAGE + ZONE).content.decode()
    assert f"{PAGE}.xlsx" not in page
    assert f"{PAGE}.pdf" in page


def test_page_links_to_its_files_with_what_was_asked(client: Client):
    page = client.get(PAGE + ZONE).content.decode()
    for suffix in ("pdf", "xlsx", "ods", "csv", "parquet"):
        assert f'href="{PAGE}.{suffix}?zone=departement:35' in page
