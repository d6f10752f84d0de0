"""JSON lists of records and GeoJSON → tables of text, one record in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import JsonReader
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.headers import ColumnMatcher, Header, clean_name
from portal.stats.ingest.json_stream import Record, iterate_records
from portal.stats.ingest.tables import Table, batch_rows
from portal.stats.ingest.text import find_encoding


def read_json(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Fields that the descriptor uses, as text: numbers as written, null and missing as empty.

    The fields of an object are called ``object.field``. With ``records: [membres]``, one row per
    member; the fields of the record that holds it are called ``^code``. ``lines`` are the numbers of
    the rows. Raises ReadError for anything that is not a list of records, for a field nobody reads, a
    key given twice, NaN, or a used field that holds a list or an object.
    """
    reader = spec.reader
    assert isinstance(reader, JsonReader)  # noqa: S101 - chosen by the kind
    encoding = find_encoding(stream, "utf-8", file=file)
    records: Iterable[Record] = iterate_records(stream, encoding, file=file)
    for step in reader.records:
        records = _descend(records, step, file)
    yield from _build_tables((_flatten(one) for one in records), spec, file, encoding.warnings)


def read_geojson(stream: BinaryIO, spec: SourceFileSpec, *, file: str) -> Iterator[Table]:
    """Properties of the features that the descriptor uses, as ``read_json`` does; no geometry."""
    encoding = find_encoding(stream, "utf-8", file=file)
    features = iterate_records(stream, encoding, file=file, member="features")
    yield from _build_tables(_take_properties(features, file), spec, file, encoding.warnings)


def _build_tables(
    records: Iterable[Record], spec: SourceFileSpec, file: str, warnings: tuple[str, ...]
) -> Iterator[Table]:
    matcher = ColumnMatcher(spec, file=file, line=None)
    keys = tuple(dict.fromkeys(matcher.keys))
    header = Header(len(keys), tuple(range(len(keys))), keys)
    found: dict[str, str | None] = {}
    tables = batch_rows(_take_cells(records, matcher, found, keys, file), header, file=file)
    first = next(tables, None)
    if first is None:
        raise ReadError("the list has no record: fetch it again.", file=file)
    yield Table(file, first.frame, first.lines, warnings)
    yield from tables
    never = sorted(set(keys) - set(found.values()))
    if never:
        raise ReadError(f"no record has the field “{never[0]}”: correct the descriptor.", file=file)


def _take_cells(
    records: Iterable[Record],
    matcher: ColumnMatcher,
    found: dict[str, str | None],
    keys: tuple[str, ...],
    file: str,
) -> Iterator[tuple[int, list[str]]]:
    """Number and used cells of each record; ``found`` fills with the fields that were met."""
    for number, record in enumerate(records, start=1):
        cells = dict.fromkeys(keys, "")
        for name, value in record.items():
            if name not in found:
                found[name] = matcher.find_key(clean_name(name))
            key = found[name]
            if key is not None:
                cells[key] = value if value.__class__ is str else _write_cell(value, name, number, file)
        yield number, list(cells.values())


def _write_cell(value: Any, name: str, number: int, file: str) -> str:
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    raise ReadError(
        "a list or an object where a value is expected.", file=file, line=number, column=name[:80]
    )


def _descend(records: Iterable[Record], step: str, file: str) -> Iterator[Record]:
    for number, record in enumerate(records, start=1):
        members = record.get(step)
        if not isinstance(members, list) or not all(isinstance(one, dict) for one in members):
            raise ReadError("a list of records is expected.", file=file, line=number, column=step)
        above = {f"^{key}": value for key, value in record.items() if key != step}
        for member in members:
            yield {**above, **member}


def _take_properties(features: Iterable[Record], file: str) -> Iterator[Record]:
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties")
        if feature.get("type") != "Feature" or not isinstance(properties, dict):
            raise ReadError("a feature with its properties is expected.", file=file, line=number)
        yield properties


def _flatten(record: Record) -> Record:
    """The fields of an object as fields of the record, one step down."""
    if dict not in map(type, record.values()):
        return record
    flat: Record = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{name}": inner for name, inner in value.items()})
        else:
            flat[key] = value
    return flat
