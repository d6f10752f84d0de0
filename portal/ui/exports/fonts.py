"""Typefaces of the files that we draw (PDF, PNG): the same on every machine, whatever its own fonts are.

A portal of the State has its typeface, Marianne, which the design system's package carries for browsers
(WOFF 1.0). Drawing tools want it unpacked (TrueType): done once, at first use. Other operators may not use
it: their documents are set in Source Sans Pro, like the images.
"""

from __future__ import annotations

import importlib.util
import os
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.ui.assets import find_design_system

STYLES: Final = ("Regular", "Regular_Italic", "Medium", "Bold")
_FREE_PACKAGE: Final = "font_source_sans_pro"
_HEADER: Final = struct.Struct(">4sIIHHI")
_HEADER_BYTES: Final = 44
_ENTRY: Final = struct.Struct(">4sIIII")
_LARGEST_TABLE: Final = 4 * 1024**2


class FontError(Exception):
    """A font is missing, damaged, or cannot be kept."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """``family`` is its name; ``files`` are in ``folder``."""

    family: str
    folder: Path
    files: tuple[Path, ...]


def get_typeface() -> Typeface:
    """The typeface of this portal (SITE_IDENTITY), ready to be read. Raises FontError."""
    return _get_typeface(settings.SITE_IDENTITY, Path(settings.DATA_DIR) / "cache" / "fonts")


@cache
def _get_typeface(identity: str, folder: Path) -> Typeface:
    if identity != "etat":
        return _find_free_typeface()
    packed = find_design_system() / "fonts"
    files = tuple(_ensure_unpacked(packed / f"Marianne-{style}.woff", folder) for style in STYLES)
    return Typeface("Marianne", folder, files)


def _find_free_typeface() -> Typeface:
    found = importlib.util.find_spec(_FREE_PACKAGE)
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / "files"
        files = tuple(
            folder / f"SourceSansPro-{style}.ttf" for style in ("Regular", "It", "Semibold", "Bold")
        )
        if all(path.is_file() for path in files):
            return Typeface("Source Sans Pro", folder, files)
    raise FontError(f"{_FREE_PACKAGE}: no font found, expected SourceSansPro-*.ttf: run « make install ».")


def _ensure_unpacked(packed: Path, folder: Path) -> Path:
    """The TrueType file of a WOFF one, written whole: another process may be doing the same."""
    path = folder / f"{packed.stem}.ttf"
    try:
        content = unpack_woff(packed.read_bytes())
        if path.is_file() and path.read_bytes() == content:
            return path
        folder.mkdir(parents=True, exist_ok=True)
        started = path.with_suffix(f".{os.getpid()}")
        started.write_bytes(content)
        started.replace(path)
    except OSError as error:
        raise FontError(
            f"{path}: the typeface of the files cannot be written ({error.strerror}),"
            f" expected a folder that the portal may write: give it the rights on {folder}."
        ) from error
    except ValueError as error:
        raise FontError(
            f"{packed}: {error}; expected the file of django-dsfr: run « make install »."
        ) from error
    return path


def unpack_woff(packed: bytes) -> bytes:
    """The TrueType or OpenType font within a WOFF 1.0 file (W3C, WOFF File Format 1.0, sections 3 to 5).

    Raises ValueError when it is not one, or is damaged.
    """
    try:
        return _unpack(packed)
    except (struct.error, zlib.error) as error:
        raise ValueError(f"damaged WOFF ({error})") from error


def _unpack(packed: bytes) -> bytes:
    signature, flavour, length, count, _, _ = _HEADER.unpack_from(packed)
    if signature != b"wOFF" or length != len(packed):
        raise ValueError("found something else than a whole WOFF 1.0 file")
    largest_power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">IHHHH", flavour, count, 16 * largest_power, count.bit_length() - 1, 16 * (count - largest_power)
    )
    entries, tables = b"", b""
    start = len(directory) + 16 * count
    for rank in range(count):
        tag, offset, stored, size, checksum = _ENTRY.unpack_from(packed, _HEADER_BYTES + 20 * rank)
        table = packed[offset : offset + stored]
        if stored < size:
            table = zlib.decompressobj().decompress(table, min(size, _LARGEST_TABLE))
        if len(table) != size:
            raise ValueError(f"damaged WOFF (table {tag!r}: {len(table)} bytes, expected {size})")
        entries += struct.pack(">4sIII", tag, checksum, start + len(tables), size)
        tables += table + b"\0" * (-size % 4)
    return directory + entries + tables


def forget_typefaces() -> None:
    """Drop what is kept: for tests that change the identity or the folder."""
    _get_typeface.cache_clear()
