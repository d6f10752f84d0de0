"""Open categories: keys become numbers, labels are kept beside them, contradictions are refused."""

from __future__ import annotations

import zlib
from typing import Any

import polars as pl
import pytest

from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.finishing import Observed
from portal.stats.ingest.nomenclatures import gather_nomenclatures
from portal.stats.ingest.observations import LABELS
from tests.stats.ingest.files import build_spec, observe_batches

COLUMNS: dict[str, dict[str, Any]] = {
    "code": {"role": "territory"},
    "bv": {
        "role": "value",
        "indicator": "basin",
        "period": 2022,
        "absent": {"": "not_applicable"},
        "labels": "libbv",
    },
    "libbv": {"role": "text"},
}


def _observe(*texts: str) -> Observed:
    return observe_batches(texts, build_spec(columns=COLUMNS))


def test_key_is_kept_as_its_checksum_and_its_label_beside() -> None:
    observed = _observe("code;bv;libbv\n01001;01034;Belley\n01002;;\n", "code;bv;libbv\n01004;01034;Belley\n")
    assert observed.frame.sort("code").select("value", "absence").rows() == [
        (float(zlib.crc32(b"01034")), 0),
        (None, 3),
        (float(zlib.crc32(b"01034")), 0),
    ]
    assert zlib.crc32(b"01034") == 3_726_681_162  # written in files that outlive this code
    assert observed.labels.rows() == [("basin", "01034", "Belley", 2025)]


def test_key_with_two_labels_is_refused_even_in_two_tables() -> None:
    with pytest.raises(ReadError, match=r"two labels: “basin 01034: Bell.y”, “basin 01034: Bell.y”"):
        _observe("code;bv;libbv\n01001;01034;Belley\n", "code;bv;libbv\n01004;01034;Bellay\n")


def test_key_without_label_is_refused() -> None:
    with pytest.raises(ReadError, match="a code, and no label"):
        _observe("code;bv;libbv\n01001;01034;\n")


def test_empty_key_without_mark_is_refused() -> None:
    spec = build_spec(columns={**COLUMNS, "bv": {**COLUMNS["bv"], "absent": {}}})
    with pytest.raises(ReadError, match="Expected a code of at most 40 characters"):
        observe_batches(["code;bv;libbv\n01001;;\n"], spec)


def test_two_keys_with_one_checksum_are_refused() -> None:
    assert zlib.crc32(b"plumless") == zlib.crc32(b"buckeroo")
    observed = _observe("code;bv;libbv\n01001;plumless;A\n01002;buckeroo;B\n")
    with pytest.raises(ReadError, match="“buckeroo” and “plumless” would be stored as the same number"):
        gather_nomenclatures([observed.labels], dataset="d")


def test_newest_vintage_names_a_key_and_the_change_is_said() -> None:
    labels = [
        pl.DataFrame([("basin", "1", name, year), ("basin", "2", "Same", year)], schema=LABELS, orient="row")
        for name, year in (("New", 2025), ("Old", 2022))
    ]
    found, checks = gather_nomenclatures(labels, dataset="d")
    assert found == {"basin": {"1": "New", "2": "Same"}}
    assert [(check.severity, "basin 1" in check.message) for check in checks] == [("warning", True)]


def test_file_of_labels_names_the_keys_of_another_file() -> None:
    bare = {name: role for name, role in COLUMNS.items() if name != "libbv"}
    bare["bv"] = {key: value for key, value in COLUMNS["bv"].items() if key != "labels"}
    figures = observe_batches(["code;bv\n01001;01034\n01002;01999\n"], build_spec(columns=bare))
    names = observe_batches(
        ["zone;key;name\nBV;01034;Belley\nREG;84;Auvergne-Rhône-Alpes\n"],
        build_spec(
            use="labels",
            columns={
                "zone": {"role": "indicator", "values": {"BV": "basin"}, "ignore": ["REG"]},
                "key": {"role": "text", "to": "key"},
                "name": {"role": "text", "to": "label"},
            },
        ),
    )
    assert names.frame.is_empty()
    found, checks = gather_nomenclatures([figures.labels, names.labels], dataset="d")
    assert found == {"basin": {"01034": "Belley", "01999": "01999"}}
    assert checks == []
