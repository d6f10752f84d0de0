"""Files of the mirror folder, kept once they are used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.kernel.packages import PackageError, compute_sha256
from portal.stats.ingest.fetching import FetchedFile
from portal.stats.ingest.fetching.mirrored import keep_mirrored
from portal.stats.ingest.fetching.originals import find_original, list_originals
from portal.stats.ingest.observations import SourceFile

DAY = "2026-11-22T08:00:00+00:00"


def _find(path: Path, *, extract: str | None = None, day: str = DAY) -> FetchedFile:
    source = SourceFile(path.name, compute_sha256(path), "https://insee.example/base.zip", day)
    return FetchedFile(source, lambda: path.open("rb"), extract, path)


@pytest.fixture
def mirrored(tmp_path: Path) -> Path:
    path = tmp_path / "mirror" / "base.zip"
    path.parent.mkdir()
    path.write_bytes(b"content")
    return path


def _list(originals: Path) -> list[Path]:
    return [one.path for name in ("a", "b") for one in list_originals(originals, "people", name)]


def test_file_is_kept_with_its_hash_its_date_and_what_part_it_is(tmp_path: Path, mirrored: Path) -> None:
    keep_mirrored("people", {"a": _find(mirrored, extract="Guadeloupe")}, tmp_path, by="test")
    kept = find_original(tmp_path, "people", "a")
    assert kept is not None
    facts = json.loads(kept.path.with_name(f"{kept.path.name}.origin.json").read_text())
    assert {key: facts[key] for key in ("name", "url", "sha256", "fetched_at", "extract", "mirror")} == {
        "name": "base.zip",
        "url": "https://insee.example/base.zip",
        "sha256": "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
        "fetched_at": DAY,
        "extract": "Guadeloupe",
        "mirror": str(mirrored),
    }


def test_two_files_of_one_archive_share_one_copy_which_is_not_the_mirror_s(
    tmp_path: Path, mirrored: Path
) -> None:
    keep_mirrored("people", {"a": _find(mirrored), "b": _find(mirrored)}, tmp_path, by="test")
    one, other = _list(tmp_path)
    assert one.samefile(other)
    assert not one.samefile(mirrored)


def test_same_file_is_kept_once_and_is_current_again_when_it_is_newer(tmp_path: Path, mirrored: Path) -> None:
    keep_mirrored("people", {"a": _find(mirrored)}, tmp_path, by="test")
    mirrored.write_bytes(b"content of 2024")
    keep_mirrored("people", {"a": _find(mirrored, day="2026-11-23T08:00:00+00:00")}, tmp_path, by="test")
    mirrored.write_bytes(b"content")
    keep_mirrored("people", {"a": _find(mirrored, day="2026-11-24T08:00:00+00:00")}, tmp_path, by="test")
    assert len(_list(tmp_path)) == 2
    kept = find_original(tmp_path, "people", "a")
    assert kept is not None
    assert kept.path.read_bytes() == b"content"


def test_file_said_whole_is_no_longer_a_part(tmp_path: Path, mirrored: Path) -> None:
    keep_mirrored("people", {"a": _find(mirrored, extract="Guadeloupe")}, tmp_path, by="test")
    keep_mirrored("people", {"a": _find(mirrored)}, tmp_path, by="test")
    kept = find_original(tmp_path, "people", "a")
    assert kept is not None
    assert kept.origin.extract == ""


def test_file_written_over_since_it_was_found_is_not_kept(tmp_path: Path, mirrored: Path) -> None:
    found = _find(mirrored)
    mirrored.write_bytes(b"CONTENT")
    with pytest.raises(PackageError, match="written over while it was read"):
        keep_mirrored("people", {"a": found}, tmp_path, by="test")
    assert _list(tmp_path) == []
