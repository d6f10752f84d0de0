"""XML of others: bounded, without entities, mended only where asked."""

from __future__ import annotations

import pytest

from portal.kernel.markup import MarkupError
from portal.kernel.markup.xml import (
    XmlLimits,
    find_child,
    get_name,
    get_text,
    list_texts,
    open_xml,
    write_element,
)


def _read(body: bytes | str, **options: object) -> list[str]:
    given = body.encode() if isinstance(body, str) else body
    return [get_text(one) for one in open_xml(given, **options).iterate_elements("item")]  # type: ignore[arg-type]


def test_elements_come_complete_and_outermost_whatever_their_prefix() -> None:
    body = '<r xmlns:a="urn:a"><a:item>1<b>2</b></a:item><x><item>3<item>4</item></item></x></r>'
    assert _read(body) == ["12", "34"]


def test_elements_are_emptied_once_the_next_is_asked_for() -> None:
    found = list(open_xml(b"<r><item>1</item><item>2</item></r>").iterate_elements("item"))
    assert [get_text(one) for one in found] == ["", ""]


def test_what_comes_before_a_break_is_given() -> None:
    elements = open_xml(b"<r><item>1</item>\n<item>2</itm></r>").iterate_elements("item")
    assert get_text(next(elements)) == "1"
    with pytest.raises(MarkupError, match=r"XML mal formé : .* \(ligne 2\)"):
        next(elements)


def test_root_and_children_are_found_by_local_name() -> None:
    root = open_xml(b'<a:r xmlns:a="urn:a"><a:b><a:c> 1 </a:c><a:c/><a:c>2</a:c></a:b></a:r>').read_root()
    inner = find_child(root, "b")
    assert get_name(root) == "r"
    assert inner is not None
    assert list_texts(inner, "c") == ["1", "2"]
    assert find_child(root, "b", "d") is None


def test_element_written_alone_keeps_its_namespaces() -> None:
    root = open_xml(b'<r xmlns:a="urn:a"><a:b c="1">2</a:b>tail</r>').read_root()
    assert open_xml(write_element(root[0])).read_root().tag == "{urn:a}b"


@pytest.mark.parametrize("recover", [False, True])
@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE r [<!ENTITY x 'y'>]><r>&x;</r>",
        b"<!-- first --><?pi?> \n<!DOCTYPE r SYSTEM 'http://127.0.0.1/x.dtd'><r/>",
        b"<!doctype html><html/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r><r/>'.encode("utf-16"),
        '<!DOCTYPE r [<!ENTITY x "y">]><r/>'.encode("utf-16-le"),
    ],
)
def test_document_type_is_refused_in_every_encoding(body: bytes, recover: bool) -> None:
    with pytest.raises(MarkupError, match="DOCTYPE"):
        open_xml(body, recover=recover)


def test_document_type_of_old_feeds_is_left_out_when_mending() -> None:
    body = (
        b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
        b' "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss><item>1</item></rss>'
    )
    assert _read(body, recover=True) == ["1"]
    assert b"DOCTYPE" not in open_xml(body, recover=True).utf8
    with pytest.raises(MarkupError):
        open_xml(body)


def test_mending_is_told_and_only_done_when_asked() -> None:
    body = "<r><item>a&nbsp;b &amp; c & d &eacute; &bidon; \x0b&#11;<![CDATA[e & f]]></item></r>"
    document = open_xml(body.encode(), recover=True)
    assert [get_text(one) for one in document.iterate_elements("item")] == [
        "a\u00a0b & c & d é &bidon; e & f"
    ]
    assert document.notes == (
        "1 caractère(s) de contrôle retiré(s).",
        "Entités HTML ou « & » non échappés réparés.",
    )
    assert not document.is_damaged
    with pytest.raises(MarkupError):
        _read(body)


def test_broken_structure_is_guessed_only_when_asked() -> None:
    body = b"<r><item>1</item><item>2</itm></r>"
    document = open_xml(body, recover=True)
    assert [get_text(one) for one in document.iterate_elements("item")] == ["1", "2"]
    assert document.is_damaged
    assert document.is_closed()
    assert not open_xml(body[:20], recover=True).is_closed()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<r>" * 31, "emboîtés"),
        ("<r><item" + "".join(f' a{n}="1"' for n in range(201)) + "/></r>", "attributs"),
        ("<r><item>" + "<a/>" * 60 + "</item></r>", "éléments dans une seule notice"),
        ("<r><item>" + "a" * 2001 + "</item></r>", "Texte de plus de 2000"),
        ("<r>" + " " * 20_000 + "</r>", "octets"),
        ("  ", "vide"),
    ],
)
def test_every_bound_holds(body: str, why: str) -> None:
    limits = XmlLimits(body_bytes=10_000, depth=30, text=2000, elements=50)
    with pytest.raises(MarkupError, match=why):
        _read(body, limits=limits)


def test_bound_of_elements_is_for_each_record() -> None:
    assert len(_read("<r>" + "<item><a/></item><b/>" * 200 + "</r>", limits=XmlLimits(elements=5))) == 200


def test_check_reads_all_and_raises() -> None:
    open_xml(b"<r><a/></r>").check()
    with pytest.raises(MarkupError):
        open_xml(b"<r><a></r>").check()


def test_root_name_is_known_before_reading() -> None:
    assert open_xml(b"<!-- <no> --><?x?><rdf:RDF xmlns:rdf='urn:r'/>").root_name == "RDF"
    assert open_xml(b"text").root_name == ""
