"""Encodings announced, and real."""

from __future__ import annotations

import pytest

from portal.kernel.markup.decoding import decode, find_declared

TEXT = "Été à Nîmes"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode(), "bidon"),
        (TEXT.encode("utf-8-sig"), "iso-8859-1"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("cp1252"), "iso-8859-1"),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode("iso8859-15"), "iso-8859-15"),
    ],
)
def test_text_that_is_what_it_says_is_read_in_silence(body: bytes, charset: str) -> None:
    assert decode(body, charset) == (TEXT, ())


def test_bytes_win_over_what_is_announced_and_it_is_told() -> None:
    text, notes = decode(TEXT.encode(), "iso-8859-1")
    assert (text, len(notes)) == (TEXT, 1)
    text, notes = decode(TEXT.encode("cp1252"), "utf-8")
    assert (text, len(notes)) == (TEXT, 1)


def test_few_bad_bytes_do_not_spoil_the_rest() -> None:
    body = (TEXT * 10).encode() + b"\xe9 fin"
    assert decode(body) == (TEXT * 10 + "\ufffd fin", ("1 caractère(s) illisible(s) en utf-8.",))


def test_utf_7_is_not_obeyed() -> None:
    assert decode(b"+ADw-script+AD4-", "utf-7") == ("+ADw-script+AD4-", ())


@pytest.mark.parametrize("name", ["hex", "rot13", "zip", "base64", "\u00e9", "x" * 500, "\0"])
def test_charset_that_is_none_is_ignored(name: str) -> None:
    assert decode(TEXT.encode(), name)[0] == TEXT


def test_declaration_of_a_document_is_found() -> None:
    assert find_declared(b'<?xml version="1.0" encoding="ISO-8859-1"?>') == "ISO-8859-1"
    assert find_declared(b"<a encoding='x'/>") == ""
