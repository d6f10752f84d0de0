"""Entries are found by their names; what cannot be an entry is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.discovery import DiscoveryError, list_entry_files, list_entry_folders


def test_files_are_found_in_subfolders_and_hidden_ones_passed_over(tmp_path: Path) -> None:
    for name in ("b/two.yaml", "a/one.yaml", "a/.#one.yaml", "_draft/three.yaml", "readme.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [path.name for path in list_entry_files(tmp_path)] == ["one.yaml", "two.yaml"]


@pytest.mark.parametrize("name", ["one.yml", "Un nom.yaml", "été.yaml", "a-b.yaml", "1a.yaml"])
def test_file_that_would_be_lost_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(DiscoveryError, match=r"rename it|not a slug"):
        list_entry_files(tmp_path)


def test_folder_without_its_descriptor_is_refused(tmp_path: Path) -> None:
    (tmp_path / "insee_one").mkdir()
    with pytest.raises(DiscoveryError, match=r"dataset.yaml is missing"):
        list_entry_folders(tmp_path, "dataset.yaml")


def test_folders_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b_two", "a_one", "__pycache__", ".git"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dataset.yaml").touch()
    assert [path.name for path in list_entry_folders(tmp_path, "dataset.yaml")] == ["a_one", "b_two"]
