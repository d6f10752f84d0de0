"""Parquet files for programs: typed columns, and where the figures come from in the metadata."""

from __future__ import annotations

from collections.abc import Container
from io import BytesIO
from typing import Final

import polars as pl

from portal.ui.exports.tables import Column, ReadMe, Table, Value, clean_text

_TYPES: Final = {"text": pl.String(), "code": pl.String(), "number": pl.Float64(), "year": pl.Int16()}


def write_parquet(table: Table, readme: ReadMe) -> bytes:
    """The table, its columns named by their keys.

    The labels of the categories of a number column go in a column of their own, « <key>_modalite ».
    Metadata of the file: title, address, date of the data, sources, licences, citation, units.
    """
    series: dict[str, pl.Series] = {}
    for place, column in enumerate(table.columns):
        for one in _build_series(column, [row[place] for row in table.rows]):
            name = _name_apart(one.name, series)
            series[name] = one.alias(name)
    buffer = BytesIO()
    pl.DataFrame(list(series.values())).write_parquet(
        buffer, compression="zstd", metadata=_describe(table, readme)
    )
    return buffer.getvalue()


def _name_apart(name: str, taken: Container[str]) -> str:
    """The name, or « population_2 » when it is taken: a file has no two columns of one name."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _build_series(column: Column, values: list[Value]) -> list[pl.Series]:
    if column.kind in ("text", "code"):
        texts = [None if value is None else clean_text(str(value)) for value in values]
        return [pl.Series(column.key, texts, dtype=_TYPES[column.kind])]
    numbers = [None if isinstance(value, str) else value for value in values]
    found = [pl.Series(column.key, numbers, dtype=_TYPES[column.kind], strict=False)]
    if any(isinstance(value, str) and value for value in values):
        labels = [clean_text(value) if isinstance(value, str) and value else None for value in values]
        found.append(pl.Series(f"{column.key}_modalite", labels, dtype=pl.String()))
    return found


def _describe(table: Table, readme: ReadMe) -> dict[str, str]:
    sources = [f"{one.producer}, {one.title}" for one in readme.sources]
    facts = {
        "title": readme.title,
        "description": " ".join([table.title, *readme.sentences]),
        "address": readme.address,
        "dated": readme.dated,
        "citation": readme.citation,
        "source": " ; ".join(sources),
        "licence": " ; ".join(dict.fromkeys(one.licence for one in readme.sources)),
        "units": " ; ".join(f"{one.key}: {one.unit}" for one in table.columns if one.unit),
    }
    return {key: clean_text(fact) for key, fact in facts.items() if fact}
