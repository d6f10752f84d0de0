"""Values in the order of the contours: as they are shown, with the names of their absences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from django.test import Client

from portal.web.explore.fonds.values import round_values, write_numbers

PATH = "/explorer/population/valeurs.json?zone=departement:35&niveau=commune"


def read_both(client: Client, path: str = PATH) -> tuple[Any, list[str]]:
    """The values, and the codes of the contours of the same zone."""
    contours = client.get("/explorer/fonds/commune.min.json?" + path.partition("?")[2]).json()
    return client.get(path).json(), contours["codes"].split()


@pytest.mark.usefixtures("small_portal")
def test_values_follow_the_contours(client: Client) -> None:
    values, codes = read_both(client)
    by_year = {one["year"]: dict(zip(codes, one["values"], strict=True)) for one in values["shown"]}
    assert values["years"] == [2022, 2023]
    assert by_year[2023]["35238"] == 230_000
    assert by_year[2022]["35238"] == 229_999
    assert by_year[2022]["35051"] == 68_999
    assert (values["unit"], values["decimals"], values["year"]) == ("hab.", 0, 2023)


@pytest.mark.usefixtures("small_portal")
def test_absences_have_their_names(client: Client) -> None:
    values, codes = read_both(client, PATH.replace("departement:35", "departement:22"))
    rank = codes.index("22050")
    before, after = values["shown"]
    assert before["values"][rank] == 14_530
    assert before["absences"] == ""
    assert after["values"][rank] is None
    assert values["absences"][after["absences"][rank]] == "secret statistique"


@pytest.mark.usefixtures("small_portal")
def test_classes_are_those_of_all_years(client: Client) -> None:
    """Bounds go from the least value of 2022 to the greatest of 2023."""
    values, _ = read_both(client)
    classes = values["classes"]
    known = [value for year in values["shown"] for value in year["values"] if value is not None]
    assert classes[0][1] == min(known) == 2_499
    assert classes[-1][2] == max(known) == 230_000


@pytest.mark.usefixtures("small_portal")
def test_many_territories_come_one_year_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.web.explore.fonds.values.CELLS_AT_ONCE", 1)
    values = client.get(f"{PATH}&annee=2022").json()
    assert [one["year"] for one in values["shown"]] == [2022]
    assert values["years"] == [2022, 2023]


@pytest.mark.usefixtures("small_portal")
def test_categories_are_named(client: Client) -> None:
    values = client.get("/explorer/zonage-abc/valeurs.json?zone=departement:35&niveau=commune").json()
    assert values["classes"] == []
    known = {str(value) for value in values["shown"][0]["values"] if value is not None}
    assert known
    assert known <= set(values["categories"])


@pytest.mark.usefixtures("small_portal")
@pytest.mark.parametrize("query", ["zone=canton:1", "annee=1900", "zone=departement:35&niveau=region"])
def test_what_cannot_be_asked_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/explorer/population/valeurs.json?{query}").status_code == 400


def test_unknown_indicator(db: None, client: Client) -> None:
    assert client.get("/explorer/rien-du-tout/valeurs.json").status_code == 404


def test_values_are_rounded_as_people_do() -> None:
    given = np.array([2.5, -2.5, 1.004, np.nan, 0.0])
    assert write_numbers(round_values(given, 0), 0) == [3, -3, 1, None, 0]
    assert write_numbers(round_values(np.array([0.25, 1.005, 12.0]), 1), 1) == [0.3, 1, 12]


def test_what_is_almost_nothing_is_not_zero() -> None:
    """« < 0,1 » and « > −0,1 »: a tenth of the bound, with its sign."""
    assert write_numbers(round_values(np.array([0.04, -0.04, 0.0]), 1), 1) == [0.01, -0.01, 0]
