"""The files of a view hold what its page shows, in every format, and explain themselves."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import ExitStack

import openpyxl
import polars as pl
import pytest
from django.conf import settings
from django.test import Client
from shapely.geometry import shape

from portal.ui.exports import turns
from portal.web.explore.files import contours, views

pytestmark = pytest.mark.usefixtures("small_portal")

ASKED = "zone=departement:35&niveau=commune"
POPULATIONS = {"35238": 230_000, "35051": 69_000, "35001": 7_000, "35062": 2_500}


def _read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def test_csv_has_values_ranks_states_and_origins(client: Client) -> None:
    response = client.get(f"/explorer/population.csv?{ASKED}&vue=classement")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert (
        'filename="population_commune_departement-35_2023_classement.csv"' in response["Content-Disposition"]
    )
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"
    rows = {row["code"]: row for row in _read_csv(response.content)}
    assert {code: float(rows[code]["population_2023"]) for code in POPULATIONS} == POPULATIONS
    assert [rows[code]["rang"] for code in POPULATIONS] == ["1", "2", "3", "4"]
    assert {rows[code]["population_2023_statut"] for code in POPULATIONS} == {"valeur"}
    assert {rows[code]["origine"] for code in POPULATIONS} == {"publié"}


def test_secret_has_no_value_no_rank_and_its_name(client: Client) -> None:
    content = client.get(
        "/explorer/population.csv?zone=departement:22&niveau=commune&vue=classement&annee=2023"
    )
    [row] = [row for row in _read_csv(content.content) if row["code"] == "22050"]
    assert (row["population_2023"], row["rang"], row["origine"]) == ("", "", "")
    assert row["population_2023_statut"] == "secret statistique"


def test_csv_for_excel_keeps_codes_as_text(client: Client) -> None:
    content = client.get(f"/explorer/population.csv?{ASKED}&vue=classement&format=excel").content.decode()
    assert content.startswith("\ufeff")
    assert ';"=""35238""";Rennes;230000;' in content


