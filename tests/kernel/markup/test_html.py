"""Pages of others: selectors of CSS and XPath, encodings, damaged and hostile markup."""

from __future__ import annotations

import pytest

from portal.kernel.markup import MarkupError
from portal.kernel.markup.html import check_selector, read_html, select, write_html
from portal.kernel.markup.text import clean_text

PAGE = """<html><body><div id="a" class="liste une"><p class="x">1</p><section><p class="x y" data-n="2">2</p>
<a rel="next" href="/s">3</a></section></div><p class="xx">4</p></body></html>"""


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p", ["1", "2", "4"]),
        ("p.x", ["1", "2"]),
        (".x.y", ["2"]),
        ("#a p", ["1", "2"]),
        ("#a > p", ["1"]),
        ("div>p.x", ["1"]),
        ("div.une section p", ["2"]),
        ("[data-n]", ["2"]),
        ("a[rel=next]@href", ["/s"]),
        ("a[rel='next'], p.xx", ["3", "4"]),
        ("p@class", ["x", "x y", "xx"]),
        (".//p[2]", []),
        (".//section/p/@data-n", ["2"]),
        ("(.//p)[last()]", ["4"]),
        ("*[data-n=2]", ["2"]),
    ],
)
def test_select_finds_in_the_order_of_the_page(selector: str, expected: list[str]) -> None:
    root, _ = read_html(PAGE.encode())
    assert [clean_text(write_html(one)) for one in select(root, selector)] == expected


@pytest.mark.parametrize(
    "selector", ["li[", ".//li[", "li:first-child", "a + b", "", "a > ", "p[a=b'c]", "..a"]
)
def test_selectors_that_are_not_understood_are_refused(selector: str) -> None:
    if selector in {"", "a > "}:  # nothing to look for below: the element itself
        check_selector(selector)
        return
    with pytest.raises(ValueError, match="selector"):
        check_selector(selector)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<p>été".encode(), ""),
        ('<meta charset="windows-1252"><p>été'.encode("cp1252"), ""),
        ("<p>été".encode("latin-1"), "iso-8859-1"),
        (
            "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-15'><p>été".encode("cp1252"),
            "",
        ),
        ("\ufeff<p>été".encode("utf-16"), ""),
        ('<?xml version="1.0" encoding="utf-8"?><html><p>été</p></html>'.encode(), ""),
    ],
)
def test_letters_are_read_whatever_the_encoding(body: bytes, charset: str) -> None:
    root, _ = read_html(body, charset=charset)
    assert clean_text(write_html(select(root, "p")[0])) == "été"


@pytest.mark.parametrize("body", [b"", b"   ", b"\0\0", b"<!-- rien -->"])
def test_an_empty_page_is_refused(body: bytes) -> None:
    with pytest.raises(MarkupError):
        read_html(body)


def test_entities_of_ours_are_never_read() -> None:
    body = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><p>&x;</p></html>'
    root, _ = read_html(body)
    assert "root:" not in write_html(root)


def test_a_page_too_deep_or_too_large_does_not_end_the_process() -> None:
    root, _ = read_html(b"<div>" * 20_000 + b"<p>x")
    assert len(select(root, "div")) <= 20_000
    with pytest.raises(MarkupError, match="au plus"):
        read_html(b"<p>" * 3_000_000)
