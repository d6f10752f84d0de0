"""Hostile titles, links and dates of sources (standards.md, section 5.3, items 38, 39 and 41)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import pytest

from portal.harvest.connectors import feed, gallica_sru, oai_pmh, opendatasoft
from portal.harvest.pages import Page
from portal.library.describing.dates import parse_moment
from portal.library.harvested import LONGEST_TITLE, Harvested
from tests.harvest.connectors.sources import iterate, list_faults, only, serve
from tests.harvest.connectors.written import (
    build_ods_row,
    take,
    write_item,
    write_oai,
    write_oai_record,
    write_rss,
    write_sru,
    write_sru_record,
)

LINK = "https://producteur.example/etude"
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def _write(kind: str, title: str) -> Any:
    if kind == "opendatasoft":
        return {"total_count": 1, "results": [build_ods_row("a", title=title)]}
    words = escape(title)
    if kind == "feed":
        return write_rss([write_item("a", LINK, words)])
    if kind == "gallica_sru":
        return write_sru([write_sru_record("cb1", title=words).replace(" cb1</dc", "</dc")], 1)
    return write_oai(write_oai_record("r1").replace("Titre r1", words))


def _read(kind: str, body: Any) -> tuple[list[Page], str]:
    module: Any = {
        "feed": feed,
        "gallica_sru": gallica_sru,
        "oai_pmh": oai_pmh,
        "opendatasoft": opendatasoft,
    }[kind]
    more = {"query": "dc.title all x"} if kind == "gallica_sru" else {}
    with serve(lambda _: body) as server:
        return take(iterate(module, {"kind": kind, "url": f"{server.url}/s", **more}, server))


KINDS = ("feed", "gallica_sru", "oai_pmh", "opendatasoft")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("<script>alert(1)</script>Budget", "Budget"),
        ("Budget<img src=x onerror=alert(1)>", "Budget"),
        ("&lt;img src=x onerror=alert(1)&gt;Budget", "Budget"),
        ("&amp;lt;svg/onload=alert(1)&amp;gt;Budget", "Budget"),
        ("Bud\u202egfdp\u202cget", "Budgfdpget"),
        ("B\u200bu\u200dd\u2060g\ufeffet", "Budget"),
        ("Budget des\u2028communes", "Budget des communes"),
    ],
)
def test_38_title_is_made_harmless(kind: str, title: str, meant: str) -> None:
    pages, letter = _read(kind, _write(kind, title))
    assert (only(pages).title, letter) == (meant, "")


@pytest.mark.parametrize("kind", KINDS)
def test_38_title_of_five_thousand_characters_is_cut_and_told(kind: str) -> None:
    found = only(_read(kind, _write(kind, "mot " * 1250))[0])
    assert len(found.title) <= LONGEST_TITLE
    assert found.title.endswith("mot…")
    assert found.notes == ("Un texte de plus de 500 caractères a été coupé.",)


@pytest.mark.parametrize("kind", KINDS)
def test_38_title_that_is_nothing_once_cleaned_is_a_fault(kind: str) -> None:
    pages, letter = _read(kind, _write(kind, "<script>alert(1)</script>\u200b"))
    assert letter == ""
    assert list_faults(pages) == ["Fiche refusée : il y manque un titre."]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,&lt;script&gt;",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://producteur.example/x",
        "mailto:a@producteur.example",
        "https://",
        "https:///x",
        "https://producteur.example:99999/",
        "https://producteur.example\\@mechant.example/",
        f"https://producteur.example/{'a' * 3000}",
    ],
)
def test_39_link_that_is_no_address_of_the_web_is_refused(link: str) -> None:
    pages, letter = _read("feed", write_rss([write_item("a", link), write_item("b", LINK)]))
    assert letter == ""
    assert list_faults(pages) == ["Fiche refusée : il y manque une adresse web."]
    assert [one.url for one in pages[0].records if isinstance(one, Harvested)] == [LINK]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("//producteur.example/x", "http://producteur.example/x"),
        ("https://moi:secret@producteur.example/x", "https://producteur.example/x"),
        ("https://producteur.example/x#partie", "https://producteur.example/x"),
        ("https://carte.example/#/fiche/3", "https://carte.example/#/fiche/3"),
        ("https://\u0430\u0440\u0440\u04cf\u0435.com/", "https://xn--80ak6aa92e.com/"),
        ("HTTPS://PRODUCTEUR.EXAMPLE/X", "https://producteur.example/X"),
    ],
)
def test_39_link_is_made_plain_and_a_look_alike_shows(link: str, url: str) -> None:
    assert only(_read("feed", write_rss([write_item("a", link)]))[0]).url == url


def test_39_relative_link_starts_from_the_feed() -> None:
    with serve(lambda _: write_rss([write_item("a", "../etudes/1")])) as server:
        found = only(take(iterate(feed, {"kind": "feed", "url": f"{server.url}/f/flux.xml"}, server))[0])
        assert found.url == f"{server.url}/etudes/1"


@pytest.mark.parametrize("kind", ["gallica_sru", "oai_pmh"])
def test_39_identifiers_that_are_no_addresses_are_never_links(kind: str) -> None:
    told = "<dc:identifier>javascript:alert(1)</dc:identifier>"
    body = (
        write_sru([write_sru_record("cb1", told, uri=False)], 1)
        if kind == "gallica_sru"
        else write_oai(write_oai_record("r1", "2024", told).replace("https://depot.example/r1", "hdl:1"))
    )
    pages, letter = _read(kind, body)
    assert letter == ""
    assert "adresse web" in list_faults(pages)[0]


def test_39_hostile_enclosures_are_left_out_and_told() -> None:
    more = '<enclosure url="javascript:alert(1)" type="text/csv" length="1"/>'
    found = only(_read("feed", write_rss([write_item("a", LINK, more=more)]))[0])
    assert found.files == ()
    assert found.notes == ("Adresse de fichier inutilisable, laissée de côté : « javascript:alert(1) ».",)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("Mon, 25 Jun 0202 10:00:00 GMT", None),
        ("0202-06-25", None),
        ("Thu, 01 Jan 2099 00:00:00 GMT", None),
        ("Mo, 25 Jun 2018 10:00:00 +0200", datetime(2018, 6, 25, tzinfo=UTC).date()),
        ("Mo, 25 Jun", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_41_date_is_unknown_rather_than_today(words: str, last: object) -> None:
    """The connector keeps the words; read, a date that cannot be is none, and never comes first."""
    found = only(_read("feed", write_rss([write_item("a", LINK, date=words)]))[0])
    assert found.issued == words
    read = parse_moment(found.issued, NOW)
    assert (read.moment.last if read.moment else None) == last


def test_41_first_day_of_computers_is_not_among_news() -> None:
    """1 January 1970 is a clock without a battery; where it is kept as a date, it is the oldest."""
    found = only(_read("feed", write_rss([write_item("a", LINK, date="Thu, 01 Jan 1970 00:00:00 GMT")]))[0])
    read = parse_moment(found.issued, NOW)
    assert read.moment is None or read.moment.last.year == 1970
