"""One selection as JSON, CSV and Parquet: same values, same reasons, same order (F 82)."""

from __future__ import annotations

import csv
import io
from typing import Any

import polars as pl
import pytest

from portal.territories.queries.universe import reset_universe
from tests.api.conftest import Get
from tests.territories.builders import build_territory

ADDRESS = "/indicators/population/values?kind=commune&within=departement:35"


def read_bytes(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


def read_csv(answer: Any, delimiter: str = ",") -> list[dict[str, str]]:
    text = read_bytes(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_selection_says_the_same_in_every_format(get: Get) -> None:
    items = get(ADDRESS).json()["items"]
    rows = read_csv(get(f"{ADDRESS}&format=csv"))
    table = pl.read_parquet(read_bytes(get(f"{ADDRESS}&format=parquet")))
    assert [item["code"] for item in items] == ["35001", "35051", "35062", "35238"]
    assert [row["code"] for row in rows] == table["code"].to_list() == [item["code"] for item in items]
    assert [float(row["valeur"]) for row in rows] == table["value"].to_list() == [7000, 69000, 2500, 230000]
    assert [item["value"] for item in items] == table["value"].to_list()
    assert {row["statut"] for row in rows} == {"valeur"}
    assert table["absence"].unique().to_list() == ["none"]
    assert table["status"].cast(pl.String).to_list() == [item["status"] for item in items]
    assert table["origin"].cast(pl.String).to_list() == [item["origin"] for item in items]


def test_absence_has_its_reason_in_every_format(get: Get) -> None:
    """A commune younger than the figures has none; its EPCI's total is incomplete."""
    build_territory("commune", "35999", "Nouvelle", departement_code="35", region_code="53")
    reset_universe()
    address = "/indicators/population/values?kind=commune&year=2023"
    items = get(address).json()["items"]
    rows = read_csv(get(f"{address}&format=csv"))
    table = pl.read_parquet(read_bytes(get(f"{address}&format=parquet")))
    assert [(item["code"], item["value"]) for item in items if item["absence"]] == [("35999", None)]
    assert [row["statut"] for row in rows if not row["valeur"]] == ["non disponible"]
    assert table.filter(pl.col("value").is_null())["absence"].to_list() == ["not_available"]


def test_file_is_never_naked(get: Get) -> None:
    (row,) = read_csv(get("/indicators/population/values?kind=commune&within=epci:243500139&format=csv"))[-1:]
    assert row == {
        "type_de_territoire": "commune",
        "code": "35238",
        "nom": "Rennes",
        "indicateur": "population",
        "libelle": "Population municipale",
        "annee": "2023",
        "valeur": "230000",
        "modalite": "",
        "unite": "hab.",
        "statut": "valeur",
        "origine": "publié",
        "producteur": "Institut national de la statistique et des études économiques",
        "source": "Populations de référence",
        "licence": "Licence Ouverte 2.0",
    }


def test_file_for_excel_protects_codes(get: Get) -> None:
    answer = get(f"{ADDRESS}&format=excel")
    assert read_bytes(answer).startswith(b"\xef\xbb\xbftype_de_territoire;code;")
    assert next(row["code"] for row in read_csv(answer, ";")) == '="35001"'


def test_file_of_everything_goes_by_level_then_year(get: Get) -> None:
    answer = get("/indicators/population/values?year=all&format=csv")
    rows = read_csv(answer)
    keys = list(dict.fromkeys((row["type_de_territoire"], row["annee"]) for row in rows))
    kinds = ["commune", "epci", "departement", "region", "france"]
    assert [key for key in keys if key[0] == "commune"] == [("commune", "2022"), ("commune", "2023")]
    assert list(dict.fromkeys(kind for kind, _ in keys)) == [kind for kind in kinds if (kind, "2023") in keys]
    assert answer.streaming


def test_file_has_a_name_that_says_what_it_is(get: Get) -> None:
    answer = get(f"{ADDRESS}&format=parquet")
    assert 'filename="insee_population_commune_2023_v1.parquet"' in answer["Content-Disposition"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["ETag"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("kind=commune&format=exe", 400, "invalid_parameter"),
        ("kind=commune&format=csv&limit=5", 400, "invalid_parameter"),
        ("kind=commune&format=csv&after=35001", 400, "invalid_parameter"),
        ("kind=commune&year=all", 400, "invalid_parameter"),
        ("year=2023", 400, "invalid_parameter"),
        ("kind=commune&year=abc", 400, "invalid_parameter"),
        ("kind=commune&year=-1", 400, "invalid_parameter"),
        ("kind=commune&year=1950&format=csv", 404, "no_figure"),
        ("kind=commune&within=garbage&format=csv", 400, "invalid_parameter"),
        ("kind=commune&within=departement:99&format=parquet", 400, "invalid_parameter"),
        ("kind=commune&format=csv&version=old", 410, "version_gone"),
        ("kind=canton&format=csv", 400, "invalid_parameter"),
    ],
)
def test_file_that_cannot_be_made_says_why(get: Get, query: str, status: int, code: str) -> None:
    answer = get(f"/indicators/population/values?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
