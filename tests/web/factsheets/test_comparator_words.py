"""What a reader may compare a territory with, in words: all kinds, nothing that makes no sense."""

from __future__ import annotations

import pytest

from portal.territories.models import Territory
from portal.web.factsheets.comparator_words import (
    ComparatorWords,
    list_comparators,
    name_group_comparator,
)
from tests.territories.builders import (
    ACIGNE,
    BRETAGNE,
    DINAN_AGGLOMERATION,
    FRANCE,
    ILLE_ET_VILAINE,
    RENNES,
    RENNES_METROPOLE,
    Places,
    build_territory,
)

NARROW, NBSP = "\u202f", "\u00a0"


def list_by_key(territory: Territory) -> dict[str, ComparatorWords]:
    return {one.key: one for one in list_comparators(territory)}


@pytest.mark.parametrize(
    ("place", "keys", "default"),
    [
        (RENNES, ["departement", "strate", "voisins", "similaires", "region", "france"], "strate"),
        (RENNES_METROPOLE, ["departement", "strate", "voisins", "similaires", "region", "france"], "strate"),
        # Dinan Agglomération is alone in its département.
        (DINAN_AGGLOMERATION, ["strate", "voisins", "similaires", "region", "france"], "strate"),
        (ILLE_ET_VILAINE, ["strate", "voisins", "similaires", "france"], "france"),
        (BRETAGNE, ["strate", "voisins", "similaires", "france"], "france"),
    ],
)
def test_comparators_come_in_the_order_of_the_page(
    small_universe: Places, place: tuple[str, str], keys: list[str], default: str
) -> None:
    found = list_comparators(small_universe[place])
    assert [one.key for one in found] == keys
    assert [one.key for one in found if one.is_default] == [default]


def test_france_is_compared_with_nothing(small_universe: Places) -> None:
    assert list_comparators(small_universe[FRANCE]) == ()


@pytest.mark.parametrize(
    ("place", "key", "label", "heading", "members"),
    [
        (RENNES, "departement", "Département", "communes d’Ille-et-Vilaine", "communes du département"),
        (RENNES, "strate", "Même taille", "communes de 100 000 habitants et plus", "communes de même taille"),
        (ACIGNE, "strate", "Même taille", "communes de 5 000 à 9 999 habitants", "communes de même taille"),
        (RENNES, "voisins", "Voisins", "communes voisines", "communes voisines"),
        (RENNES, "similaires", "Territoires similaires", "communes similaires", "communes similaires"),
        (RENNES, "region", "Région", "communes de Bretagne", "communes de la région"),
        (RENNES, "france", "France", "communes de France", "communes de France"),
        (RENNES_METROPOLE, "strate", "Même type et taille", "métropoles", "métropoles"),
        (RENNES_METROPOLE, "departement", "Département", "intercommunalités d’Ille-et-Vilaine",
         "intercommunalités du département"),
        (DINAN_AGGLOMERATION, "strate", "Même type et taille",
         "communautés d’agglomération de moins de 50 000 habitants",
         "communautés d’agglomération de même taille"),
        (ILLE_ET_VILAINE, "strate", "Même taille", "départements de 250 000 à 499 999 habitants",
         "départements de même taille"),
        (ILLE_ET_VILAINE, "voisins", "Voisins", "départements voisins", "départements voisins"),
        (BRETAGNE, "strate", "Même groupe", "régions de métropole", "régions de métropole"),
        (BRETAGNE, "voisins", "Voisins", "régions voisines", "régions voisines"),
        (BRETAGNE, "france", "France", "régions de France", "régions de France"),
    ],
)  # fmt: skip
def test_comparator_is_named(
    small_universe: Places, place: tuple[str, str], key: str, label: str, heading: str, members: str
) -> None:
    words = list_by_key(small_universe[place])[key]
    assert (words.label, words.heading.replace(NARROW, " "), words.members) == (label, heading, members)
    assert words.group == f"des {members}"


def test_collectivity_overseas_is_no_departement(small_universe: Places) -> None:
    """Its communes are compared with one another, and it with nothing."""
    build_territory("departement", "975", "Saint-Pierre-et-Miquelon", type="com")
    build_territory("commune", "97501", "Miquelon-Langlade", type="com", departement_code="975")
    place = build_territory("commune", "97502", "Saint-Pierre", type="com", departement_code="975")
    assert list_comparators(Territory.objects.get(kind="departement", code="975")) == ()
    assert next(one.label for one in list_comparators(place)) == "Collectivité"
    words = list_by_key(place)
    assert list(words) == ["departement", "voisins"]
    assert words["departement"].heading == "communes de Saint-Pierre-et-Miquelon"
    assert words["departement"].members == "communes de la collectivité"
    assert words["departement"].is_default


def test_region_of_one_departement_is_said_once(small_universe: Places) -> None:
    build_territory("region", "04", "La Réunion", type="drom")
    build_territory("departement", "974", "La Réunion", type="drom", region_code="04")
    columns = {"departement_code": "974", "region_code": "04", "strate": "100000-plus"}
    build_territory("commune", "97411", "Saint-Denis", **columns)
    place = build_territory("commune", "97416", "Saint-Pierre", **columns)
    assert list(list_by_key(place)) == ["departement", "strate", "voisins", "similaires", "france"]


def test_commune_without_strate_opens_on_its_departement(small_universe: Places) -> None:
    place = small_universe[RENNES]
    place.strate = ""
    words = list_by_key(place)
    assert "strate" not in words
    assert words["departement"].is_default


def test_saved_group_is_named_by_its_name() -> None:
    words = name_group_comparator(12, "Pays de l'Est", "commune")
    assert words.key == "groupe-12"
    assert words.label == "Pays de l’Est"
    assert words.members == f"communes du groupe «{NBSP}Pays de l’Est{NBSP}»"
