"""JSON lists of records and GeoJSON → tables of text, parsed once for all the files read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.readers import JsonReader
from portal.stats.ingest import tables
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.headers import ColumnMatcher, Header, clean_name
from portal.stats.ingest.json_stream import Record, iterate_records
from portal.stats.ingest.tables import Table, build_table
from portal.stats.ingest.text import find_encoding

Steps = tuple[str, ...]
_TRUTHS: Final = {None: "", True: "true", False: "false"}


def read_json(stream: BinaryIO, specs: Mapping[str, SourceFileSpec]) -> Iterator[tuple[str, Table]]:
    """Fields that each descriptor uses, as text: numbers as written, null and missing as empty.

    The fields of an object are called ``object.field``. With ``records: [membres]``, one row per
    member; the fields of the record that holds it are called ``^code``. ``lines`` are the numbers of
    the rows. Raises ReadError for anything that is not a list of records, for a field nobody reads, a
    key given twice, NaN, or a used field that holds a list or an object.
    """
    file = next(iter(specs))
    encoding = find_encoding(stream, "utf-8", file=file)
    records = iterate_records(stream, encoding, file=file)
    yield from _build_tables(records, specs, encoding.warnings)


def read_geojson(stream: BinaryIO, specs: Mapping[str, SourceFileSpec]) -> Iterator[tuple[str, Table]]:
    """Properties of the features that each descriptor uses, as ``read_json`` does; no geometry."""
    file = next(iter(specs))
    encoding = find_encoding(stream, "utf-8", file=file)
    features = iterate_records(stream, encoding, file=file, member="features")
    yield from _build_tables(_take_properties(features, file), specs, encoding.warnings)


def _build_tables(
    records: Iterable[Record], specs: Mapping[str, SourceFileSpec], warnings: tuple[str, ...]
) -> Iterator[tuple[str, Table]]:
    columns = {file: _Columns(spec, file, warnings) for file, spec in specs.items()}
    steps = {file: _get_steps(spec) for file, spec in specs.items()}
    for rows in _gather(records, dict.fromkeys(steps.values()), next(iter(specs))):
        for file, taken in columns.items():
            if rows.get(steps[file]):
                yield file, taken.take(rows[steps[file]])
    for taken in columns.values():
        taken.close()


def _get_steps(spec: SourceFileSpec) -> Steps:
    return tuple(spec.reader.records) if isinstance(spec.reader, JsonReader) else ()


def _gather(
    records: Iterable[Record], wanted: Iterable[Steps], file: str
) -> Iterator[dict[Steps, list[Record]]]:
    """Batches of rows, by the steps that lead to them from the records of the list."""
    rows: dict[Steps, list[Record]] = {steps: [] for steps in wanted}
    for number, record in enumerate(records, start=1):
        for steps, found in rows.items():
            found.extend(map(_flatten, _descend(record, steps, number, file)))
            if len(found) >= tables.BATCH_ROWS:
                yield {steps: found}
                found.clear()
    yield rows


def _descend(record: Record, steps: Steps, number: int, file: str) -> list[Record]:
    """The records that a record holds under these names, each with the fields of those above it."""
    found = [record]
    for step in steps:
        below = []
        for one in found:
            members = one.get(step)
            if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
                raise ReadError("a list of records is expected.", file=file, line=number, column=step)
            above = {f"^{key}": value for key, value in one.items() if key != step}
            below += [{**above, **member} for member in members]
        found = below
    return found


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


class _Columns:
    """The fields that one file of a descriptor uses, taken column by column."""

    def __init__(self, spec: SourceFileSpec, file: str, warnings: tuple[str, ...]) -> None:
        self._file, self._warnings = file, warnings
        self._matcher = ColumnMatcher(spec, file=file, line=None)
        keys = tuple(dict.fromkeys(self._matcher.keys))
        self._header = Header(len(keys), tuple(range(len(keys))), keys)
        self._names: dict[str, str] = {}
        self._known: set[str] = set()
        self._height = 0

    def take(self, rows: list[Record]) -> Table:
        """The next rows. Raises ReadError for a field nobody reads, or one that holds no value."""
        for row in rows:
            if not row.keys() <= self._known:
                self._learn(row)
        cells = [self._take_column(self._names.get(key), rows) for key in self._header.keys]
        lines = range(self._height + 1, self._height + len(rows) + 1)
        warnings = self._warnings if self._height == 0 else ()
        self._height += len(rows)
        table = build_table(cells, self._header, lines, file=self._file)
        return Table(table.file, table.frame, table.lines, warnings)

    def _learn(self, row: Record) -> None:
        for name in row:
            if name not in self._known:
                key = self._matcher.find_key(clean_name(name))
                self._known.add(name)
                if key is not None:
                    self._names[key] = name

    def _take_column(self, name: str | None, rows: list[Record]) -> list[str]:
        if name is None:
            return [""] * len(rows)
        cells: list[Any] = [row.get(name) for row in rows]
        if all(cell.__class__ is str for cell in cells):
            return cells
        return [
            cell if cell.__class__ is str else self._write_cell(cell, name, place)
            for place, cell in enumerate(cells, start=1)
        ]

    def _write_cell(self, value: Any, name: str, place: int) -> str:
        if isinstance(value, list | dict):
            line = self._height + place
            raise ReadError(
                "a list or an object where a value is expected.", file=self._file, line=line, column=name[:80]
            )
        return _TRUTHS[value]

    def close(self) -> None:
        """Once every row was taken. Raises ReadError when there was none, or a field was in none."""
        if not self._height:
            raise ReadError("the list has no record: fetch it again.", file=self._file)
        never = sorted(set(self._header.keys) - set(self._names))
        if never:
            raise ReadError(f"no record has the field “{never[0]}”: correct the descriptor.", file=self._file)
