"""The typefaces of drawn files: unpacked whole, or refused with a letter."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.ui.assets import find_design_system
from portal.ui.exports import fonts
from portal.ui.exports.fonts import FontError, get_typeface, unpack_woff


@pytest.fixture(autouse=True)
def _fresh_typefaces() -> None:
    fonts.forget_typefaces()


def test_unpacked_font_has_the_sums_its_tables_promise() -> None:
    font = unpack_woff((find_design_system() / "fonts" / "Marianne-Bold.woff").read_bytes())
    count = struct.unpack_from(">H", font, 4)[0]
    assert count > 8
    for rank in range(count):
        tag, checksum, offset, size = struct.unpack_from(">4sIII", font, 12 + 16 * rank)
        table = bytearray(font[offset : offset + size] + b"\0" * (-size % 4))
        if tag == b"head":
            table[8:12] = b"\0\0\0\0"  # the adjustment of the whole file does not count
        assert sum(struct.unpack(f">{len(table) // 4}I", table)) & 0xFFFFFFFF == checksum, tag


@pytest.mark.parametrize("cut", [0, 3, 43, 60, 5000])
def test_cut_font_is_refused(cut: int) -> None:
    whole = (find_design_system() / "fonts" / "Marianne-Bold.woff").read_bytes()
    with pytest.raises(ValueError, match="WOFF"):
        unpack_woff(whole[:cut])


def test_typeface_of_the_state_is_written_once(settings: Settings, tmp_path: Path) -> None:
    settings.SITE_IDENTITY, settings.DATA_DIR = "etat", tmp_path
    typeface = get_typeface()
    assert typeface.family == "Marianne"
    assert [path.name for path in typeface.files] == [
        "Marianne-Regular.ttf", "Marianne-Regular_Italic.ttf", "Marianne-Medium.ttf", "Marianne-Bold.ttf",
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == sorted(path.name for path in typeface.files)


def test_other_operators_never_get_the_typeface_of_the_state(settings: Settings, tmp_path: Path) -> None:
    settings.SITE_IDENTITY, settings.DATA_DIR = "neutre", tmp_path
    typeface = get_typeface()
    assert typeface.family == "Source Sans Pro"
    assert all(path.is_file() for path in typeface.files)
    assert not list(tmp_path.iterdir())


def test_folder_that_cannot_be_written_is_a_letter(settings: Settings, tmp_path: Path) -> None:
    taken = tmp_path / "cache"
    taken.write_text("a file where a folder should be")
    settings.SITE_IDENTITY, settings.DATA_DIR = "etat", tmp_path
    with pytest.raises(FontError, match="give it the rights on"):
        get_typeface()
