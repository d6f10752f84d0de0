"""Figures, indicators, comparison, datasets: never a bare number."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.api.conftest import DATASET, Get, publish_series


def test_figures_of_commune_carry_unit_year_and_source(get: Get) -> None:
    answer = get("/territories/commune/35238/figures?indicator=population").json()
    assert answer["territory"]["label"] == "Rennes (35)"
    assert answer["next"] is None
    (series,) = answer["items"]
    assert (series["indicator"], series["unit"]) == ("population", "inhabitants")
    assert series["points"] == [
        {
            "year": 2022,
            "value": 229999.0,
            "absence": None,
            "status": "normal",
            "origin": "published",
            "source": DATASET,
        },
        {
            "year": 2023,
            "value": 230000.0,
            "absence": None,
            "status": "normal",
            "origin": "published",
            "source": DATASET,
        },
    ]
    assert series["source"]["dataset"] == DATASET
    assert series["source"]["producer"]
    assert series["source"]["licence"]
    assert series["source"]["release"] == 1


def test_figures_of_group_say_that_they_are_aggregated(get: Get) -> None:
    (series,) = get("/territories/epci/243500139/figures?indicator=population").json()["items"]
    assert series["points"][-1]["value"] == 306_000.0
    assert series["points"][-1]["origin"] == "aggregated"


def test_short_series_has_no_trend(get: Get) -> None:
    (series,) = get("/territories/commune/35238/figures?indicator=population").json()["items"]
    assert series["trend"] is None


def test_trend_of_a_series_says_its_years_and_its_slope(get: Get) -> None:
    """100, 102, 104, 106, 108: two more a year, 2 / 104 of the median value."""
    publish_series("35238", {2019 + step: 100.0 + 2 * step for step in range(5)})
    (series,) = get("/territories/commune/35238/figures?indicator=population").json()["items"]
    assert series["trend"] == {
        "kind": "rising",
        "first_year": 2019,
        "last_year": 2023,
        "slope": 2.0,
        "slope_pct": pytest.approx(1.923, abs=0.001),
    }


def test_figures_that_are_missing_say_why(get: Get) -> None:
    """The commune of Fleurigné is past: its series have no value, and never 0."""
    for series in get("/territories/commune/35112/figures?indicator=population").json()["items"]:
        assert all(point["value"] is None and point["absence"] for point in series["points"])


def test_figures_without_filter_list_every_series(get: Get) -> None:
    slugs = [series["indicator"] for series in get("/territories/commune/35238/figures").json()["items"]]
    assert "population" in slugs


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/territories/commune/35238/figures?indicator=inconnu", 404, "unknown_indicator"),
        ("/territories/commune/99999/figures", 404, "unknown_territory"),
        ("/territories/commune/35238/figures?year=2023", 400, "unknown_parameter"),
        ("/indicators/inconnu", 404, "unknown_indicator"),
        ("/indicators/inconnu/values?kind=commune", 404, "unknown_indicator"),
        ("/indicators/population/values", 400, "invalid_parameter"),
        ("/indicators/population/values?kind=canton", 400, "invalid_parameter"),
        ("/indicators/population/values?kind=commune&year=1900", 404, "no_figure"),
        ("/indicators/population/values?kind=commune&year=99999", 400, "invalid_parameter"),
        ("/indicators/population/values?kind=commune&within=departement:99", 400, "invalid_parameter"),
        ("/indicators/population/values?kind=commune&within=nulle-part", 400, "invalid_parameter"),
        ("/indicators/population/values?kind=commune&limit=5001", 400, "invalid_parameter"),
        ("/indicators?page=2", 400, "unknown_parameter"),
        ("/datasets?page=2", 400, "unknown_parameter"),
        ("/compare", 400, "invalid_parameter"),
        ("/compare?t=", 400, "invalid_parameter"),
        ("/compare?t=rennes", 400, "invalid_parameter"),
        ("/compare?t=canton:1", 400, "invalid_parameter"),
        ("/compare?t=commune:99999", 404, "unknown_territory"),
        ("/compare?" + "&".join(["t=commune:35238"] * 9), 400, "invalid_parameter"),
        ("/compare?t=commune:35238&indicator=inconnu", 404, "unknown_indicator"),
    ],
)
def test_request_that_cannot_be_answered_says_why(get: Get, path: str, status: int, code: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_values_of_indicator_by_code_within_a_group(get: Get) -> None:
    answer = get("/indicators/population/values?kind=commune&within=epci:243500139").json()
    assert answer["year"] == 2023
    assert answer["source"]["dataset"] == DATASET
    assert [(item["code"], item["value"]) for item in answer["items"]] == [
        ("35001", 7000.0),
        ("35051", 69000.0),
        ("35238", 230000.0),
    ]


def test_values_of_indicator_are_paged(get: Get) -> None:
    codes: list[str] = []
    address = "/indicators/population/values?kind=commune&limit=2"
    while address:
        page = get(address).json()
        codes += [item["code"] for item in page["items"]]
        address = "/indicators/population/values?" + urlsplit(page["next"]).query if page["next"] else ""
    assert codes == ["22050", "35001", "35051", "35062", "35238"]


def test_indicators_tell_what_they_mean_and_years_online(get: Get) -> None:
    items = get("/indicators").json()["items"]
    population = next(item for item in items if item["slug"] == "population")
    assert population["years"]["commune"] == [2022, 2023]
    assert population["sources"][0]["dataset"] == DATASET
    assert get("/indicators/population").json() == population


def test_compare_keeps_the_order_asked(get: Get) -> None:
    answer = get("/compare?t=departement:35&t=commune:35238&indicator=population").json()
    assert [one["code"] for one in answer["territories"]] == ["35", "35238"]
    (row,) = answer["items"]
    assert [(cell["year"], cell["value"]) for cell in row["cells"]] == [(2023, 308500.0), (2023, 230000.0)]
    assert row["same_year"] is True


def test_compare_knows_medians_and_years(get: Get) -> None:
    """In 2022 the five communes have a figure, 14 530 in the middle; in 2023 that of Dinan is secret."""
    asked = "/compare?t=commune:35238&t=mediane:commune@france:FR&indicator=population&years=5"
    answer = get(asked).json()
    assert [one["reference"] for one in answer["territories"]] == [
        "commune:35238",
        "mediane:commune@france:FR",
    ]
    assert answer["territories"][1]["name"] == "Médiane des communes de France"
    (row,) = answer["items"]
    assert row["grows_with_size"] is True
    assert [one["year"] for one in row["by_year"]] == sorted(
        (one["year"] for one in row["by_year"]), reverse=True
    )
    assert all(len(one["cells"]) == 2 for one in row["by_year"])


def test_compare_refuses_groups_that_do_not_exist(get: Get) -> None:
    for wrong in ("mediane:commune@departement:99", "group:inconnu"):
        assert get(f"/compare?t={wrong}").status_code == 404
    assert get("/compare?t=mediane:commune@canton:1").status_code == 400
    assert get("/compare?t=commune:35238&years=0").status_code == 400


def test_compare_past_territory_has_no_value(get: Get) -> None:
    (row,) = get("/compare?t=commune:35238&t=commune:35112&indicator=population").json()["items"]
    assert row["cells"][1]["value"] is None
    assert row["cells"][1]["absence"]


def test_datasets_tell_release_online(get: Get) -> None:
    (dataset,) = get("/datasets").json()["items"]
    assert (dataset["dataset"], dataset["release"]) == (DATASET, 1)
    assert dataset["published_at"].startswith("2026-11-22T08:00:00")
    assert "population" in dataset["indicators"]
