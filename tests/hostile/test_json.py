"""Hostile JSON and GeoJSON (standards.md, section 5.3, items 44 and 45): read by records, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.stats.ingest.batches import read_table
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.numbers import parse_numbers
from portal.stats.ingest.tables import Table
from tests.stats.ingest.files import build_spec

FEATURE = '{"type": "Feature", "properties": {"code": "01001", "pop": 1}, "geometry": null}'


def _read(text: str | bytes, kind: str = "json", **changes: Any) -> Table:
    content = text.encode() if isinstance(text, str) else text
    spec = build_spec(reader={"kind": kind, **changes.pop("reader", {})}, **changes)
    return read_table(content, spec, file="main.json")


def test_45_fields_of_an_object_have_its_name_before_theirs() -> None:
    """The list of communes in ZRR: {model, pk, fields: {insee_code, status}}."""
    text = '[{"model": "geo.zrr", "pk": 2, "fields": {"insee_code": "01001", "status": "NC"}}]'
    columns = {"fields.insee_code": {"role": "territory"}, "fields.status": {"role": "text"}}
    table = _read(text, columns=columns, ignore=["model", "pk"])
    assert table.frame.rows() == [("01001", "NC")]


def test_45_values_of_each_type_are_written_as_they_are() -> None:
    text = '[{"code": "01001", "pop": %s}]'
    for written, meant in (("12.50", "12.50"), ("1e3", "1e3"), ("true", "true"), ("null", ""), ('""', "")):
        assert _read(text % written).frame["pop"].to_list() == [meant]


@pytest.mark.parametrize("written", ["1e400", "-1e999", "1E5"])
def test_45_number_out_of_reach_is_no_number(written: str) -> None:
    table = _read(f'[{{"code": "01001", "pop": {written}}}]')
    assert parse_numbers(table.frame["pop"], build_spec().reader)[1].to_list() == [False]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"code": "01001", "pop": 1},\n{"code": "01002", "pop": 2, "pop": 3}]', "line 2: .*“pop” twice"),
        ('[{"code": "01001", "pop": {"a": 1, "a": 2}}]', "the key “a” twice"),
        ('[{"code": "01001", "pop": ' + "[" * 100_000 + "]" * 100_000 + "}]", "nested too deeply"),
        ("{" + '"a":{' * 100_000, "a list of records is expected at the top"),
        ('[{"code": "01001", "pop": "\\ud800"}]', "line 1: half of a character"),
        ('[{"code": "01001", "pop": 1},\n{"code": "010', "line 2: not JSON"),
        ('[{"code": "01001", "pop": 1},\n{"code": "01002", "pop": 2}', "not JSON"),
        ('[{"code": "01001", "pop": 1} {"code": "01002", "pop": 2}]', "comma is expected"),
        ('[{"code": "01001", "pop": 1},]', "not JSON"),
        ('[{"code": "01001", "pop": 1}] Streaming interrupted due to an error', "something follows"),
        ('{"code": "01001", "pop": 1}\n{"code": "01002", "pop": 2}\n', "a list of records is expected"),
        ('[{"code": "01001", "pop": 1}, 7]', "a list of records is expected"),
        ('[{"code": "01001", "pop": 01}]', "not JSON"),
        ("[{'code': '01001', 'pop': 1}]", "not JSON"),
        ('[{"code": "01001", "pop": "a\nb"}]', "not JSON"),
        ('[{"code": "01001", "pop": {"x": 1}}]', "columns that nobody reads: “pop.x”"),
    ],
)
def test_45_json_that_is_not_what_it_should_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        _read(text)


def test_44_interruption_far_into_a_file_is_refused_with_its_line() -> None:
    lines = ",\n".join(f'{{"code": "{number:05}", "pop": {number}}}' for number in range(100_000))
    with pytest.raises(ReadError, match="line 100001: not JSON"):
        _read("[" + lines + ',\n{"code": "9')


def test_44_wrong_record_far_into_a_file_is_refused_with_its_line() -> None:
    records = [f'{{"code": "{number:05}", "pop": {number}}}' for number in range(100_000)]
    records[70_000] = '{"code": "70000", "pop": NaN}'
    with pytest.raises(ReadError, match="line 70001: NaN is not a number"):
        _read("[" + ",\n".join(records) + "]")


def test_records_longer_than_a_chunk_are_read() -> None:
    """Outlines of départements: 2 million characters each."""
    long = "é" * 2_500_000
    found = _read(json.dumps([{"code": "01001", "pop": long}, {"code": "01002", "pop": 2}]))
    assert found.frame["pop"].to_list() == [long, "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_03_any_unicode_is_read(encoding: str) -> None:
    columns = {"code": {"role": "territory"}, "nom": {"role": "text"}}
    table = _read('[{"code": "01001", "nom": "Évry\u202f📈"}]'.encode(encoding), columns=columns)
    assert table.frame["nom"].to_list() == ["Évry\u202f📈"]


def test_geojson_gives_properties_wherever_its_list_stands() -> None:
    crs = '"crs": {"type": "name", "properties": {"name": "x"}}'
    for text in (
        f'{{"type": "FeatureCollection", {crs}, "features": [{FEATURE}]}}',
        f'{{"features": [\n{FEATURE}\n], {crs}, "type": "FeatureCollection"}}\n',
    ):
        assert _read(text, "geojson").frame.rows() == [("01001", "1")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"[{FEATURE}]", "an object with a list called “features”"),
        ('{"type": "FeatureCollection"}', "an object with a list called “features”"),
        ('{"features": {}}', "an object with a list called “features”"),
        ('{"features": [], "features": []}', "the key “features” twice"),
        ('{"features": []}', "no record"),
        ('{"features": [{"type": "Feature"}]}', "line 1: a feature with its properties"),
        ('{"features": [{"type": "Feature", "properties": null}]}', "a feature with its properties"),
        ('{"features": [{"code": "01001", "pop": 1}]}', "a feature with its properties"),
        (f'{{"features": [{FEATURE}', "not JSON"),
        (f'{{"features": [{FEATURE}]', "not JSON|comma"),
        (f'{{"features": [{FEATURE}]}} x', "something follows"),
    ],
)
def test_45_geojson_that_is_not_what_it_should_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        _read(text, "geojson")


def test_records_of_nested_lists_climb_to_their_groups() -> None:
    """EPCI and their members: one row per member, with the fields of the EPCI."""
    text = '[{"code": "2", "type": {"nom": "CC"}, "membres": [{"code": "01001", "pop": 1}]}]'
    columns = {
        "code": {"role": "territory"},
        "pop": {"role": "text"},
        "^code": {"role": "parent", "level": "epci"},
    }
    with pytest.raises(ReadError, match=r"columns that nobody reads: “\^type.nom”"):
        _read(text, columns=columns, reader={"records": ["membres"]})
    table = _read(text, columns=columns, ignore=["^type.*"], reader={"records": ["membres"]})
    assert table.frame.rows() == [("01001", "1", "2")]
    with pytest.raises(ReadError, match="line 1, column “autres”: a list of records is expected"):
        _read(text, columns=columns, reader={"records": ["autres"]})
