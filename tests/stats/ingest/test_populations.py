"""Each population under its true year: real packages against Insee's own files, commune by commune.

The packages are those that `manage.py prepare` keeps in DATA_DIR/packages; the files of Insee are in
the mirror. Without them these tests are not run, and it is said.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.observations import Observations
from portal.stats.ingest.reading import read_dataset

# Municipal population in Insee's publications, typed from them. The year is that of the figure.
PUBLISHED = [
    ("commune", "75056", 2016, 2_190_327),
    ("commune", "75056", 2018, 2_175_601),
    ("commune", "75056", 2019, 2_165_423),
    ("commune", "75056", 2020, 2_145_906),
    ("commune", "75056", 2021, 2_133_111),
    ("commune", "75056", 2022, 2_113_705),
    ("commune", "75056", 2023, 2_103_778),
    ("commune", "97608", 2017, 17_831),  # Mayotte: census of 2017
    ("commune", "98818", 2019, 94_285),  # Nouméa: census of 2019
    ("epci", "200000172", 2017, 27_125),
]


@pytest.fixture(scope="module")
def observations() -> Observations:
    folder = settings.REAL_DATA_DIR / "packages"
    if not list(folder.glob("etalab-decoupage-administratif-6*.tgz")):
        pytest.skip("NOT RUN: these tests read the packages that `manage.py prepare` downloads.")
    catalogue = get_catalogue()
    dataset = catalogue.datasets["insee_populations"]
    return read_dataset(dataset, catalogue.indicators, FetchPlace(folder))


def _list_values(observations: Observations, year: int) -> dict[str, float]:
    rows = observations.frame.filter(
        (pl.col("level") == "commune") & (pl.col("indicator") == "population") & (pl.col("year") == year)
    )
    return dict(rows.filter(pl.col("absence") == 0).select("code", "value").iter_rows())


def test_population_has_no_error(observations: Observations) -> None:
    assert observations.errors == ()


@pytest.mark.parametrize(("level", "code", "year", "value"), PUBLISHED)
def test_population_stands_under_its_year(
    observations: Observations, level: str, code: str, year: int, value: int
) -> None:
    row = observations.frame.row(
        by_predicate=(pl.col("level") == level)
        & (pl.col("code") == code)
        & (pl.col("indicator") == "population")
        & (pl.col("year") == year),
        named=True,
    )
    assert row["value"] == value
    assert row["status"] == 0


def test_population_of_2023_is_insees_in_every_commune(observations: Observations, mirror_dir: Path) -> None:
    with zipfile.ZipFile(mirror_dir / "insee" / "ensemble.zip") as archive:
        text = archive.read("donnees_communes.csv").decode("utf-8-sig")
    official = {row["COM"]: int(row["PMUN"]) for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    ours = _list_values(observations, 2023)
    common = set(official) & set(ours)
    assert len(common) == 34_855
    assert {code for code in common if official[code] != ours[code]} == set()
    parts = set(official) - common  # arrondissements of Paris, Lyon and Marseille
    assert len(parts) == 45
    assert {code[:3] for code in parts} == {"132", "693", "751"}


def test_population_of_2018_is_insees_in_every_commune(observations: Observations, mirror_dir: Path) -> None:
    with zipfile.ZipFile(mirror_dir / "insee" / "base_cc_comparateur_2022_csv.zip") as archive:
        text = archive.read("base_cc_comparateur.CSV").decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=";")
    official = {row["CODGEO"]: float(row["P18_POP"]) for row in rows if row["P18_POP"]}
    ours = _list_values(observations, 2018)
    common = set(official) & set(ours)
    assert len(common) > 34_900
    assert {code for code in common if official[code] != ours[code]} == set()


def test_population_of_mayotte_after_2017_is_estimated(observations: Observations) -> None:
    rows = observations.frame.filter(
        pl.col("code").cast(pl.String).str.starts_with("976") & (pl.col("level") == "commune")
    )
    assert rows.filter(pl.col("year") == 2017)["status"].unique().to_list() == [0]
    later = rows.filter(pl.col("year") > 2017)
    assert sorted(later["year"].unique()) == [2018, 2019, 2020, 2021, 2022, 2023]
    assert later["status"].unique().to_list() == [2]
    values = rows.filter(pl.col("indicator") == "population").group_by("code").agg(pl.col("value").n_unique())
    assert values["value"].unique().to_list() == [1]


def test_population_of_communes_restored_in_2025_is_that_of_their_own_territory(
    observations: Observations,
) -> None:
    restored = {"15031": 217, "15035": 311, "15047": 91, "15141": 834, "15171": 124}
    ours = _list_values(observations, 2022)
    assert {code: ours[code] for code in restored} == restored


def test_population_of_2016_is_withheld_where_the_file_is_partial(observations: Observations) -> None:
    rows = observations.frame.filter(
        (pl.col("level") == "commune") & (pl.col("indicator") == "population") & (pl.col("year") == 2016)
    )
    withheld = rows.filter(pl.col("absence") == 2)
    assert withheld.height == 239
    assert "01033" in withheld["code"].to_list()  # Valserhône, created on 2019-01-01
