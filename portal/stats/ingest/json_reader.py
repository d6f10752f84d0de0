"""A JSON list of records → a table of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import JsonReader
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import Table, clean_header, ensure_columns
from portal.stats.ingest.text import decode_text

Record = dict[str, Any]


def read_json(content: bytes, spec: SourceFileSpec, *, file: str) -> Table:
    """Fields that the descriptor uses, as text: numbers as written, null and missing as empty.

    The fields of an object are called ``object.field``. With ``records: [membres]``, one row per
    member; the fields of the record that holds it are called ``^code``. Raises ReadError for anything
    that is not a list of records, for a field nobody reads, a key given twice, NaN, or a used field
    that holds a list or an object.
    """
    reader_spec = spec.reader
    assert isinstance(reader_spec, JsonReader)  # noqa: S101 - chosen by the kind
    try:
        content_columns = _load_columns(content, reader_spec.records)
    except ReadError as error:
        raise ReadError(error.message, file=file, line=error.line, column=error.column) from error
    found = list(content_columns.cells)
    ensure_columns(clean_header(found, file=file), spec, file=file, may_miss=True)
    used = [name for name in found if name in spec.columns or name in spec.select]
    never = sorted({*spec.columns, *spec.select} - set(used))
    if never:
        raise ReadError(f"no record has the field “{never[0]}”: correct the descriptor.", file=file)
    for name in used:
        if name in content_columns.nested:
            raise ReadError(
                "a list or an object where a value is expected.",
                file=file,
                line=content_columns.nested[name],
                column=name,
            )
    frame = pl.DataFrame([content_columns.cells[name] for name in used])
    lines = pl.Series("line", range(1, frame.height + 1), dtype=pl.Int64)
    return Table(file, frame, lines, content_columns.warnings)


@dataclass(frozen=True)
class _Columns:
    """Every field of the records as text, and the first record where a field holds a list."""

    cells: dict[str, pl.Series]
    nested: dict[str, int]
    warnings: tuple[str, ...]


@lru_cache(maxsize=1)
def _load_columns(content: bytes, steps: tuple[str, ...]) -> _Columns:
    """Fields of a file; kept for the next reading, often of the same bytes.

    The name of the file in ReadError is the caller's to fill.
    """
    decoded = decode_text(content, "utf-8", file="")
    records = _as_records(_parse(decoded.text, ""), "")
    for step in steps:
        records = list(_descend(records, step, ""))
    if not records:
        raise ReadError("the list has no record: fetch it again.", file="")
    records = [_flatten(record) for record in records]
    cells: dict[str, pl.Series] = {}
    nested: dict[str, int] = {}
    for name in dict.fromkeys(key for record in records for key in record):
        texts, first_nested = _take(records, name)
        cells[name] = pl.Series(name, texts, dtype=pl.String)
        if first_nested:
            nested[name] = first_nested
    return _Columns(cells, nested, decoded.warnings)


def forget_records() -> None:
    """Free the memory of the last file read."""
    _load_columns.cache_clear()


def _parse(text: str, file: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_build_record,
            parse_constant=_refuse_constant,
            parse_float=str,  # as written: no rounding, and 1e999 is refused with the other numbers
            parse_int=str,
        )
    except json.JSONDecodeError as error:
        raise ReadError(
            f"not JSON ({error.msg}): truncated or damaged.", file=file, line=error.lineno
        ) from error
    except RecursionError as error:
        raise ReadError("nested too deeply: refused.", file=file) from error
    except ValueError as error:
        raise ReadError(f"{error}.", file=file) from error


def _build_record(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a record has the key “{double}” twice")
    return record


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number that JSON allows")


def _as_records(data: Any, file: str) -> list[Record]:
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise ReadError("a list of records is expected at the top.", file=file)
    return data


def _descend(records: Iterable[Record], step: str, file: str) -> Iterator[Record]:
    for number, record in enumerate(records, start=1):
        members = record.get(step)
        if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
            raise ReadError("a list of records is expected.", file=file, line=number, column=step)
        above = {f"^{key}": value for key, value in record.items() if key != step}
        for member in members:
            yield {**above, **member}


def _flatten(record: Record) -> Record:
    """The fields of an object as fields of the record, one step down."""
    if not any(isinstance(value, dict) for value in record.values()):
        return record
    flat: Record = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            flat[key] = value
    return flat


def _take(records: list[Record], name: str) -> tuple[list[str], int]:
    """Cells of a field as text, and the number of the first record where it is a list (0: none)."""
    cells: list[str] = []
    first_nested = 0
    for number, record in enumerate(records, start=1):
        value = record.get(name)
        if value.__class__ is str:
            cells.append(value)
        elif value is None:
            cells.append("")
        elif value is True or value is False:
            cells.append("true" if value else "false")
        else:
            cells.append("")
            first_nested = first_nested or number
    return cells, first_nested
