"""The fast way through CSV gives what Python's parser gives, or gives way to it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.stats.ingest import csv_reader
from portal.stats.ingest.batches import read_table
from portal.stats.ingest.csv_blocks import cut_block
from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.headers import Header
from tests.stats.ingest.files import build_spec

HEADER = Header(3, (0, 2), ("code", "pop"))
SPEC = build_spec(ignore=["nom"])


def _read(content: bytes) -> tuple[str, Any]:
    """What a reading gives, or that it is refused and at which line."""
    try:
        table = read_table(content, SPEC, file="main.csv")
    except ReadError as error:
        return ("refused", error.line)
    return ("read", (table.frame.to_dict(as_series=False), table.lines.to_list(), table.warnings))


def _read_slowly(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Any]:
    with monkeypatch.context() as patch:
        patch.setattr(csv_reader, "cut_block", lambda *_: None)
        return _read(content)


HOSTILE = [
    "01001;Évry;860\n01002;;234\n",
    "01001;Évry;860\r\n01002;;234\r\n",
    "01001;Évry;860\r01002;;234",
    "01001;a;1\r\n01002;b;2\n01003;c;3\r",
    '01001;"a;b";1\n01002;b;2\n01003;c;3\n01004;d;4\n',
    '01001;"a""b";1\n01002;b;2\n01003;c;3\n01004;d;4\n',
    '01001;L"ECOLE";1\n01002;b;2\n01003;c;3\n01004;d;4\n',
    '01001;"lone;1\n01002;b;2\n01003;c;3\n01004;d;4\n',
    '01001;a;1\n01002;"lone;2\n01003;c;"3\n01004;d;4\n01005;e;5\n01006;f;6\n01007;g;7\n01008;h;8\n',
    '01001;"a"b;1\n01002;b;2\n01003;c;3\n01004;d;4\n',
    '"01001";"a";"1"\n"01002";"b";"2"\n',
    '01001;a;"1\n',
    "01001;a\n01002;b;2\n",
    "01001;a;1;\n01002;2\n",  # as many separators as there should be, not where they should be
    "01001;a;1\n\n01002;b;2\n",
    "01001;a;1\nTotal;;\nSource : Insee\n",
    "01001; a ;\u00a01\u202f\n",
    "01001;#;1\n#01002;'x';2\n",
    "01001;null;NA\n01002;\\N;NaN\n",
    "\ufeff01001;a;1\n01002;b;\ufeff\n",
    "01001;a\u2028b;1\n01002;a\x85b\x0b\x0c\x1c;2\n",
    "01001;\U0001f4c8;1\n",
    ";;\n;;\n",
    "01001;a;" + "9" * 100_000 + "\n",
    "",
    "\n",
    "\n\n",
]


@pytest.mark.parametrize("body", HOSTILE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_both_ways_agree_on_hostile_texts(body: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = ("code;nom;pop\n" + body).encode(encoding, "ignore")
    assert _read(content) == _read_slowly(content, monkeypatch)


pieces = st.lists(
    st.sampled_from(
        ["a", "é", "1", ";", ";", ";", "\n", "\n", "\r\n", "\r", '"', '""', " ", ",", "\ufeff", "\x85"]
    ),
    max_size=40,
).map("".join)


@given(body=pieces)
@settings(max_examples=400, deadline=None)
def test_both_ways_agree_on_random_texts(body: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        content = ("code;nom;pop\n" + body).encode()
        assert _read(content) == _read_slowly(content, patch)


def test_both_ways_agree_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 4 096 bytes, with a quoted line now and then and both line ends."""
    monkeypatch.setattr("portal.stats.ingest.text._BLOCK", 4096)
    lines = [f'{n:05};"nom ""{n}"";";{n}' if n % 97 == 0 else f"{n:05};nom é {n};{n}" for n in range(3000)]
    for end in ("\n", "\r\n", "\r"):
        content = end.join(["code;nom;pop", *lines]).encode()
        found = _read(content)
        assert found == _read_slowly(content, monkeypatch)
        assert found[0] == "read"
        assert found[1][0]["pop"] == [str(n) for n in range(3000)]
        assert found[1][1] == list(range(2, 3002))


@pytest.mark.parametrize("spoilt", [0, 1499, 2999])
def test_wrong_line_far_into_the_file_is_named(spoilt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.stats.ingest.text._BLOCK", 4096)
    lines = [f"{n:05};nom;{n}" + (";" if n == spoilt else "") for n in range(3000)]
    with pytest.raises(ReadError, match=f"line {spoilt + 2}: 4 cells where the header has 3"):
        read_table("\n".join(["code;nom;pop", *lines]).encode(), SPEC, file="main.csv")


@pytest.mark.parametrize("body", ["01001;a;1\n01002;b;2", '01001;a;1\n01002;"b";2\n01003;c;3\n01004;d;4\n'])
def test_plain_block_takes_the_fast_way(body: str) -> None:
    frame = cut_block(body.encode(), ";", HEADER)
    assert frame is not None
    assert frame.columns == ["code", "pop"]
    assert frame["pop"].to_list()[:2] == ["1", "2"]


def test_real_accounts_take_the_fast_way(mirror_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (mirror_dir / "ofgl" / "ofgl-base-communes_guadeloupe_2024.csv").read_bytes()
    spec = build_spec(columns={"Agrégat": {"role": "text"}, "Montant": {"role": "text"}}, ignore=["*"])
    fast = read_table(content, spec, file="ofgl")
    monkeypatch.setattr(csv_reader._Parser, "_read_rows", None)
    assert read_table(content, spec, file="ofgl").frame.equals(fast.frame)
    with io.StringIO(content.decode("utf-8-sig")) as text:
        names, *lines = [line.rstrip("\n").split(";") for line in text]
    place = names.index("Montant")
    assert fast.frame["Montant"].to_list() == [line[place] for line in lines]
