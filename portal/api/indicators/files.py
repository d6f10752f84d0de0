"""The values of an indicator as a file: the same figures, in the same order, as the JSON answer."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

import polars as pl
from django.http import HttpResponse, StreamingHttpResponse

from portal.kernel.figures import Absence, Origin
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import SourceInfo, find_category, get_column, get_source, list_indicator_sources
from portal.stats.queries.tables import build_table
from portal.ui.cells import word_origin
from portal.ui.exports.csv import Dialect, build_file_name
from portal.ui.exports.frames import write_frame
from portal.ui.words import ABSENCES, STATUSES

FileFormat = Literal["csv", "excel", "parquet"]

_TYPES: Final[dict[FileFormat, str]] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "excel": "text/csv; charset=utf-8; header=present",
    "parquet": "application/vnd.apache.parquet",
}
_DIALECTS: Final[dict[FileFormat, Dialect]] = {"csv": "canonical", "excel": "excel"}
_ABSENCE_WORDS: Final = {absence.slug: words.label for absence, words in ABSENCES.items()}
_STATUS_WORDS: Final = {"normal": "valeur"} | {status.slug: words.label for status, words in STATUSES.items()}
_ORIGIN_WORDS: Final = {origin.slug: word_origin(origin) for origin in Origin}


@dataclass(frozen=True)
class Slice:
    """One kind and year of the indicator; ``positions`` by code."""

    kind: str
    year: int
    positions: Sequence[int]


def build_values_file(indicator: Indicator, slices: Sequence[Slice], file_format: FileFormat) -> HttpResponse:
    """All the slices, one after the other, as one file. A file of one slice is whole in memory."""
    parts = _iterate_tables(indicator, slices)
    response: HttpResponse | StreamingHttpResponse
    if file_format == "parquet":
        response = HttpResponse(_write_parquet(indicator, list(parts)), content_type=_TYPES[file_format])
    elif len(slices) == 1:
        response = HttpResponse(
            b"".join(_write_csv(indicator, parts, _DIALECTS[file_format])), content_type=_TYPES[file_format]
        )
    else:
        response = StreamingHttpResponse(
            _write_csv(indicator, parts, _DIALECTS[file_format]), content_type=_TYPES[file_format]
        )
    name = _name_file(indicator, slices, file_format)
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # a streaming answer is served like any other


def _iterate_tables(indicator: Indicator, slices: Sequence[Slice]) -> Iterator[pl.DataFrame]:
    for one in slices:
        table = build_table(get_column(indicator.slug, one.year, one.kind), one.positions)
        yield table.with_columns(label_values(indicator, table["value"]))


def label_values(indicator: Indicator, values: pl.Series) -> pl.Series:
    """Labels of the values of a nomenclature, null for numbers, as the column ``label``."""
    if not indicator.is_categorical:
        return pl.Series("label", [None] * len(values), dtype=pl.String)
    found = {
        value: category.label
        for value in values.drop_nulls().unique()
        if (category := find_category(indicator.slug, value)) is not None
    }
    return values.replace_strict(found, default=None, return_dtype=pl.String).alias("label")


def _write_parquet(indicator: Indicator, tables: Sequence[pl.DataFrame]) -> bytes:
    unit = pl.lit(indicator.unit).alias("unit")
    buffer = io.BytesIO()
    pl.concat([table.with_columns(unit) for table in tables]).write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _write_csv(indicator: Indicator, tables: Iterator[pl.DataFrame], dialect: Dialect) -> Iterator[bytes]:
    for rank, table in enumerate(tables):
        yield write_frame(_word(indicator, table), dialect, codes=["code"], header=rank == 0)


def _word(indicator: Indicator, table: pl.DataFrame) -> pl.DataFrame:
    """The table with the columns and the words of the other files of the portal."""
    catalogue = get_catalogue()
    dataset = table["dataset"][0] if len(table) else ""
    sources = _list_sources(indicator, dataset)
    number = pl.lit(None, dtype=pl.Float64) if indicator.is_categorical else pl.col("value")
    return table.select(
        type_de_territoire="kind",
        code="code",
        nom="name",
        indicateur="indicator",
        libelle=pl.lit(indicator.label),
        annee="year",
        valeur=number,
        modalite="label",
        unite=pl.lit(catalogue.units[indicator.unit].symbol),
        statut=_write_states(table),
        origine=pl.col("origin").cast(pl.String).replace(_ORIGIN_WORDS),
        producteur=pl.lit(_join(source.producer for source in sources)),
        source=pl.lit(_join(source.title for source in sources)),
        licence=pl.lit(_join(source.licence for source in sources)),
    )


def _write_states(table: pl.DataFrame) -> pl.Series:
    """The word of the « statut » column: that of the absence, else that of the status."""
    absence, status = table["absence"].cast(pl.String), table["status"].cast(pl.String)
    return absence.replace(_ABSENCE_WORDS).zip_with(
        absence != Absence.NONE.slug, status.replace(_STATUS_WORDS)
    )


def _list_sources(indicator: Indicator, dataset: str) -> list[SourceInfo]:
    if dataset in get_catalogue().datasets:
        return [get_source(dataset)]
    return list_indicator_sources(indicator.slug)


def _join(words: Iterator[str]) -> str:
    return " ; ".join(dict.fromkeys(words))


def _name_file(indicator: Indicator, slices: Sequence[Slice], file_format: FileFormat) -> str:
    """« insee_population_commune_2023_v3.csv » (standards.md, A-44)."""
    catalogue = get_catalogue()
    sources = list_indicator_sources(indicator.slug)
    producers = {catalogue.datasets[source.dataset].producer for source in sources}
    producer = producers.pop() if len(producers) == 1 else "open-collectivites"
    kinds, years = {one.kind for one in slices}, sorted({one.year for one in slices})
    kind = kinds.pop() if len(kinds) == 1 else "tous-niveaux"
    period = str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
    number = max((source.number for source in sources), default=1)
    suffix = "parquet" if file_format == "parquet" else "csv"
    variant = "excel" if file_format == "excel" else ""
    return build_file_name(producer, indicator.slug, kind, period, f"v{number}", variant, suffix=suffix)
