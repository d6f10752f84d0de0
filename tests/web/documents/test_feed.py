"""``/bibliotheque.atom``: valid, dated by documents, named for ever (RFC 4287, RFC 4151)."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.library.search.builders import publish, touch
from tests.web.documents.conftest import Get, Shelf

ATOM = "{http://www.w3.org/2005/Atom}"


def read_feed(get: Get, query: str = "") -> ET.Element:
    response = get(f"/bibliotheque.atom{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def find(element: ET.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None, name
    return found.text or ""


def test_feed_has_what_the_rfc_asks(get: Get, shelf: Shelf):
    feed = read_feed(get, "?theme=finances")
    assert feed.tag == f"{ATOM}feed"
    assert find(feed, "id") == "tag:localhost,2026:bibliotheque?theme=finances"
    assert find(feed, "title") == "Open Collectivités – Bibliothèque : Finances locales"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Open Collectivités"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "http://localhost:8000/bibliotheque.atom?theme=finances",
        "alternate": "http://localhost:8000/bibliotheque?theme=finances",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [find(entry, "title") for entry in entries] == [
        "Comptes de Rennes", "Les finances des communes en 2024", "Les finances des communes en 2023",
    ]  # fmt: skip
    for entry in entries:
        assert find(entry, "id").startswith("tag:localhost,2026:bibliotheque/")
        assert find(entry, "summary")
    assert find(feed, "updated") == max(find(entry, "updated") for entry in entries)


def test_entry_is_dated_by_its_document_not_by_its_harvest(get: Get, shelf: Shelf):
    """The original dated everything by the day of the import (original.md, 2.9)."""
    entries = read_feed(get).findall(f"{ATOM}entry")
    dated = {find(entry, "title"): find(entry, "updated") for entry in entries}
    assert dated["Les finances des communes en 2024"] == "2024-03-12T00:00:00Z"
    # Nothing else is known of it: the day it was added.
    assert dated["=HYPERLINK(1) <script>alert(1)</script>"] == "2026-03-01T00:00:00Z"


def test_year_that_is_not_over_is_not_in_the_future(get: Get, shelf: Shelf):
    publish("Annuaire 2026", published="2026-12-31")
    [entry] = [one for one in read_feed(get).findall(f"{ATOM}entry") if find(one, "title") == "Annuaire 2026"]
    assert find(entry, "updated") == "2026-03-01T00:00:00Z"


def test_name_of_an_entry_outlives_its_title_and_its_address(get: Get, shelf: Shelf):
    before = {find(one, "id") for one in read_feed(get).findall(f"{ATOM}entry")}
    touch(shelf["data"], title="Autre titre", slug="autre-titre", url="https://example.org/ailleurs")
    assert {find(one, "id") for one in read_feed(get).findall(f"{ATOM}entry")} == before


def test_feed_has_at_most_fifty_entries_and_none_is_not_a_fault(get: Get, shelf: Shelf):
    for number in range(60):
        publish(f"Note {number}", published="2019-01-01")
    assert len(read_feed(get).findall(f"{ATOM}entry")) == 50
    empty = read_feed(get, "?q=introuvablissime")
    assert empty.findall(f"{ATOM}entry") == []
    assert find(empty, "updated") == "2026-01-01T00:00:00Z"


def test_feed_that_did_not_change_is_not_sent_again(get: Get, shelf: Shelf):
    first = get("/bibliotheque.atom")
    again = get("/bibliotheque.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_feed_refuses_what_the_page_refuses(get: Get):
    assert get("/bibliotheque.atom?theme=atlantide").status_code == 400


def test_words_of_others_cannot_break_the_feed(get: Get, shelf: Shelf):
    touch(
        shelf["data"],
        title='a & b < c > "d" \x0b\ud800'.encode("utf-8", "ignore").decode(),
        abstract="]]>&amp;",
    )
    titles = [find(one, "title") for one in read_feed(get).findall(f"{ATOM}entry")]
    assert 'a & b < c > "d" ' in titles
