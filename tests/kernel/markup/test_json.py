"""JSON of others: cut is refused, odd is mended and told."""

from __future__ import annotations

import pytest

from portal.kernel.markup import MarkupError
from portal.kernel.markup.json import read_json


def test_plain_values_are_read_in_silence() -> None:
    read = read_json('{"a": [1, 2.5, true, null, "é"]}'.encode())
    assert (read.value, read.notes) == ({"a": [1, 2.5, True, None, "é"]}, ())


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": 1e400, "b": -1e400}', {"a": None, "b": None}),
        (b'{"a": NaN, "b": Infinity}', {"a": None, "b": None}),
        (b'{"a": ' + b"9" * 5000 + b"}", {"a": None}),
        (b'["\\ud800", "\\ud83d\\ude00", "\\udc00x"]', ["\ufffd", "😀", "\ufffdx"]),
        (b'{"\\ud800": {"a": ["\\ud800"]}}', {"\ufffd": {"a": ["\ufffd"]}}),
        ('["été"]'.encode("cp1252"), ["été"]),
    ],
)
def test_odd_values_are_mended_and_told(body: bytes, value: object) -> None:
    read = read_json(body)
    assert read.value == value
    assert read.notes != ()


def test_encodings_with_a_mark_are_read() -> None:
    assert read_json('["é"]'.encode("utf-8-sig")).value == ["é"]
    assert read_json('["é"]'.encode("utf-16")).value == ["é"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"a": [1, 2', "coupé ou abîmé"),
        (b"[1] [2]", "coupé ou abîmé"),
        (b"", "coupé ou abîmé"),
        (b"{'a': 1}", "coupé ou abîmé"),
        (b"[" * 100_000, "trop profondément"),
        (b'{"a":' * 100_000, "trop profondément"),
        (b"[" * 100_000 + b"]" * 100_000, "trop profondément"),
    ],
)
def test_damage_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(MarkupError, match=why):
        read_json(body)


def test_document_of_too_many_values_is_refused_before_it_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.markup.json.MOST_VALUES", 10)
    assert read_json("[1, 2, 3]").value == [1, 2, 3]
    with pytest.raises(MarkupError, match="plus de 10 valeurs"):
        read_json("[" + "[]," * 10 + "[]]")
