"""What a dataset promised: rows, ranges, coverage, sums, agreement between files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.fetching import FetchPlace
from portal.stats.ingest.observations import Observations
from portal.stats.ingest.reading import read_dataset
from tests.stats.ingest.files import INDICATORS

VALUE = {"role": "value", "indicator": "inhabitants", "period": 2023}
COMMUNES: dict[str, Any] = {
    "name": "communes",
    "fetch": {"kind": "folder", "member": "communes.csv"},
    "geography": {"level": "commune", "year": 2025},
    "reader": {"kind": "csv"},
    "columns": {"code": {"role": "territory"}, "epci": {"role": "parent", "level": "epci"}, "pop": VALUE},
    "rows": {"min": 1, "max": 9},
}
EPCI: dict[str, Any] = {
    **COMMUNES,
    "name": "epci",
    "fetch": {"kind": "folder", "member": "epci.csv"},
    "geography": {"level": "epci", "year": 2025},
    "columns": {"code": {"role": "territory"}, "pop": VALUE},
}
OTHER: dict[str, Any] = {
    **EPCI,
    "name": "other",
    "fetch": {"kind": "folder", "member": "other.csv"},
    "geography": {"level": "commune", "year": 2024},
    "use": "check",
}
TABLES = {
    "communes.csv": "code,epci,pop\n74042,200000172,100\n74164,200000172,50\n",
    "epci.csv": "code,pop\n200000172,150\n",
    "other.csv": "code,pop\n74042,100\n74164,50\n",
}


def _read(
    folder: Path, *files: dict[str, Any], tables: dict[str, str] | None = None, **more: Any
) -> Observations:
    for name, text in {**TABLES, **(tables or {})}.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = {
        "slug": "insee_people", "folder": folder, "title": "T", "summary": "S", "producer": "insee",
        "licence": "lov2", "page": "https://www.insee.fr", "refresh": "yearly", "files": list(files), **more,
    }  # fmt: skip
    dataset = Dataset.model_validate(spread_common(data))
    return read_dataset(dataset, INDICATORS, FetchPlace(folder))


def _list_results(observations: Observations, check: str) -> list[str]:
    return [result.severity for result in observations.checks if result.check == check]


AGREES = {"agrees": [{"indicator": "inhabitants", "level": "epci"}]}


def test_members_that_add_up_pass(tmp_path: Path) -> None:
    observations = _read(tmp_path, COMMUNES, EPCI, expect=AGREES)
    assert _list_results(observations, "agrees") == ["passed"]
    assert observations.errors == ()
    assert observations.frame.height == 3


def test_members_that_do_not_add_up_are_an_error(tmp_path: Path) -> None:
    tables = {"epci.csv": "code,pop\n200000172,151\n"}
    observations = _read(tmp_path, COMMUNES, EPCI, tables=tables, expect=AGREES)
    assert _list_results(observations, "agrees") == ["error"]
    assert "200000172: 151.0 ≠ 150.0" in observations.errors[0].message


def test_members_within_the_tolerance_pass(tmp_path: Path) -> None:
    tables = {"epci.csv": "code,pop\n200000172,151\n"}
    expect = {"agrees": [{"indicator": "inhabitants", "level": "epci", "within": 0.01}]}
    assert _read(tmp_path, COMMUNES, EPCI, tables=tables, expect=expect).errors == ()


def test_file_that_only_checks_is_not_published(tmp_path: Path) -> None:
    observations = _read(tmp_path, COMMUNES, OTHER)
    assert observations.frame["geography_year"].unique().to_list() == [2025]
    assert _list_results(observations, "same_elsewhere") == ["passed"]


@pytest.mark.parametrize(("allowed", "severity"), [(0, "error"), (1, "warning")])
def test_difference_between_two_files_is_said(tmp_path: Path, allowed: int, severity: str) -> None:
    other = {**OTHER, "differences": {"max": allowed, "because": "a merger"}}
    observations = _read(tmp_path, COMMUNES, other, tables={"other.csv": "code,pop\n74042,90\n74164,50\n"})
    assert _list_results(observations, "same_elsewhere") == [severity]
    assert any("74042 2023: 100 / 90" in check.message for check in observations.checks)


def test_two_published_files_that_differ_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Say which file is right"):
        _read(tmp_path, COMMUNES, {**OTHER, "use": "publish"})


@pytest.mark.parametrize(
    ("expect", "check", "words"),
    [
        ({"ranges": [{"indicator": "inhabitants", "max": 99}]}, "range", "74042 2023: 100.0"),
        (
            {"coverage": [{"indicator": "inhabitants", "level": "commune", "min": 3}]},
            "coverage",
            "expected at least 3",
        ),
        ({"coverage": [{"indicator": "inhabitants", "level": "region", "min": 1}]}, "coverage", "no value"),
        ({"agrees": [{"indicator": "inhabitants", "level": "epci"}]}, "agrees", "nothing to compare"),
    ],
)
def test_broken_promise_is_an_error(tmp_path: Path, expect: dict[str, Any], check: str, words: str) -> None:
    errors = _read(tmp_path, COMMUNES, expect=expect).errors
    assert [error.check for error in errors] == [check]
    assert words in errors[0].message


def test_promise_on_an_optional_file_not_at_hand_is_a_warning(tmp_path: Path) -> None:
    fetch = {"kind": "http", "url": "https://example.org/epci.csv"}
    observations = _read(tmp_path, COMMUNES, {**EPCI, "fetch": fetch, "optional": True}, expect=AGREES)
    assert _list_results(observations, "agrees") == ["warning"]
    assert observations.errors == ()
    assert observations.frame["level"].unique().to_list() == ["commune"]


def test_too_few_rows_are_an_error(tmp_path: Path) -> None:
    errors = _read(tmp_path, {**COMMUNES, "rows": {"min": 3, "max": 9}}).errors
    assert [error.check for error in errors] == ["rows"]
    assert "2 rows, expected 3 to 9" in errors[0].message


def test_source_is_kept_with_its_hash(tmp_path: Path) -> None:
    source = _read(tmp_path, COMMUNES).sources[0]
    assert source.name == "communes.csv"
    assert len(source.sha256) == 64