def test_workbook_explains_itself(client: Client) -> None:
    content = client.get(f"/explorer/population.xlsx?{ASKED}&vue=classement").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Lisez-moi", "Classement"]
    text = (
        "\n".join(
            " | ".join(str(cell) for cell in row if cell)
            for row in book["Lisez-moi"].iter_rows(values_only=True)
        )
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    address = re.escape(
        f"{settings.SITE_URL}/explorer/population?zone=departement:35&vue=classement&version="
    )
    for wanted in (
        "Population municipale, communes d’Ille-et-Vilaine, 2023",
        "zone : Ille-et-Vilaine ; niveau : communes (",
        "Combien d’habitants ?",
        "Licence Ouverte 2.0",
        "Institut national de la statistique",
        "Une valeur qui manque est une case vide, jamais 0",
        "secret statistique",
        "/api/v1/indicators/population/values?kind=commune&year=2023&within=departement:35",
    ):
        assert wanted in text, wanted
    assert re.search(rf"Insee\. Population municipale.*{address}[0-9a-f]{{12}}", text)
    codes = [row[3] for row in book["Classement"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in codes} == {"s"}
    assert codes[0].value == "35238"


def test_all_formats_have_the_same_rows(client: Client) -> None:
    rows = _read_csv(client.get(f"/explorer/population.csv?{ASKED}&vue=classement").content)
    frame = pl.read_parquet(
        io.BytesIO(client.get(f"/explorer/population.parquet?{ASKED}&vue=classement").content)
    )
    assert frame["code"].to_list() == [row["code"] for row in rows]
    assert client.get(f"/explorer/population.ods?{ASKED}&vue=classement").content[:2] == b"PK"


@pytest.mark.parametrize("view", ["carte", "classement", "repartition", "evolution", "nuage", "tableau"])
def test_each_view_gives_its_table(client: Client, view: str) -> None:
    for extension in ("csv", "xlsx", "ods", "parquet"):
        path = f"/explorer/population.{extension}?{ASKED}&vue={view}&croise=population"
        assert client.get(path).status_code == 200, path


def test_geojson_follows_its_specification(client: Client) -> None:
    response = client.get(f"/explorer/population.geojson?{ASKED}")
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Disposition"].endswith('_carte.geojson"')
    found = json.loads(response.content)
    assert list(found) == ["type", "metadata", "features"]
    assert found["type"] == "FeatureCollection"
    by_code = {one["id"]: one for one in found["features"]}
    assert by_code["35238"]["properties"] == {
        "type_de_territoire": "commune",
        "code": "35238",
        "nom": "Rennes",
        "valeur": 230_000,
        "absence": None,
        "statut": "valeur",
        "origine": "publié",
        "rang": 1,
        "classe": len(found["metadata"]["classes"]),
    }
    for one in found["features"]:
        assert set(one) == {"type", "id", "properties", "geometry"}
        if one["geometry"] is not None:
            drawn = shape(one["geometry"])
            assert drawn.is_valid
            assert -180 <= drawn.bounds[0] <= drawn.bounds[2] <= 180
    metadata = found["metadata"]
    assert metadata["sans_contour"] == sum(one["geometry"] is None for one in found["features"])
    assert (metadata["annee"], metadata["unite"], metadata["zone"]) == (2023, "hab.", "departement:35")
    assert metadata["classes"][-1]["maximum"] == 230_000
    assert sum(one["effectif"] for one in metadata["classes"]) == len(POPULATIONS)
    assert metadata["sources"] == ["Insee, Populations de référence"]
    assert metadata["licence"] == "Licence Ouverte 2.0"


def test_secret_on_its_contour_is_named(client: Client) -> None:
    found = json.loads(
        client.get("/explorer/population.geojson?zone=departement:22&niveau=commune&annee=2023").content
    )
    [one] = [one["properties"] for one in found["features"] if one["id"] == "22050"]
    assert (one["valeur"], one["rang"], one["classe"]) == (None, None, None)
    assert (one["absence"], one["statut"]) == ("secret", "secret statistique")


def test_image_says_what_it_is_and_holds_its_legend(client: Client) -> None:
    response = client.get(f"/explorer/population.svg?{ASKED}")
    assert response["Content-Type"] == "image/svg+xml"
    text = response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    for wanted in (
        "Population municipale</text>",
        "Communes d’Ille-et-Vilaine, 2023 (en hab.)",
        "230 000 hab. : ",
        "Source : Insee, Populations de référence. Licence Ouverte 2.0.",
        "données au 22 novembre 2026",
        f"{settings.SITE_URL}/explorer/population",
    ):
        assert wanted in text, wanted
    assert "class=" not in text
    assert "var(" not in text


def test_image_of_a_map_is_1600_pixels_wide(client: Client) -> None:
    content = client.get(f"/explorer/population.png?{ASKED}").content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(content[16:20], "big") == 1600


def test_citation_is_that_of_what_is_shown(client: Client) -> None:
    bib = client.get(f"/explorer/population.bib?{ASKED}").content.decode()
    assert "Population municipale, communes d’Ille-et-Vilaine, 2023" in bib
    assert "zone=departement:35" in bib
    ris = client.get(f"/explorer/population.ris?{ASKED}").content.decode()
    assert "AU  - Insee" in ris


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/explorer/population.csv?{ASKED}&format=word", "« format= »"),
        ("/explorer/population.csv?zone=departement:99", "zone"),
        (f"/explorer/population.png?{ASKED}&vue=tableau", "pas de dessin"),
        (f"/explorer/population.xlsx?{ASKED}&annee=1900", "annee"),
        (f"/explorer/population.geojson?{ASKED}&classes=12", "classes"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client: Client, path: str, words: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_unknown_indicator_has_no_file(client: Client) -> None:
    for extension in ("csv", "geojson", "png", "bib"):
        assert client.get(f"/explorer/rien.{extension}").status_code == 404


def test_workbook_too_large_is_refused_but_not_the_csv(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CELLS_AT_MOST", {"xlsx": 10})
    response = client.get(f"/explorer/population.xlsx?{ASKED}&vue=classement")
    assert response.status_code == 400
    assert "demandez le CSV" in response.content.decode()
    assert client.get(f"/explorer/population.csv?{ASKED}&vue=classement").status_code == 200


@pytest.mark.parametrize("extension", ["xlsx", "ods", "png"])
def test_long_files_are_made_in_their_turn(
    client: Client, monkeypatch: pytest.MonkeyPatch, extension: str
) -> None:
    path = f"/explorer/population.{extension}?{ASKED}"
    with ExitStack() as taken:
        for _ in range(turns.get_turns().limit):
            taken.enter_context(turns.get_turns().take())
        assert client.get(path).status_code == 200  # it is quick
        monkeypatch.setattr(views, "QUICK_MEMBERS", {extension: 2})
        response = client.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "no-store" in response["Cache-Control"]
    assert client.get(path).status_code == 200


def test_too_many_contours_are_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contours, "FEATURES_AT_MOST", 2)
    response = client.get(f"/explorer/population.geojson?{ASKED}")
    assert response.status_code == 400
    assert "trop lourd" in response.content.decode()


def test_page_links_to_files_that_answer(client: Client) -> None:
    html = client.get(f"/explorer/population?{ASKED}").content.decode().replace("&amp;", "&")
    block = html[html.index('id="telecharger"') :]
    links = re.findall(r'href="(/(?:explorer/population\.|api/v1/indicators|integrer)[^"]*)"', block)
    endings = {re.sub(r"^/explorer/population\.(\w+).*", r"\1", link) for link in links}
    assert {"csv", "xlsx", "ods", "parquet", "geojson", "png", "svg", "bib", "ris"} <= endings
    for link in links:
        assert client.get(link).status_code == 200, link


def test_files_keep_the_version_of_their_page(client: Client) -> None:
    html = client.get(f"/explorer/population?{ASKED}").content.decode()
    found = re.search(r"version=([0-9a-f]{12})", html)
    assert found is not None
    html = client.get(f"/explorer/population?{ASKED}&version={found.group(1)}").content.decode()
    assert re.search(rf'href="/explorer/population\.csv\?[^"]*version={found.group(1)}"', html)
