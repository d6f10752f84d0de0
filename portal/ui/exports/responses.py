"""Tables as a file to take away, in the format asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse

from portal.ui.exports.csv import Cell, Code, write_csv
from portal.ui.exports.ods import write_ods
from portal.ui.exports.parquet import write_parquet
from portal.ui.exports.sheets import title_column
from portal.ui.exports.tables import Column, ReadMe, Table, Value, clean_text
from portal.ui.exports.xlsx import write_xlsx

Format = Literal["csv", "excel", "xlsx", "ods", "parquet"]

EXTENSIONS: Final = "csv|xlsx|ods|parquet"
"""For the pattern of an address: ``rf"^…\\.(?P<extension>{EXTENSIONS})$"``."""

_SUFFIXES: Final[dict[Format, str]] = {
    "csv": "csv", "excel": "csv", "xlsx": "xlsx", "ods": "ods", "parquet": "parquet",
}  # fmt: skip
_CONTENT_TYPES: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
}


def parse_format(extension: str, query: str | None = None) -> Format | None:
    """The format of an address: its extension, and for a CSV the word of ``?format=``.

    None for words that are no format, and for a ``?format=`` given to another kind of file.
    """
    known: dict[tuple[str, str], Format] = {
        ("csv", ""): "csv", ("csv", "csv"): "csv", ("csv", "canonical"): "csv", ("csv", "excel"): "excel",
        ("xlsx", ""): "xlsx", ("ods", ""): "ods", ("parquet", ""): "parquet",
    }  # fmt: skip
    return known.get((extension, query or ""))


def build_file_response(
    wanted: Format, tables: Sequence[Table], readme: ReadMe, *, file_name: str
) -> HttpResponse:
    """The tables as a download; CSV and Parquet hold the first one only.

    ``file_name`` is what ``csv.build_file_name`` makes; its suffix is replaced by that of the format.
    Raises ValueError for a table that no sheet can hold.
    """
    suffix = _SUFFIXES[wanted]
    response = HttpResponse(write_file(wanted, tables, readme), content_type=_CONTENT_TYPES[suffix])
    name = f"{file_name.removesuffix('.csv').removesuffix(f'.{suffix}')}.{suffix}"
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def write_file(wanted: Format, tables: Sequence[Table], readme: ReadMe) -> bytes:
    """The bytes of the file. Raises ValueError for a table that no sheet can hold."""
    if wanted == "xlsx":
        return write_xlsx(tables, readme, author=settings.SITE_NAME)
    if wanted == "ods":
        return write_ods(tables, readme, author=settings.SITE_NAME)
    if wanted == "parquet":
        return write_parquet(tables[0], readme)
    return write_csv(_list_rows(tables[0], wanted), "excel" if wanted == "excel" else "canonical")


def _list_rows(table: Table, wanted: Format) -> Iterator[list[Cell]]:
    """Header and rows as the writer of CSV takes them: for programs keys, for people labels."""
    yield [clean_text(title_column(one) if wanted == "excel" else one.key) for one in table.columns]
    for row in table.rows:
        yield [_convert(column, value) for column, value in zip(table.columns, row, strict=True)]


def _convert(column: Column, value: Value) -> Cell:
    if not isinstance(value, str):
        return value
    text = clean_text(value)
    # A code is letters and digits: anything else there is text like any other, and as suspect.
    return Code(text) if column.kind == "code" and text.isascii() and text.isalnum() else text
