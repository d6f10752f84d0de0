"""Which file of several is read: the mirror, the kept originals, and never the network."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.packages import PackageError
from portal.stats.descriptors.dataset import Dataset, spread_common
from portal.stats.ingest.fetching import FetchPlace, MissingFileError, find_file, find_files, get_files
from portal.stats.ingest.fetching.online import hand_original
from portal.stats.ingest.fetching.originals import confirm_original, find_original, list_originals
from tests.stats.ingest.fetching.producers import build_shelf

URL = "https://insee.example/base.csv"
MIRRORED = {"kind": "http", "url": URL, "mirror": "insee/base.csv"}
EXTRACT = {
    "kind": "http",
    "url": URL,
    "mirror": {"path": "insee/base.csv", "extract": "Communes de Guadeloupe"},
}


def _build_dataset(*fetches: dict[str, Any], optional: bool = False) -> Dataset:
    names = ["main", "second", "third"]
    files = [
        {**build_shelf(Path(), fetch).file.model_dump(exclude_none=True), "name": name, "optional": optional}
        for name, fetch in zip(names, fetches, strict=False)
    ]
    data = {
        "slug": "insee_people", "folder": Path(), "title": "T", "summary": "S", "producer": "insee",
        "licence": "lov2", "page": "https://www.insee.fr", "refresh": "yearly", "files": files,
    }  # fmt: skip
    return Dataset.model_validate(spread_common(data))


@pytest.fixture
def place(tmp_path: Path) -> FetchPlace:
    (tmp_path / "mirror" / "insee").mkdir(parents=True)
    return FetchPlace(tmp_path / "packages", tmp_path / "mirror", tmp_path / "originals")


def _put_in_mirror(place: FetchPlace, content: bytes) -> None:
    assert place.mirror is not None
    (place.mirror / "insee" / "base.csv").write_bytes(content)


def _keep(place: FetchPlace, content: str, *, days_later: float = 0) -> None:
    assert place.originals is not None
    given = place.originals.parent / "given.csv"
    given.write_text(content, encoding="utf-8")
    handed = {"kind": "handed", "instructions": "Demander."}
    hand_original(given, build_shelf(place.originals, handed, days_later=days_later))


def _read(place: FetchPlace, fetch: dict[str, Any]) -> tuple[bytes, str | None] | None:
    dataset = _build_dataset(fetch)
    found = find_file(dataset, dataset.files[0], place)
    if found is None:
        return None
    with found.open() as stream:
        return stream.read(), found.extract


def test_file_that_nobody_has_is_not_at_hand(place: FetchPlace) -> None:
    assert _read(place, MIRRORED) is None


def test_file_handed_over_wins_over_the_mirror(place: FetchPlace) -> None:
    _put_in_mirror(place, b"mirrored")
    _keep(place, "handed")
    assert _read(place, MIRRORED) == (b"handed", None)


def test_mirror_comes_before_originals_that_were_fetched(place: FetchPlace) -> None:
    _keep(place, "fetched")
    assert place.originals is not None
    kept = find_original(place.originals, "insee_people", "main")
    assert kept is not None
    confirm_original(kept, replace(kept.origin, url=URL))
    _put_in_mirror(place, b"mirrored")
    assert _read(place, MIRRORED) == (b"mirrored", None)


def test_whole_original_comes_before_a_part_in_the_mirror(place: FetchPlace) -> None:
    _put_in_mirror(place, b"part")
    assert _read(place, EXTRACT) == (b"part", "Communes de Guadeloupe")
    _keep(place, "whole")
    assert _read(place, EXTRACT) == (b"whole", None)


def test_newest_original_is_read_and_the_older_kept(place: FetchPlace) -> None:
    _keep(place, "of 2024", days_later=1)
    _keep(place, "of 2023")
    assert place.originals is not None
    assert _read(place, MIRRORED) == (b"of 2024", None)
    assert len(list_originals(place.originals, "insee_people", "main")) == 2


def test_original_that_lost_its_end_is_passed_over(place: FetchPlace) -> None:
    _keep(place, "of 2023")
    _keep(place, "of 2024", days_later=1)
    assert place.originals is not None
    newest = find_original(place.originals, "insee_people", "main")
    assert newest is not None
    newest.path.write_bytes(b"of 2")
    assert _read(place, MIRRORED) == (b"of 2023", None)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": 1}', "\x00", json.dumps({"name": "é"})])
def test_original_whose_facts_are_damaged_is_passed_over(damage: str, place: FetchPlace) -> None:
    _keep(place, "kept")
    assert place.originals is not None
    kept = find_original(place.originals, "insee_people", "main")
    assert kept is not None
    kept.path.with_name(f"{kept.path.name}.origin.json").write_text(damage, encoding="utf-8")
    assert _read(place, MIRRORED) is None


def test_compressed_file_of_the_mirror_is_inflated(place: FetchPlace) -> None:
    _put_in_mirror(place, gzip.compress(b"code;pop\n"))
    assert _read(place, MIRRORED) == (b"code;pop\n", None)


def test_source_of_a_mirrored_file_says_its_address_and_no_path(place: FetchPlace) -> None:
    _put_in_mirror(place, b"a")
    dataset = _build_dataset(MIRRORED)
    found = find_file(dataset, dataset.files[0], place)
    assert found is not None
    assert (found.source.name, found.source.origin) == ("base.csv", URL)
    assert found.source.sha256 == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


def test_changed_file_of_the_mirror_has_another_hash(place: FetchPlace) -> None:
    dataset = _build_dataset(MIRRORED)
    hashes = []
    for content in (b"a", b"bb"):
        _put_in_mirror(place, content)
        found = find_file(dataset, dataset.files[0], place)
        hashes.append(found.source.sha256 if found else "")
    assert len(set(hashes)) == 2


def test_optional_files_may_be_missing_but_not_all(place: FetchPlace) -> None:
    other = {"kind": "http", "url": "https://insee.example/other.csv"}
    dataset = _build_dataset(MIRRORED, other, optional=True)
    with pytest.raises(MissingFileError, match="insee_people: not at hand: main, second"):
        get_files(dataset, place)
    _put_in_mirror(place, b"a")
    assert list(get_files(dataset, place)) == ["main"]
    assert list(find_files(dataset, place)) == ["main"]
    with pytest.raises(PackageError, match="not at hand: second"):
        get_files(_build_dataset(MIRRORED, other), place)
