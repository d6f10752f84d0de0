"""Every dataset folder: its samples read with its own descriptor give its expected.csv."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.ingest.reading import read_sample

DATASETS = sorted(path.parent.name for path in Path(settings.CATALOGUE_DIR).glob("datasets/*/dataset.yaml"))
MAX_SAMPLE_ROWS = 20
WORKBOOKS = (".xlsx", ".ods", ".parquet")
MAX_WORKBOOK_BYTES = 12_000  # twenty rows: what an empty workbook weighs is most of it
ALLOWED_IN_TRANSFORM = ("portal.kernel", "portal.stats.ingest.toolkit")


@pytest.fixture(params=DATASETS)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    return get_catalogue().datasets[request.param]


def _list_rows(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return sorted(frame.rows(), key=str)


def test_sample_gives_the_expected_observations(dataset: Dataset) -> None:
    observations = read_sample(dataset, get_catalogue().indicators)
    found = observations.frame.drop("origin")
    expected = pl.read_csv(
        dataset.folder / "expected.csv", schema={name: found.schema[name] for name in found.columns}
    )
    assert _list_rows(found) == _list_rows(expected)
    assert observations.errors == ()


def test_expected_covers_every_indicator_of_the_dataset(dataset: Dataset) -> None:
    with (dataset.folder / "expected.csv").open(encoding="utf-8") as handle:
        seen = {row["indicator"] for row in csv.DictReader(handle)}
    assert seen == set(dataset.indicators)


def test_samples_are_small(dataset: Dataset) -> None:
    for file in dataset.files:
        path = dataset.sample_path(file)
        if path.suffix in WORKBOOKS:
            assert path.stat().st_size <= MAX_WORKBOOK_BYTES, file.name
        else:
            assert len(_read_text(path, file).splitlines()) <= _most_rows(file) + 2, file.name


def _most_rows(file: SourceFileSpec) -> int:
    """A file with one row per indicator has one more for each of its labels."""
    labels = len(file.indicator_column[1].values) if file.indicator_column else 0
    return MAX_SAMPLE_ROWS + labels


def _read_text(path: Path, file: SourceFileSpec) -> str:
    encoding = getattr(file.reader, "encoding", "utf-8")
    return path.read_text(encoding="utf-8-sig" if encoding == "utf-8" else encoding)


def test_samples_name_no_real_person(dataset: Dataset) -> None:
    """Where a sample has a surname, it is « NOM » and a number: samples of officials are invented."""
    for file in dataset.files:
        path = dataset.sample_path(file)
        if path.suffix != ".csv":
            continue
        rows = list(csv.DictReader(_read_text(path, file).splitlines()))
        if rows and "prenom" in rows[0]:
            assert all(row["nom"].startswith("NOM") and row["prenom"].startswith("Prénom") for row in rows)


def test_transform_sees_only_the_toolkit(dataset: Dataset) -> None:
    path = dataset.folder / "transform.py"
    if not path.exists():
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            assert not name.startswith(("portal.", "django")) or name.startswith(ALLOWED_IN_TRANSFORM), name
