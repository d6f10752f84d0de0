"""Feeds: every family of them, identities that hold, words left as they are."""

from __future__ import annotations

from typing import Any

import pytest

from portal.harvest.connectors import feed
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import iterate, list_faults, list_ids, list_paths, only, serve
from tests.harvest.connectors.written import list_records, list_warnings, take, write_item, write_rss

LINK = "https://producteur.example/etude"


def _configure(url: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "feed", "url": f"{url}/flux.xml", **changes}


def _read(answer: Any, after: str = "", **changes: Any) -> tuple[list[Any], str]:
    answering = answer if callable(answer) else lambda _: answer
    with serve(answering) as server:
        return take(iterate(feed, _configure(server.url, **changes), server, after))


def _read_one(body: str | bytes) -> Harvested:
    pages, letter = _read(body)
    assert letter == ""
    return only(pages)


def test_rss_entry_keeps_all_that_it_says() -> None:
    more = (
        "<dc:creator>Anne Durand</dc:creator><dc:creator>B. Martin</dc:creator>"
        "<dc:publisher>ANCT</dc:publisher><dc:language>fr</dc:language><dc:rights>Licence Ouverte</dc:rights>"
        "<dc:identifier>doi:10.1234/abc</dc:identifier><category>Finances</category><category>Budget</category>"
        "<description>Un &lt;b&gt;résumé&lt;/b&gt;.</description>"
        "<content:encoded><![CDATA[<p>Tout le texte.</p><p>Sa suite.</p>]]></content:encoded>"
        '<enclosure url="/etude.pdf" type="application/pdf" length="2048"/>'
        '<media:thumbnail url="https://producteur.example/vignette.png"/>'
    )
    item = write_item("id-1", LINK, "L&amp;#39;étude", "Mon, 25 Jun 2018 10:00:00 +0200", more)
    with serve(lambda _: write_rss([item])) as server:
        found = only(take(iterate(feed, _configure(server.url), server))[0])
        file = f"{server.url}/etude.pdf"
    assert found == Harvested(
        remote_id="id-1",
        title="L'étude",
        url=LINK,
        abstract="Un résumé.",
        text="Tout le texte.\n\nSa suite.",
        creators=("Anne Durand", "B. Martin"),
        publishers=("ANCT",),
        issued="Mon, 25 Jun 2018 10:00:00 +0200",
        keywords=("Finances", "Budget"),
        language="fr",
        licence="Licence Ouverte",
        formats=("application/pdf",),
        identifiers=("doi:10.1234/abc",),
        files=(HarvestedFile(file, "", "application/pdf", 2048),),
        image_url="https://producteur.example/vignette.png",
    )


def test_atom_entry_keeps_all_that_it_says() -> None:
    found = _read_one(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>F</title><id>urn:f</id>'
        '<entry><id>urn:uuid:1</id><title type="html">Un &lt;i&gt;titre&lt;/i&gt;</title>'
        f'<link rel="self" href="https://producteur.example/api/1"/><link href="{LINK}"/>'
        '<link rel="enclosure" href="https://producteur.example/d.csv" type="text/csv" length="9" title="D"/>'
        '<link rel="license" href="https://licence.example/"/>'
        "<published>2024-01-02</published><updated>2024-05-06T07:08:09Z</updated><summary>Court.</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Plus long que court.</p></div>'
        '</content><author><name>Anne</name></author><category term="fin" label="Finances"/></entry></feed>'
    )
    assert found == Harvested(
        remote_id="urn:uuid:1",
        title="Un titre",
        url=LINK,
        abstract="Court.",
        text="Plus long que court.",
        creators=("Anne",),
        issued="2024-01-02",
        modified="2024-05-06T07:08:09Z",
        keywords=("Finances",),
        licence="https://licence.example/",
        formats=("text/csv",),
        files=(HarvestedFile("https://producteur.example/d.csv", "D", "text/csv", 9),),
    )


RSS_1 = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    f'<channel rdf:about="f"/><item rdf:about="{LINK}"><title>Titre</title><link>{LINK}</link></item>'
    "</rdf:RDF>"
)
RSS_091 = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"'
    ' "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    f'<rss version="0.91"><channel><item><title>Titre</title><link>{LINK}</link></item></channel></rss>'
)
RSS_092 = f'<rss version="0.92"><channel><item><title>Titre</title><guid>{LINK}</guid></item></channel></rss>'
ATOM_03 = (
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Titre</title>'
    f'<link rel="alternate" type="text/html" href="{LINK}"/></entry></feed>'
)


@pytest.mark.parametrize("body", [RSS_1, RSS_091, RSS_092, ATOM_03])
def test_every_family_of_feeds_is_read(body: str) -> None:
    found = _read_one(body)
    assert (found.title, found.url) == ("Titre", LINK)
    assert found.remote_id.removeprefix("https://") == "producteur.example/etude"


def test_dates_stay_the_words_of_the_source() -> None:
    for words in ("Mo, 25 Jun 2018", "2e trimestre 2023", "Thu, 01 Jan 1970 00:00:00 GMT", "2099-12-31"):
        assert _read_one(write_rss([write_item("1", LINK, date=words)])).issued == words
    more = "<dc:date>2018-06-25</dc:date>"
    assert _read_one(write_rss([write_item("1", LINK, more=more)])).issued == "2018-06-25"
    assert _read_one(write_rss([write_item("1", LINK)])).issued == ""


