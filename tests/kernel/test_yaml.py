"""YAML: what is written is what is meant; errors name file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.kernel.yaml import YamlError, read_yaml


def _read(folder: Path, text: str | bytes) -> dict[str, Any]:
    path = folder / "entry.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path).data


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"), ("off", "off"), ("Yes", "Yes"), ("01001", "01001"), ("0o17", "0o17"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"), ("1_000", "1_000"), ("1e3", "1e3"), (".inf", ".inf"), ("NULL", "NULL"),
        ("true", True), ("12", 12), ("-1", -1), ("0.5", 0.5), ("null", None), ("2A", "2A"),
    ],
)  # fmt: skip
def test_scalar_is_what_is_written(tmp_path: Path, written: str, meant: object) -> None:
    assert _read(tmp_path, f"key: {written}\n") == {"key": meant}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "“a” is written twice"),
        ("a:\n  b: 1\n  b: 2\n", 3, "“b” is written twice"),
        ("a: &x [1]\nb: *x\n", 2, "aliases"),
        ("a: [1\n", 2, "expected"),
        ("- a\n", 1, "a mapping"),
        ("", 1, "empty"),
        (b"a: 1\nb: \xe9\n", 2, "UTF-8"),
        ("a: !!python/object:os.system x\n", 1, "could not determine a constructor"),
    ],
)
def test_unusable_file_is_refused_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, why: str
) -> None:
    with pytest.raises(YamlError) as refusal:
        _read(tmp_path, text)
    assert refusal.value.line == line
    assert why in str(refusal.value)
    assert str(tmp_path / "entry.yaml") in str(refusal.value)


def test_line_of_a_missing_key_is_that_of_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "entry.yaml"
    path.write_text("a: 1\nb:\n  c:\n    d: 1\n", encoding="utf-8")
    document = read_yaml(path)
    assert document.line_of(("b", "c", "missing")) == 3
    assert document.line_of(("b", "c", "d")) == 4
    assert document.line_of(("zzz",)) == 1


def test_huge_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match="split it"):
        _read(tmp_path, "a: " + "x" * 1_000_001)
