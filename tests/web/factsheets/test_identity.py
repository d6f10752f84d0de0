from __future__ import annotations

import pytest

from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative
from portal.web.factsheets.identity import _write_last_name, build_identity, write_lead

BRETAGNE = Relative(1, "region", "53", 0, "Bretagne", "bretagne", 0, "metro")
ILLE = Relative(2, "departement", "35", 0, "Ille-et-Vilaine", "ille-et-vilaine", 1, "metro")
REUNION = Relative(3, "region", "04", 0, "La Réunion", "la-reunion", 0, "drom")


def describe(territory: Territory, **parents: Relative) -> str:
    card = build_identity(territory, parents, None)
    return write_lead(card, territory, parents, "")


@pytest.mark.parametrize(
    ("kind", "type_", "name", "article", "parents", "words"),
    [
        ("commune", "", "Rennes", 0, {"departement": ILLE, "region": BRETAGNE},
         "Rennes est une commune d’Ille-et-Vilaine, en Bretagne."),
        ("epci", "CA", "Redon Agglomération", 0, {"departement": ILLE, "region": BRETAGNE},
         "Redon Agglomération est une communauté d’agglomération d’Ille-et-Vilaine, en Bretagne."),
        ("departement", "metro", "Ille-et-Vilaine", 5, {"region": BRETAGNE},
         "L’Ille-et-Vilaine est un département situé en Bretagne."),
        ("departement", "drom", "La Réunion", 0, {"region": REUNION}, "La Réunion est un département."),
        ("departement", "com", "Polynésie française", 3, {},
         "La Polynésie française est une collectivité d’outre-mer."),
        ("region", "metro", "Bretagne", 3, {}, "La Bretagne est une région."),
    ],
)  # fmt: skip
def test_lead_says_what_and_where(
    kind: str, type_: str, name: str, article: int, parents: dict[str, Relative], words: str
):
    territory = Territory(kind=kind, type=type_, name=name, article_kind=article, code="1")
    assert describe(territory, **parents) == words


@pytest.mark.parametrize(
    ("given", "shown"),
    [("APPÉRÉ", "Appéré"), ("DE LA TOUR-D'AUVERGNE", "de La Tour-d’Auvergne"), ("Le Goff", "Le Goff")],
)
def test_names_of_persons_are_not_shouted(given: str, shown: str):
    assert _write_last_name(given) == shown


def test_many_postal_codes_are_summed_up():
    paris = Territory(kind="commune", code="75056", name="Paris")
    paris.postal_codes = [f"750{number:02}" for number in range(1, 21)] + ["75116"]
    facts = {fact.label: fact.text for fact in build_identity(paris, {}, None).facts}
    assert facts["Codes postaux"] == "75001 à 75116 (21 codes)"
