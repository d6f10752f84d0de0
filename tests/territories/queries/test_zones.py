"""Zones of the explorer: what addresses name, in French, and who is in it."""

from __future__ import annotations

import pytest

from portal.territories.models import Group
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import UnknownZoneError, Zone, find_zone, list_zone_positions
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _universe(db: None) -> None:
    build_small_universe()


def _list_codes(zone: Zone, level: str) -> set[str]:
    codes = get_universe().table(level).codes
    return {codes[position] for position in list_zone_positions(zone, level).tolist()}


@pytest.mark.parametrize("key", ["", "france", "france:FR"])
def test_france_in_each_spelling(key: str) -> None:
    zone = find_zone(key)
    assert (zone.key, zone.of_name, zone.in_name, zone.opens_with) == (
        "france", "de France", "en France", "departement",
    )  # fmt: skip
    assert _list_codes(zone, "departement") == {"35", "22"}
    assert "22050" in _list_codes(zone, "commune")


def test_departement_and_its_members() -> None:
    zone = find_zone("departement:35")
    assert (zone.name, zone.subject, zone.of_name, zone.in_name) == (
        "Ille-et-Vilaine", "l’Ille-et-Vilaine", "d’Ille-et-Vilaine", "en Ille-et-Vilaine",
    )  # fmt: skip
    assert (zone.levels, zone.opens_with, zone.territory) == (
        ("epci", "commune"), "commune", ("departement", "35"),
    )  # fmt: skip
    assert _list_codes(zone, "epci") == {"243500139", "200072452"}
    assert _list_codes(zone, "commune") == {"35238", "35001", "35051", "35062"}  # the past one is no member


def test_neighbours_hold_the_territory_itself() -> None:
    zone = find_zone("voisins:commune:35238")
    assert (zone.name, zone.opens_with, zone.territory) == ("Rennes et ses voisines", "commune", None)
    assert "35238" in _list_codes(zone, "commune")
    assert zone.path.startswith("/communes/35238")


def test_list_drops_doubles_and_follows_past_codes() -> None:
    zone = find_zone("liste:commune:35238, 35001,35238,35112")
    assert zone.key == "liste:commune:35001,35062,35238"  # Fleurigné is La Chapelle-Fleurigné today
    assert len(zone.notices) == 1
    assert _list_codes(zone, "commune") == {"35001", "35062", "35238"}


def test_saved_group() -> None:
    Group.objects.create(
        public_id="x7k2", member_kind="epci", codes=["243500139"], name="Les miennes", slug="les-miennes"
    )
    zone = find_zone("group:x7k2")
    assert (zone.levels, zone.path) == (("epci",), "/groupes/x7k2-les-miennes")
    assert zone.of_name == "du groupe «\u00a0Les miennes\u00a0»"
    assert _list_codes(zone, "epci") == {"243500139"}


def test_past_code_leads_to_its_only_heir() -> None:
    zone = find_zone("voisins:commune:35112")
    assert zone.code == "35062"
    assert "35112" in zone.notices[0]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("departement:99", "99"),
        ("departement:", "forme d’un code"),
        ("departement:35;DROP", "forme d’un code"),
        ("canton:3501", "forme attendue"),
        ("voisins:canton:1", "voisins:commune:35238"),
        ("voisins:commune", "forme d’un code"),
        ("group:zzz", "groupe"),
        ("group:\0", "groupe"),
        ("liste:commune:", "de 1 à 400"),
        ("liste:commune:" + ",".join(str(10000 + n) for n in range(401)), "en a 401"),
        ("liste:commune:99999", "territoire d’aujourd’hui"),
        ("liste:commune:../etc", "forme d’un code"),
        ("liste:france:FR", "liste:commune:35238,35047"),
        ("x" * 7000, "trop longue"),
    ],
)
def test_zone_that_cannot_be(key: str, words: str) -> None:
    with pytest.raises(UnknownZoneError, match=words.replace("(", r"\(")):
        find_zone(key)


def test_level_that_is_none_of_the_zone() -> None:
    with pytest.raises(ValueError, match="expected one of commune"):
        list_zone_positions(find_zone("epci:243500139"), "epci")
