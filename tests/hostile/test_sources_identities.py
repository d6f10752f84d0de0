"""Entries whose names cannot be trusted (standards.md, section 5.3, item 40)."""

from __future__ import annotations

import pytest

from portal.harvest.connectors import feed
from portal.library.harvested import Harvested
from tests.harvest.connectors.sources import iterate, list_faults, serve
from tests.harvest.connectors.written import list_records, take, write_item, write_rss

LINK = "https://producteur.example/etude"


def _read(*items: str) -> list[Harvested]:
    with serve(lambda _: write_rss(items)) as server:
        return list_records(take(iterate(feed, {"kind": "feed", "url": f"{server.url}/f"}, server))[0])


def _read_faults(*items: str) -> list[str]:
    with serve(lambda _: write_rss(items)) as server:
        return list_faults(take(iterate(feed, {"kind": "feed", "url": f"{server.url}/f"}, server))[0])


def test_40_guid_then_address_names_an_entry() -> None:
    assert _read(write_item("g", LINK))[0].remote_id == "g"
    assert _read(write_item("", f"{LINK}/?utm_source=rss#haut"))[0].remote_id == "producteur.example/etude"
    assert _read(write_item("", LINK.replace("https", "http")))[0].remote_id == "producteur.example/etude"


def test_40_entry_without_guid_nor_link_is_a_fault() -> None:
    assert _read_faults(write_item(), "<item/>") == [
        "Fiche refusée : il y manque un identifiant et une adresse web.",
        "Fiche refusée : il y manque un identifiant, un titre et une adresse web.",
    ]


def test_40_entry_without_date_has_none() -> None:
    assert _read(write_item("g", LINK))[0].issued == ""


def test_40_same_guid_with_new_content_is_the_same_entry() -> None:
    (before,) = _read(write_item("g", LINK, "Avant", "2024-01-01"))
    (after,) = _read(write_item("g", f"{LINK}/corrige", "Après", "2025-01-01"))
    assert before.remote_id == after.remote_id
    assert after.title == "Après"


def test_40_guid_that_changed_leaves_the_same_address() -> None:
    """The library then tells that both are one by their address (H-01)."""
    (before,), (after,) = _read(write_item("g1", LINK)), _read(write_item("g2", LINK))
    assert before.remote_id != after.remote_id
    assert before.url == after.url


@pytest.mark.parametrize("guid", ["0", "post", "http://producteur.example/"])
def test_40_guid_that_several_entries_bear_names_none(guid: str) -> None:
    items = [write_item(guid, f"{LINK}/{number}", f"Titre {number}") for number in range(3)]
    assert [one.remote_id for one in _read(*items)] == [f"producteur.example/etude/{n}" for n in range(3)]
    assert {one.remote_id for one in _read(*items)} == {one.remote_id for one in _read(*items[::-1])}


def test_40_guid_that_is_no_address_is_no_link() -> None:
    """isPermaLink is true unless said: « 12345 » is not a page for all that."""
    assert _read_faults(write_item("12345")) == ["Fiche refusée : il y manque une adresse web."]
    assert _read(write_item("12345", LINK))[0].url == LINK


def test_40_guid_beyond_any_length_gives_way_to_the_address() -> None:
    assert _read(write_item("g" * 5000, LINK))[0].remote_id == "producteur.example/etude"


def test_40_guids_differ_by_their_capitals() -> None:
    assert [one.remote_id for one in _read(write_item("G", LINK), write_item("g", f"{LINK}/2"))] == ["G", "g"]
