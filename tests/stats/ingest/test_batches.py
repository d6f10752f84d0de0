"""Files read a batch at a time: bounded, in one encoding from end to end, from any stream."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from typing import BinaryIO

import pytest

from portal.stats.ingest.batches import read_batches, read_table, read_together
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.tables import BATCH_ROWS
from tests.stats.ingest.files import build_spec
from tests.stats.ingest.workbooks import READERS, WRITERS

NAMED = {"code": {"role": "territory"}, "nom": {"role": "text"}}
SEMICOLON = {"kind": "csv", "delimiter": ";"}


class OneWay(io.RawIOBase):
    """A stream that cannot be sought, as those that are inflated as they are read."""

    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._inner.readinto(buffer)


@pytest.mark.parametrize("kind", list(WRITERS))
def test_large_file_comes_in_batches(kind: str) -> None:
    count = BATCH_ROWS + 10
    rows = [["code", "pop"], *([f"{n:05}", str(n)] for n in range(count))]
    spec = build_spec(reader=READERS[kind])
    tables = list(read_batches(io.BytesIO(WRITERS[kind](rows)), spec, file="main"))
    assert sum(table.frame.height for table in tables) == count
    assert max(table.frame.height for table in tables) <= BATCH_ROWS
    first = 2 if kind in {"csv", "xlsx", "ods"} else 1
    assert [line for table in tables for line in table.lines] == list(range(first, count + first))
    assert [cell for table in tables for cell in table.frame["pop"]] == [str(n) for n in range(count)]


@pytest.mark.parametrize("kind", list(WRITERS))
def test_stream_that_goes_one_way_is_read(kind: str) -> None:
    content = WRITERS[kind]([["code", "pop"], ["01001", "860"]])
    stream: BinaryIO = io.BufferedReader(OneWay(content))
    assert [
        table.frame.rows() for table in read_batches(stream, build_spec(reader=READERS[kind]), file="x")
    ] == [[("01001", "860")]]
    with gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(content))) as inflated:
        spec = build_spec(reader=READERS[kind])
        assert next(read_batches(inflated, spec, file="x")).frame.height == 1  # type: ignore[arg-type]


def test_no_selected_row_is_one_empty_table_with_its_columns() -> None:
    spec = build_spec(select={"code": ["99999"]})
    tables = list(read_batches(io.BytesIO(b"code;pop\n01001;860\n"), spec, file="x"))
    assert [(table.frame.height, table.frame.columns) for table in tables] == [(0, ["code", "pop"])]


def test_memory_does_not_grow_with_the_file() -> None:
    """Three times the rows, the same peak: what is kept is a block and a batch."""

    def measure_peak(lines: int) -> int:
        content = io.BytesIO(b"code;nom;pop\n" + b"01001;une commune;860\n" * lines)
        tracemalloc.start()
        for _ in read_batches(content, build_spec(ignore=["nom"]), file="x"):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert measure_peak(3_000_000) < 1.2 * measure_peak(1_000_000)


def _with_last_byte(lines: int, last: bytes) -> bytes:
    return b"code;nom\n" + b"01001;Ambleon et autres lieux\n" * lines + b"01002;" + last + b"\n"


@pytest.mark.parametrize("lines", [1, 100_000])
def test_odd_byte_at_the_very_end_decides_for_the_whole_file(lines: int) -> None:
    """3 MB of ASCII, then one é of Windows: the file is in Windows-1252, which is said."""
    table = read_table(_with_last_byte(lines, b"\xc9vry"), build_spec(columns=NAMED), file="x")
    assert table.frame["nom"][-1] == "Évry"
    assert table.warnings == ("decoded as cp1252, not utf-8: correct “encoding”",)


def test_file_never_changes_of_encoding_on_the_way() -> None:
    """É in UTF-8 first, in Windows-1252 last: the whole is taken as Windows-1252, and said."""
    content = "code;nom\n01001;Évry\n".encode() + b"01002;\xc9vry\n"
    table = read_table(content, build_spec(columns=NAMED), file="x")
    assert table.frame["nom"].to_list() == ["Ã‰vry", "Évry"]
    assert len(table.warnings) == 1


@pytest.mark.parametrize("odd", [b"\x81", b"\x8d\xe9", b"\x90"])
def test_bytes_of_no_known_encoding_are_refused(odd: bytes) -> None:
    with pytest.raises(ReadError, match="neither utf-8 nor Windows-1252"):
        read_table(_with_last_byte(100_000, odd), build_spec(columns=NAMED), file="x")


def test_character_cut_by_the_end_of_a_chunk_is_whole() -> None:
    for shift in range(4):
        name = "x" * ((1 << 20) - 20 + shift) + "é€📈é€📈é€📈"
        table = read_table(f"code;nom\n01001;{name}\n".encode(), build_spec(columns=NAMED), file="x")
        assert table.frame["nom"][0] == name


def test_character_cut_by_the_end_of_the_file_is_refused_with_a_mark() -> None:
    content = b"\xef\xbb\xbfcode;nom\n01001;\xc3"
    with pytest.raises(ReadError, match="announced as utf-8, but is not"):
        read_table(content, build_spec(columns=NAMED), file="x")
    with pytest.raises(ReadError, match="announced as utf-16-le, but is not"):
        read_table(
            b"\xff\xfe" + "code;nom\n".encode("utf-16-le") + b"\x00", build_spec(columns=NAMED), file="x"
        )


def test_utf16_without_its_mark_is_read_when_declared() -> None:
    reader = {**SEMICOLON, "encoding": "utf-16"}
    content = "code;nom\n01001;Évry\n".encode("utf-16-le")
    assert read_table(content, build_spec(columns=NAMED, reader=reader), file="x").frame["nom"][0] == "Évry"
    with pytest.raises(ReadError, match="NUL"):
        read_table(content, build_spec(columns=NAMED), file="x")


def test_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield b"code;nom\n"
        for _ in range(30):
            yield b"x" * 1_000_000

    with pytest.raises(ReadError, match="line 2: a line of more than 20000000 bytes"):
        read_table(b"".join(endless()), build_spec(columns=NAMED), file="x")


def test_title_above_the_header_is_left_aside() -> None:
    reader = {**SEMICOLON, "header_line": 3}
    content = 'Population ; et "guillemets\n\ncode;nom\n01001;Évry\n'.encode()
    table = read_table(content, build_spec(columns=NAMED, reader=reader), file="x")
    assert (table.frame["nom"].to_list(), table.lines.to_list()) == (["Évry"], [4])
    with pytest.raises(ReadError, match="there is no line 9"):
        read_table(content, build_spec(columns=NAMED, reader={**reader, "header_line": 9}), file="x")


def test_header_of_several_lines_is_read_when_cells_may_have_several() -> None:
    content = b'"code";"nom\nde la commune"\n01001;"L\'Abergement\nClemenciat"\n01002;x\n'
    columns = {"code": {"role": "territory"}, "nom\nde la commune": {"role": "text"}}
    spec = build_spec(columns=columns, reader={**SEMICOLON, "multiline": True})
    table = read_table(content, spec, file="x")
    assert table.lines.to_list() == [3, 5]
    assert table.frame["nom\nde la commune"].to_list() == ["L'Abergement\nClemenciat", "x"]


def test_json_read_for_several_files_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files that take other rows, at other depths, and what each alone would give."""
    monkeypatch.setattr("portal.stats.ingest.tables.BATCH_ROWS", 2)
    records = [
        {"code": str(number), "pop": number, "membres": [{"code": f"{number}{at}", "pop": at} for at in "ab"]}
        for number in range(5)
    ]
    content = json.dumps(records).encode()
    whole = build_spec(reader={"kind": "json"}, ignore=["membres"], select={"code": {"none_of": ["2"]}})
    members = build_spec(reader={"kind": "json", "records": ["membres"]}, ignore=["^*"])
    parsed: list[object] = []
    decode = json.JSONDecoder.raw_decode
    monkeypatch.setattr(
        json.JSONDecoder, "raw_decode", lambda *given: parsed.append(given[1]) or decode(*given)
    )
    found: dict[str, list[str]] = {"whole": [], "members": []}
    for file, table in read_together(io.BytesIO(content), {"whole": whole, "members": members}):
        found[file] += table.frame["code"].to_list()
    assert len(parsed) == len(records)
    assert found == {"whole": ["0", "1", "3", "4"], "members": [f"{n}{at}" for n in range(5) for at in "ab"]}
    monkeypatch.undo()
    for file, spec in (("whole", whole), ("members", members)):
        assert read_table(content, spec, file=file).frame["code"].to_list() == found[file]