def test_language_of_the_feed_is_that_of_its_entries() -> None:
    assert (
        _read_one(write_rss([write_item("1", LINK)], head="<language>fr-FR</language>")).language == "fr-FR"
    )


def test_entry_without_title_takes_the_start_of_its_text() -> None:
    more = f"<description>{'Une phrase assez longue. ' * 10}</description>"
    found = _read_one(write_rss([write_item("1", LINK, title="", more=more)]))
    assert found.title.startswith("Une phrase assez longue.")
    assert len(found.title) <= 120


def test_entry_without_link_leads_to_its_file() -> None:
    more = '<enclosure url="https://producteur.example/a.pdf" type="application/pdf" length="x"/>'
    found = _read_one(write_rss([write_item("1", more=more)]))
    assert (found.url, found.files[0].size_bytes) == ("https://producteur.example/a.pdf", None)


def test_feed_is_read_by_batches_and_resumes_exactly() -> None:
    body = write_rss(write_item(f"id-{n}", f"{LINK}/{n}") for n in range(120))
    with serve(lambda _: body) as server:
        config = _configure(server.url)
        pages, letter = take(iterate(feed, config, server))
        rest, _ = take(iterate(feed, config, server, pages[0].next))
        assert len(list_paths(server)) == 2
    assert ([len(page.records) for page in pages], letter) == ([50, 50, 20], "")
    assert list_ids(pages) == [f"id-{n}" for n in range(120)]
    assert list_ids(rest) == [f"id-{n}" for n in range(50, 120)]
    assert pages[-1].next == ""


def test_resumption_whose_entry_has_left_the_feed_reads_it_all() -> None:
    body = write_rss(write_item(f"id-{n}", f"{LINK}/{n}") for n in range(60))
    with serve(lambda path: body.replace("id-49<", "id-x<") if "again" in path else body) as server:
        pages, _ = take(iterate(feed, _configure(server.url), server))
        moved = pages[0].next.replace("flux.xml", "flux.xml?again")
        assert len(list_ids(take(iterate(feed, _configure(server.url), server, moved))[0])) == 60


def test_archived_feed_is_followed_page_after_page() -> None:
    def answer(path: str) -> str:
        number = int(path.partition("page=")[2] or 1)
        head = f'<atom:link rel="next" href="/flux.xml?page={number + 1}"/>' if number < 4 else ""
        return write_rss([write_item(f"id-{number}", f"{LINK}/{number}")], head=head)

    assert list_ids(_read(answer)[0]) == ["id-1", "id-2", "id-3", "id-4"]
    assert list_ids(_read(answer, pages=2)[0]) == ["id-1", "id-2"]


def test_archived_feed_that_goes_in_circles_is_partial() -> None:
    body = write_rss([write_item("id-1", LINK)], head='<atom:link rel="next" href="/flux.xml"/>')
    pages, letter = _read(body)
    assert list_ids(pages) == ["id-1"]
    assert "une page déjà lue" in letter


def test_empty_feed_is_whole_and_empty() -> None:
    pages, letter = _read(write_rss([]))
    assert (len(pages), list_ids(pages), pages[0].next, letter) == (1, [], "", "")


def test_xml_that_is_no_feed_is_partial() -> None:
    pages, letter = _read("<sitemapindex><sitemap/></sitemapindex>")
    assert pages == []
    assert "un flux RSS ou Atom était attendu ; un document XML « sitemapindex » est venu" in letter


def test_cut_feed_is_partial_and_keeps_what_came() -> None:
    body = write_rss([write_item("id-1", LINK), write_item("id-2", f"{LINK}/2")])
    pages, letter = _read(body[: body.index("id-2")])
    assert list_ids(pages) == ["id-1"]
    assert "le flux est coupé avant sa fin" in letter


def test_entry_that_cannot_be_used_fails_alone() -> None:
    pages, letter = _read(
        write_rss([write_item("1", LINK), write_item("2", ""), write_item("3", f"{LINK}/3")])
    )
    assert (list_ids(pages), letter) == (["1", "3"], "")
    assert list_faults(pages) == ["Fiche refusée : il y manque une adresse web."]


def test_entry_that_feedparser_cannot_read_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.harvest.formats import feeds

    def parse(body: Any, **options: Any) -> dict[str, Any]:
        if b"id-2" in body.getvalue():
            raise RuntimeError("feedparser fails")
        return real(body, **options)

    real = feeds.feedparser.parse
    monkeypatch.setattr(feeds.feedparser, "parse", parse)
    pages, letter = _read(write_rss(write_item(f"id-{n}", f"{LINK}/{n}") for n in range(1, 4)))
    assert (list_ids(pages), list_faults(pages), letter) == (["id-1", "id-3"], ["Entrée illisible."], "")


def test_several_entries_at_one_address_are_as_many() -> None:
    """Some producers send every entry to their page of news."""
    items = [write_item("", LINK, f"Titre {number}") for number in range(3)]
    first, second = (list_records(_read(write_rss(order))[0]) for order in (items, items[::-1]))
    assert len({one.remote_id for one in first}) == 3
    assert {one.remote_id for one in first} == {one.remote_id for one in second}


def test_double_entries_are_told() -> None:
    pages, _ = _read(write_rss([write_item("1", LINK), write_item("1", LINK)]))
    assert list_ids(pages) == ["1"]
    assert list_warnings(pages) == ["1 entrée(s) en double dans le flux : la première est gardée."]
