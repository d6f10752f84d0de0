"""Choosing a zone: places of a name and their zones, and no way out of the site."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.zones import find_zone
from portal.ui.refusing import Impossible
from portal.web.explore.choosing.back import Back, read_back
from portal.web.explore.choosing.offer import build_offer
from tests.web.conftest import Read


def _list_links(page: str) -> list[str]:
    return re.findall(r'href="(/explorer/population\?[^"]+)"', page)


def test_zones_of_a_name_are_those_of_each_place(read: Read) -> None:
    page = read("/explorer/zones?q=rennes&retour=/explorer/population%3Fvue%3Dclassement%26zone%3Dregion:53")
    links = _list_links(page)
    assert "/explorer/population?vue=classement&zone=departement:35&ici=commune:35238" in links
    assert "/explorer/population?vue=classement&zone=epci:243500139&ici=commune:35238" in links
    assert not [link for link in links if "zone=region:53&zone=" in link]


def test_zones_for_the_hub_are_places(read: Read) -> None:
    page = read("/explorer/zones?q=rennes&retour=/explorer%3Ftheme%3Dpopulation")
    assert 'href="/explorer?theme=population&ici=commune:35238"' in page
    assert 'data-add="/explorer?theme=population&ici="' in page


def test_zones_of_a_place_already_chosen_need_no_words(read: Read) -> None:
    page = read("/explorer/zones?t=commune:35238&retour=/explorer/population")
    assert "Quelle zone montrer autour de Rennes ?" in page


def test_zones_of_nowhere_say_so(read: Read) -> None:
    assert "Aucun territoire ne ressemble à « xqzwkj »" in read("/explorer/zones?q=xqzwkj")


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example", "https://evil.example/explorer", "/\\evil.example", "javascript:alert(1)",
        "/admin/", "/explorer/../admin", "/explorer//evil", "/explorerx", "/explorer/a b",
        "/explorer/population\n",
        "/explorer/" + "a" * 3000,
    ],
)  # fmt: skip
def test_page_to_come_back_to_that_is_not_ours_is_refused(read: Read, client: Client, back: str) -> None:
    with pytest.raises(Impossible, match="retour="):
        read_back(back)
    response = client.get("/explorer/zones", {"q": "rennes", "retour": back})
    assert response.status_code == 400
    assert "evil" not in response.get("Location", "")


def test_back_keeps_what_a_zone_does_not_change() -> None:
    back = read_back("/tableaux-de-bord/population?zone=region:53&niveau=epci&annee=2020&classes=egales-4")
    assert back == Back("/tableaux-de-bord/population", (("classes", "egales-4"),))
    assert back.build(zone="epci:243500139", here="commune:35238") == (
        "/tableaux-de-bord/population?classes=egales-4&zone=epci:243500139&ici=commune:35238"
    )


def test_back_with_a_thousand_fields_is_the_page_alone() -> None:
    assert read_back("/explorer/population?" + "&".join("a=1" for _ in range(400))).fields == ()


def test_offer_begins_with_the_place_of_the_reader(small_portal: None) -> None:
    rennes = get_directory().by_code["commune", "35238"]
    offer = build_offer(find_zone("departement:35"), rennes, "/explorer/population?zone=departement:35")
    labels = [link.label for link in offer.links]
    assert labels[0] in ("Rennes et ses voisines", "Rennes Métropole")
    assert labels[-1] == "France"
    assert [link.label for link in offer.links if link.is_current] == ["Ille-et-Vilaine"]
    assert offer.links[-1].path == "/explorer/population?ici=commune:35238"


def test_neighbours_lead_to_what_surrounds_their_centre(small_portal: None) -> None:
    zone = find_zone("voisins:commune:35238")
    paths = [one.path for one in build_offer(zone, None, "/explorer/population").links]
    assert "/explorer/population?zone=departement:35&ici=commune:35238" in paths
