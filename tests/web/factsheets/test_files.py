"""Files of the figures of a territory: what they hold beside its comparator, and what explains them."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl
import polars as pl
import pytest
from django.test import Client

from portal.kernel.figures import Absence
from portal.stats.queries import Comparison, Point, Series, Summary
from portal.territories.models import Territory
from portal.web.factsheets.comparator_words import ComparatorWords
from portal.web.factsheets.comparators import Comparator
from portal.web.factsheets.files.tables import Compared, list_sheet_table
from tests.stats.builders import build_indicator
from tests.web.conftest import Read

SHEET = "/communes/35238-rennes"


def _read_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def _find(text: str, slug: str, year: str) -> dict[str, str]:
    return next(row for row in _read_rows(text) if (row["indicateur"], row["annee"]) == (slug, year))


def test_latest_figure_is_beside_its_comparator(read: Read):
    """Rennes is the first of the four communes of its département: too few for a median."""
    text = read(f"{SHEET}.csv?avec=departement")
    latest = _find(text, "population", "2023")
    assert (latest["valeur"], latest["rang"], latest["ex_aequo"], latest["groupe_effectif"]) == (
        "230000", "1", "non", "4",
    )  # fmt: skip
    assert latest["groupe"] == "communes d’Ille-et-Vilaine"
    assert (latest["groupe_mediane"], latest["ecart"], latest["ecart_en_mots"]) == ("", "", "")
    earlier = _find(text, "population", "2022")
    assert (earlier["valeur"], earlier["groupe"], earlier["rang"]) == ("229999", "", "")


def test_absence_is_in_its_own_column(read: Read):
    row = _find(read("/communes/22050-dinan.csv"), "population", "2023")
    assert (row["code"], row["valeur"], row["statut"]) == ("22050", "", "secret statistique")


def test_file_of_a_theme_holds_that_theme_only(read: Read):
    themes = {row["theme"] for row in _read_rows(read(f"{SHEET}/population.csv"))}
    assert themes == {"Population"}
    assert len({row["theme"] for row in _read_rows(read(f"{SHEET}.csv"))}) > 1


def test_workbook_holds_what_the_csv_holds(read: Read, client: Client):
    rows = _read_rows(read(f"{SHEET}.csv"))
    book = openpyxl.load_workbook(BytesIO(client.get(f"{SHEET}.xlsx").content))
    header, *found = book["Chiffres"].iter_rows(values_only=True)
    places = [header.index(label) for label in ("Code", "Année", "Valeur", "Statut")]
    assert [tuple(row[place] for place in places) for row in found] == [
        (row["code"], int(row["annee"]), float(row["valeur"]) if row["valeur"] else None, row["statut"])
        for row in rows
    ]
    told = [cell for row in book["Lisez-moi"].iter_rows(values_only=True) for cell in row if cell]
    assert "Populations de référence" in told
    assert "Rennes (commune, 35238)" in told


def test_parquet_is_typed(client: Client, small_portal: None):
    frame = pl.read_parquet(BytesIO(client.get(f"{SHEET}.parquet").content))
    assert (frame.schema["code"], frame.schema["annee"], frame.schema["valeur"]) == (
        pl.String, pl.Int16, pl.Float64,
    )  # fmt: skip


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods", "parquet", "bib", "ris"])
@pytest.mark.parametrize(
    "path", [SHEET, "/france", "/epci/243500139-rennes-metropole", f"{SHEET}/population"]
)
def test_files_of_every_page(client: Client, small_portal: None, path: str, extension: str):
    response = client.get(f"{path}.{extension}")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="open-collectivites_')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{SHEET}.csv?format=exe", 400), (f"{SHEET}.xlsx?format=excel", 400),
        (f"{SHEET}.xlsx?avec=lune", 400), (f"{SHEET}.bib?avec=lune", 400), (f"{SHEET}/inconnu.xlsx", 404),
        ("/communes/99999-rien.xlsx", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(client: Client, small_portal: None, path: str, status: int):
    assert client.get(path).status_code == status


def test_wrong_slug_leads_to_the_right_file(client: Client, small_portal: None):
    response = client.get("/communes/35238.xlsx?avec=departement")
    assert (response.status_code, response["Location"]) == (301, f"{SHEET}.xlsx?avec=departement")


def _compare(size: int, *, value: float = 150.0, median: float | None = 100.0) -> dict[str, object]:
    """The row of one figure beside a group of that size."""
    from portal.kernel.figures import Figure

    indicator = build_indicator("population", unit="inhabitants")
    series = Series(indicator, (Point(2023, Figure(value)),))
    summary = Summary(size, median, 50.0, 80.0, median, 120.0, 160.0)
    comparator = Comparator(
        ComparatorWords("region", "Région", "communes de Bretagne", "communes"), "region", "53"
    )
    compared = Compared(comparator, {"population": Comparison("region", "53", 2023, summary, 2)})
    table = list_sheet_table(Territory(kind="commune", code="35238", name="Rennes"), [series], compared)
    return dict(zip([one.key for one in table.columns], table.rows[0], strict=True))


@pytest.mark.usefixtures("small_portal")
def test_gap_to_the_median_is_a_number_and_words():
    row = _compare(12)
    assert (row["groupe_mediane"], row["groupe_effectif"], row["ecart"], row["rang"]) == (100.0, 12, 50.0, 2)
    assert row["ecart_en_mots"] == "environ une fois et demie"


@pytest.mark.usefixtures("small_portal")
def test_median_of_a_few_is_not_told():
    assert _compare(4)["groupe_mediane"] is None
    assert _compare(5)["groupe_mediane"] == 100.0


def test_absences_have_words_for_every_reason():
    from portal.ui.exports.explaining import list_statuses
    from portal.ui.words import ABSENCES

    assert {one.label for one in ABSENCES.values()} <= {word for word, _ in list_statuses()}
    assert len(ABSENCES) == len(Absence) - 1
