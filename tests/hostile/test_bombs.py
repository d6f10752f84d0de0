"""Bombs in workbooks (standards.md, section 5.3 A, items 16 and 18): refused before they go off."""

from __future__ import annotations

import io
import zipfile

import pytest

from portal.stats.ingest.errors import ReadError
from tests.hostile.sheets import line, read, read_ods, read_xlsx
from tests.stats.ingest.workbooks import (
    cell,
    ods_texts,
    write_xlsx,
    zip_parts,
)


def test_16_zip_bomb_is_refused_before_it_is_inflated() -> None:
    zeros = b" " * 60_000_000
    with pytest.raises(ReadError, match="refused as a bomb"):
        read_xlsx(parts={"xl/worksheets/sheet1.xml": zeros})


def test_16_too_many_entries_are_refused() -> None:
    parts = {f"{number}": "" for number in range(10_001)}
    with pytest.raises(ReadError, match="members, more than"):
        read_xlsx(line(cell("1")), parts=parts)


def test_16_zip_without_workbook_is_refused() -> None:
    with pytest.raises(ReadError, match=r"_rels/.rels is missing: not a workbook"):
        read("xlsx", zip_parts({"../../etc/passwd": "x"}))
    with pytest.raises(ReadError, match=r"content.xml is missing: not a workbook"):
        read("ods", zip_parts({"a.csv": "x"}))


def test_16_damaged_part_is_refused() -> None:
    content = bytearray(write_xlsx([["code", "pop"], *[["01001", str(number)] for number in range(5000)]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 3000
    content[place : place + 20] = b"\xff" * 20
    with pytest.raises(ReadError, match="damaged"):
        read("xlsx", bytes(content))


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, PARAMETER, '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x">'])
def test_18_entities_are_refused(head: str) -> None:
    with pytest.raises(ReadError, match="refused as hostile"):
        read_xlsx(line(cell("1")), head=head)
    with pytest.raises(ReadError, match="refused as hostile"):
        read_xlsx(line(cell("1")), parts={"xl/sharedStrings.xml": head + "<sst><si><t>1</t></si></sst>"})
    with pytest.raises(ReadError, match="refused as hostile"):
        read_ods(ods_texts("01001", "1"), head=head)


def test_18_undeclared_entity_and_broken_xml_are_refused() -> None:
    for spoilt in ("&e;", "<c>", "\x00", "\x0b"):
        with pytest.raises(ReadError, match="damaged XML"):
            read_xlsx(spoilt)
