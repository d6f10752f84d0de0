"""Pages and files of a territory at a version of the data, before and after other publications."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client

from portal.stats.actions import versions
from portal.stats.actions.releases import purge_releases
from portal.stats.queries.versions import get_version_key
from tests.web.conftest import NOW, Read, publish

SHEET = "/communes/35238-rennes"


@pytest.fixture
def before(read: Read) -> str:
    """The version before the population of Rennes became 1 234 567."""
    key = get_version_key()
    rows = [("commune", "35238", "population", 2023, 1_234_567.0)]
    publish("insee_populations", rows, "2")
    return key


def _find_population(text: str, year: str = "2023") -> str:
    rows = csv.DictReader(StringIO(text))
    return next(row["valeur"] for row in rows if (row["indicateur"], row["annee"]) == ("population", year))


def test_sheet_keeps_its_figures(read: Read, before: str):
    assert "1 234 567" in read(SHEET)
    frozen = read(f"{SHEET}?version={before}")
    assert "230 000" in frozen
    assert "1 234 567" not in frozen
    assert "1 234 567" in read(SHEET)


def test_frozen_sheet_says_so_and_leads_to_today(read: Read, before: str):
    frozen = read(f"{SHEET}?version={before}&avec=departement")
    assert "Chiffres tels que publiés le 22 novembre 2026" in frozen
    assert f'href="{SHEET}?avec=departement">Voir les chiffres d' in frozen
    assert "Chiffres tels que publiés" not in read(SHEET)


def test_version_that_is_online_says_that_it_is_the_last(read: Read):
    page = read(f"{SHEET}?version={get_version_key()}")
    assert "Ce sont encore les derniers" in page


def test_files_of_a_sheet_keep_its_figures(read: Read, client: Client, before: str):
    assert _find_population(read(f"{SHEET}.csv")) == "1234567"
    assert _find_population(read(f"{SHEET}.csv?version={before}")) == "230000"
    book = openpyxl.load_workbook(BytesIO(client.get(f"{SHEET}.xlsx?version={before}").content))
    values = [cell for row in book["Chiffres"].iter_rows(values_only=True) for cell in row]
    assert 230_000 in values
    assert 1_234_567 not in values
    # The address that the file gives is that of its own figures.
    assert f"?version={before}" in str([cell.value for row in book["Lisez-moi"].iter_rows() for cell in row])


@pytest.mark.parametrize(
    "path",
    [
        f"{SHEET}/population",
        "/comparer?t=commune:35238&t=commune:35001",
        "/departements/35-ille-et-vilaine/communes.csv?i=population",
        "/api/v1/territories/commune/35238/figures",
        "/api/v1/compare?t=commune:35238&t=commune:35001",
        "/api/v1/indicators/population/values?kind=commune&year=2023",
        "/api/v1/perimeter/figures?t=commune:35238&indicator=population",
    ],
)
def test_pages_and_api_keep_their_figures(read: Read, client: Client, before: str, path: str):
    def find(address: str) -> set[str]:
        text = "".join(read(address).split())
        return {shown for shown in ("230000", "1234567") if shown in text}

    mark = "&" if "?" in path else "?"
    assert "1234567" in find(path)
    assert find(f"{path}{mark}version={before}") == {"230000"}


def test_rollback_gives_the_same_version_again(read: Read, before: str):
    from portal.stats.actions.rollback import rollback_figures

    rollback_figures("insee_populations", by="tests", now=NOW)
    assert get_version_key() == before
    assert "Ce sont encore les derniers" in read(f"{SHEET}?version={before}")


def test_version_that_is_no_longer_kept_is_gone(
    read: Read, client: Client, before: str, monkeypatch: pytest.MonkeyPatch
):
    for step in range(3):
        publish("insee_populations", [("commune", "35238", "population", 2023, 10.0 + step)], f"3{step}")
    assert client.get(f"{SHEET}?version={before}").status_code == 200
    monkeypatch.setattr(versions, "KEPT_BYTES", 0)
    purge_releases(now=NOW)
    for path in (SHEET, f"{SHEET}.csv", f"{SHEET}.xlsx", f"{SHEET}.bib"):
        response = client.get(f"{path}?version={before}")
        assert response.status_code == 410
        assert "Versions encore servies" in response.content.decode()
    assert client.get(SHEET).status_code == 200


def test_frozen_page_has_a_tag_of_its_own(client: Client, before: str):
    today, frozen = client.get(SHEET), client.get(f"{SHEET}?version={before}")
    assert today["ETag"] != frozen["ETag"]
    known = client.get(f"{SHEET}?version={before}", headers={"If-None-Match": frozen["ETag"]})
    assert known.status_code == 304


def test_citation_gives_the_address_that_will_not_change(read: Read):
    key = get_version_key()
    assert f"{SHEET}?version={key}}}" in read(f"{SHEET}.bib")
    assert f"UR  - http://localhost:8000{SHEET}?avec=departement&version={key}" in read(
        f"{SHEET}.ris?avec=departement"
    )
