"""Sheets of two columns, « code » and « pop », for the tests of hostile workbooks."""

from __future__ import annotations

from typing import Any, Final

from portal.stats.ingest.batches import read_table
from portal.stats.ingest.tables import Table
from tests.stats.ingest.files import build_spec
from tests.stats.ingest.workbooks import READERS, build_ods, build_xlsx, cell, ods_texts, row, texts

HEADER: Final = texts("code", "pop")
ODS_HEADER: Final = ods_texts("code", "pop")


def read(kind: str, content: bytes, **changes: Any) -> Table:
    """A workbook by the descriptor of ``build_spec``; ``reader`` changes some of the reader's keys."""
    reader = {**READERS[kind], **changes.pop("reader", {})}
    return read_table(content, build_spec(reader=reader, **changes), file=f"main.{kind}")


def read_xlsx(*rows: str, **changes: Any) -> list[str]:
    """Cells of the column « pop » of an XLSX sheet with these rows below its header."""
    return read("xlsx", build_xlsx(HEADER + "".join(rows), **changes)).frame["pop"].to_list()


def read_ods(*rows: str, **changes: Any) -> list[str]:
    """Cells of the column « pop » of an ODS sheet with these rows below its header."""
    return read("ods", build_ods(ODS_HEADER + "".join(rows), **changes)).frame["pop"].to_list()


def line(*cells: str) -> str:
    """A row of an XLSX sheet about the commune 01001."""
    return row(cell("01001"), *cells)
