"""Where computed indicators are computed: in each dataset that feeds all they need, else across datasets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.stats.descriptors.catalogue import get_catalogue, reset_catalogue
from portal.stats.models import Release
from portal.stats.queries import get_column, get_series, list_indicator_sources
from portal.stats.store.read import reset_snapshot
from tests.stats.actions.loads import find_value, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]


def write_dataset(root: Path, slug: str, lines: list[str], columns: dict[str, Any], **more: Any) -> None:
    folder = root / "catalogue" / "datasets" / slug
    (folder / "sample").mkdir(parents=True)
    dataset = {
        "title": slug, "summary": "Un jeu de données.", "producer": "insee", "licence": "lov2",
        "page": "https://insee.example", "refresh": "yearly",
        "fetch": {"kind": "folder", "member": "data.csv"}, "reader": {"kind": "csv"},
        "geography": {"level": "commune", "year": 2026},
        "columns": {"code": {"role": "territory"}, **columns}, "rows": {"min": 1, "max": 10}, **more,
    }  # fmt: skip
    (folder / "dataset.yaml").write_text(json.dumps(dataset), encoding="utf-8")
    for path in (folder / "data.csv", folder / "sample" / "main.csv"):
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    (folder / "expected.csv").write_text("", encoding="utf-8")
    reset_catalogue()


def _write_both(root: Path, slug: str = "comparateur", year: int = 2018, **more: Any) -> None:
    columns = {
        "pop": {"role": "value", "indicator": "population", "period": year},
        "km2": {"role": "value", "indicator": "superficie", "period": year},
    }
    write_dataset(root, slug, ["code,pop,km2", "35238,900,45"], columns, **more)


def _list_places(slug: str) -> list[tuple[int, str, float | None]]:
    points = get_series("commune", "35238", [slug])[0].points
    return [(point.year, point.dataset, point.figure.value) for point in points]


def test_dataset_that_feeds_all_computes_and_the_rest_is_computed_across(tmp_path: Path) -> None:
    _write_both(tmp_path)
    load()
    # 2018 in the dataset that has both; 2023 across: 1000 inhabitants on the latest area, 50.
    assert _list_places("densite") == [(2018, "comparateur", 20.0), (2023, "calculs", 20.0)]
    cells = Release.objects.get(dataset="calculs").layout["commune"]["cells"]
    assert [cell[:2] for cell in cells] == [["densite", 2023]]
    assert get_catalogue().list_homes("densite") == ("comparateur",)


def test_each_dataset_that_feeds_all_computes_in_its_own_release(tmp_path: Path) -> None:
    _write_both(tmp_path, "first", 2018)
    _write_both(tmp_path, "second", 2019)
    catalogue = get_catalogue()
    assert catalogue.list_homes("densite") == ("first", "second")
    load()
    assert [place[:2] for place in _list_places("densite")] == [
        (2018, "first"),
        (2019, "second"),
        (2023, "calculs"),
    ]


def _hide_population(root: Path) -> None:
    path = root / "catalogue" / "indicators" / "population" / "population.yaml"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"internal": True}))
    reset_catalogue()


def test_operand_that_no_release_keeps_is_computed_where_it_is_read(tmp_path: Path) -> None:
    _write_both(tmp_path)
    _hide_population(tmp_path)
    catalogue = get_catalogue()
    assert not catalogue.is_computed_across("densite")
    assert catalogue.list_sources("densite") == ("comparateur",)
    assert "calculs" not in load()
    assert _list_places("densite") == [(2018, "comparateur", 20.0)]
    assert [source.dataset for source in list_indicator_sources("densite")] == ["comparateur"]


def test_dataset_of_smallest_precedence_is_served_and_computed_from(tmp_path: Path) -> None:
    columns = {"pop": {"role": "value", "indicator": "population", "period": 2023}}
    write_dataset(tmp_path, "zz_better", ["code,pop", "35238,2000"], columns, precedence=10)
    load()
    assert _list_places("population") == [(2023, "zz_better", 2000.0)]
    assert find_value("commune", "35238", "densite") == 40
    # Never mixed: where the dataset that is served says nothing, nothing of another one stands in.
    assert find_value("commune", "35001", "population") == "not_available"
    assert get_column("population", 2023, "commune").dataset == "zz_better"
    assert [source.dataset for source in list_indicator_sources("population")] == ["zz_better"]


def test_extract_of_a_source_is_served_only_where_nothing_else_is(tmp_path: Path) -> None:
    columns = {"pop": {"role": "value", "indicator": "population", "period": 2023}}
    write_dataset(tmp_path, "zz_extract", ["code,pop", "35238,2000"], columns, precedence=1)
    load()
    Release.objects.filter(dataset="zz_extract").update(extract="Une commune")
    reset_snapshot()
    assert _list_places("population") == [(2023, "populations", 1000.0)]
    load(force=True, datasets=["superficies"])  # and what is computed from them
    assert find_value("commune", "35238", "densite") == 20


def test_figure_computed_in_an_extract_is_computed_across_all_the_same(tmp_path: Path) -> None:
    _write_both(tmp_path, "zz_extract", 2023)
    load()
    assert _list_places("densite") == [(2023, "zz_extract", 20.0)]
    Release.objects.filter(dataset="zz_extract").update(extract="Une commune")
    reset_snapshot()
    load(force=True, datasets=["superficies"])
    assert _list_places("densite") == [(2023, "calculs", 20.0)]


def test_first_dataset_by_name_is_served_among_equals(tmp_path: Path) -> None:
    columns = {"pop": {"role": "value", "indicator": "population", "period": 2023}}
    write_dataset(tmp_path, "zz_other", ["code,pop", "35238,2000"], columns)
    load()
    assert _list_places("population") == [(2023, "populations", 1000.0)]
