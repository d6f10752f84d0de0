"""How a file is to be parsed: one model per format (key ``reader`` of a file of a dataset)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor

LineNumber = Annotated[int, Field(ge=1, le=1000)]


class NumberFormat(Descriptor):
    """How numbers are written in cells of text. Typed cells (workbooks, Parquet, JSON) use a point."""

    decimal: Literal[".", ","] = "."
    thousands: Literal["none", "space", "apostrophe", "comma", "point"] = "none"


class JsonReader(NumberFormat):
    """A list of records. ``records`` walks down nested lists: ``[membres]`` reads the members of
    each record; a field of the record above is then called ``^code`` (``^^code`` two above).
    A field inside an object is called ``object.field``."""

    kind: Literal["json"]
    records: Annotated[tuple[str, ...], Field(strict=False)] = ()


class GeojsonReader(NumberFormat):
    """A FeatureCollection: a row per feature, a column per property; geometries are left aside."""

    kind: Literal["geojson"]


class CsvReader(NumberFormat):
    """Delimited text. ``lzma`` and ``gzip`` members are opened by their extension.

    ``header_line`` is the line of the names of columns; what is above it is a title, and left aside.
    A line break inside a cell is refused unless ``multiline``: it is how a lone quote shows.
    """

    kind: Literal["csv"]
    delimiter: Literal[",", ";", "\t", "|"] = ","
    encoding: Literal["utf-8", "cp1252", "utf-16"] = "utf-8"
    header_line: LineNumber = 1
    multiline: bool = False


class WorkbookReader(NumberFormat):
    """A sheet of a workbook: XLSX or ODS. ``header_row`` is the row of the names of columns.

    Typed numbers become text with a decimal point, dates ISO text, booleans « true » and « false ».
    """

    kind: Literal["xlsx", "ods"]
    sheet: str
    header_row: LineNumber = 1


class ParquetReader(NumberFormat):
    """A Parquet file: a row per record; typed values become text as in a workbook."""

    kind: Literal["parquet"]


Reader = Annotated[
    JsonReader | GeojsonReader | CsvReader | WorkbookReader | ParquetReader, Field(discriminator="kind")
]
