"""Hostile XML of sources (standards.md, section 5.3, items 35 to 37): refused, cut, or mended and told."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from portal.harvest.connectors import feed, gallica_sru, oai_pmh
from portal.harvest.pages import Connector, Page
from portal.kernel.markup.decoding import MarkupError
from portal.kernel.markup.xml import open_xml
from tests.harvest.connectors.sources import iterate, list_ids, list_paths, only, serve
from tests.harvest.connectors.written import (
    list_warnings,
    take,
    write_item,
    write_oai,
    write_oai_record,
    write_rss,
    write_sru,
    write_sru_record,
)

LINK = "https://producteur.example/etude"
CONFIGS: dict[str, tuple[Any, dict[str, Any]]] = {
    "feed": (feed, {}),
    "gallica_sru": (gallica_sru, {"query": "dc.title all x"}),
    "oai_pmh": (oai_pmh, {}),
}
WHOLE = {
    "feed": write_rss([write_item("a", LINK), write_item("b", f"{LINK}/2")]),
    "gallica_sru": write_sru([write_sru_record("cb1"), write_sru_record("cb2")], 2),
    "oai_pmh": write_oai(write_oai_record("r1") + write_oai_record("r2")),
}


def _read(kind: str, body: str | bytes) -> tuple[list[Page], str, list[str]]:
    module, more = CONFIGS[kind]
    with serve(lambda _: body) as server:
        config = {"kind": kind, "url": f"{server.url}/source", **more}
        connector: Connector | ModuleType = module
        pages, letter = take(iterate(connector, config, server))  # type: ignore[arg-type]
        return pages, letter, list_paths(server)


def _declare(body: str, doctype: str) -> str:
    """A document type after the declaration."""
    head, closing, rest = body.partition("?>")
    return f"{head}{closing}{doctype}{rest}"


@pytest.mark.parametrize("kind", CONFIGS)
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "file://{secret}"> %p;]>',
        '<!DOCTYPE r SYSTEM "{server}/outside.dtd">',
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x" [<!ENTITY x "y">]>',
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x "&b;&b;&b;&b;">]>',
    ],
)
def test_35_entities_and_document_types_are_refused(kind: str, doctype: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mot de passe")
    body = WHOLE[kind].replace("<title>", "<title>&x;").replace("<dc:title>", "<dc:title>&x;")
    pages, letter, asked = _read(
        kind, _declare(body, doctype.format(secret=secret, server="http://127.0.0.1"))
    )
    assert pages == []
    assert "Déclaration DOCTYPE dans le XML : refusée" in letter
    assert "mot de passe" not in letter
    assert len(asked) == 1  # nothing else was asked of anybody


@pytest.mark.parametrize("kind", CONFIGS)
def test_35_document_type_is_seen_in_other_encodings(kind: str) -> None:
    body = _declare(WHOLE[kind], '<!DOCTYPE r [<!ENTITY x "y">]>').replace("UTF-8", "UTF-16").encode("utf-16")
    pages, letter, _ = _read(kind, body)
    assert pages == []
    assert "DOCTYPE" in letter


@pytest.mark.parametrize("kind", CONFIGS)
def test_35_inclusion_of_a_file_is_text_like_another(kind: str, tmp_path: Path) -> None:
    """XInclude is an element: it is never obeyed."""
    (tmp_path / "secret").write_text("mot de passe")
    told = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{tmp_path}/secret"/>'
    body = WHOLE[kind].replace("</title>", f"{told}</title>").replace("</dc:title>", f"{told}</dc:title>")
    pages, letter, _ = _read(kind, body)
    assert (len(list_ids(pages)), letter) == (2, "")
    assert "mot de passe" not in repr(pages)


@pytest.mark.parametrize("kind", CONFIGS)
def test_36_nesting_of_ten_thousand_levels_is_cut(kind: str) -> None:
    deep = "<a>" * 10_000 + "</a>" * 10_000
    body = (
        WHOLE[kind].replace("<channel>", f"<channel>{deep}").replace("<srw:records>", f"{deep}<srw:records>")
    )
    body = body.replace("<ListRecords>", f"<ListRecords>{deep}")
    pages, letter, _ = _read(kind, body)
    assert list_ids(pages) == []
    assert "éléments XML emboîtés" in letter


@pytest.mark.parametrize("kind", CONFIGS)
def test_36_text_node_of_ten_megabytes_is_cut_and_what_came_before_is_kept(kind: str) -> None:
    long = "x" * 10_000_000
    at = {"feed": f"{LINK}/2<", "gallica_sru": "Étude cb2", "oai_pmh": "Titre r2"}[kind]
    with serve(lambda _: WHOLE[kind].replace(at, long + at)) as server:
        module, more = CONFIGS[kind]
        from portal.harvest.asking import Polite
        from tests.kernel.http.sessions import build_session

        config = module.CONFIG.model_validate({"kind": kind, "url": f"{server.url}/s", **more})
        asking = Polite(build_session(server, answer_bytes=64 * 1024**2))
        pages, letter = take(module.fetch_pages(config, asking))
    assert len(list_ids(pages)) == 1
    assert "illisible" in letter


def test_36_feed_of_too_many_entries_is_cut_with_its_reason() -> None:
    body = write_rss(write_item(f"i{n}", f"{LINK}/{n}") for n in range(500))
    with serve(lambda _: body) as server:
        config = {"kind": "feed", "url": f"{server.url}/s", "most_entries": 120}
        pages, letter = take(iterate(feed, config, server))
    assert len(list_ids(pages)) == 120
    assert "plus de 120 entrées : la suite n’a pas été lue" in letter


def test_36_body_of_a_hundred_megabytes_is_not_received() -> None:
    """The way out of the portal receives 64 MB at most; here 4 MB."""
    from portal.kernel.http import OutboundError, Reason

    def answer(_: str) -> str:
        return write_rss(["x" * 5_000_000])

    with serve(answer) as server:
        pages = iterate(feed, {"kind": "feed", "url": f"{server.url}/s"}, server)
        with pytest.raises(OutboundError) as caught:
            next(pages)
    assert caught.value.reason is Reason.TOO_LARGE


def test_37_encoding_announced_wrongly_is_mended_and_told() -> None:
    body = write_rss([write_item("a", LINK, "Été à Nîmes")], declared="iso-8859-1").encode()
    pages, letter, _ = _read("feed", body)
    assert (only(pages).title, letter) == ("Été à Nîmes", "")
    assert list_warnings(pages) == [
        "Encodage annoncé (iso8859-1) différent du réel (utf-8) : le réel a été suivi."
    ]
    pages, _, _ = _read("feed", write_rss([write_item("a", LINK, "Été à Nîmes")]).encode("cp1252"))
    assert only(pages).title == "Été à Nîmes"
    assert list_warnings(pages) == [
        "Encodage annoncé ou attendu (utf-8) différent du réel : lu comme windows-1252."
    ]


@pytest.mark.parametrize("kind", CONFIGS)
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R&D et AT&T", "R&D et AT&T"),
        ("L&eacute;t&eacute;&nbsp;2024", "Lété 2024"),
        ("un\x0bdeux\x00", "undeux"),
        ("un&#11;deux&#xFFFF;", "undeux"),
        ("&bidon; &amp; &#233;", "&bidon; & é"),
    ],
)
def test_37_what_xml_forbids_is_mended_and_told(kind: str, written: str, meant: str) -> None:
    body = WHOLE[kind].replace("Titre", written, 1).replace("Étude", written, 1)
    pages, letter, _ = _read(kind, body)
    (first, _) = [one for page in pages for one in page.records]
    assert letter == ""
    assert getattr(first, "title", "").startswith(meant)
    assert list_warnings(pages) != []


def test_37_broken_structure_of_a_feed_is_read_as_far_as_can_be() -> None:
    body = WHOLE["feed"].replace("</title><link>", "</titel><link>", 1)
    pages, letter, _ = _read("feed", body)
    assert letter == ""
    assert "b" in list_ids(pages)
    assert "Structure XML abîmée : lu autant que possible." in list_warnings(pages)


@pytest.mark.parametrize("recover", [True, False])
@pytest.mark.parametrize("opened", ["<!--", "<![CDATA[", "<?xml ", "<?", " ", "&", "<!", "<a", "<a "])
def test_what_is_opened_and_never_closed_is_read_at_once(opened: str, recover: bool) -> None:
    """A megabyte of it took hours, every opening looking for its end: that this test ends is what it says."""
    body = f"<rss>{opened * (1_000_000 // len(opened))}</rss>".encode()
    found: list[object] = []
    with suppress(MarkupError):
        found += open_xml(body, recover=recover).iterate_elements("item")
    assert not found
