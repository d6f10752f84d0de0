"""The first sentence of sheets, for every kind of territory."""

from __future__ import annotations

import pytest

from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative
from portal.web.factsheets.lead import Extent, write_lead

NBSP = "\u00a0"


def place(kind: str, name: str, article: int) -> Relative:
    return Relative(1, kind, "1", 0, name, "slug", article, "metro")


BRETAGNE = place("region", "Bretagne", 0)
ILE_DE_FRANCE = place("region", "Île-de-France", 1)
GRAND_EST = place("region", "Grand Est", 2)
ILLE = place("departement", "Ille-et-Vilaine", 1)
ARMOR = place("departement", "Côtes-d'Armor", 4)
RHONE = place("departement", "Rhône", 2)
PARIS = place("departement", "Paris", 0)
REUNION, REUNION_974 = place("region", "La Réunion", 0), place("departement", "La Réunion", 0)
SAINT_BARTHELEMY = place("departement", "Saint-Barthélemy", 0)
WALLIS = place("departement", "Wallis et Futuna", 0)
POLYNESIE = place("departement", "Polynésie française", 0)


@pytest.mark.parametrize(
    ("kind", "type_", "name", "article", "parents", "words"),
    [
        ("commune", "", "Rennes", 0, [ILLE, BRETAGNE],
         "Rennes est une commune d’Ille-et-Vilaine, en Bretagne."),
        ("commune", "", "Paris", 0, [PARIS, ILE_DE_FRANCE], "Paris est une commune située en Île-de-France."),
        ("commune", "", "Saint-Denis", 0, [REUNION_974, REUNION],
         "Saint-Denis est une commune de La Réunion."),
        ("commune", "com", "Papeete", 0, [POLYNESIE],
         "Papeete est une commune de la Polynésie française."),
        ("commune", "com", "Saint-Barthélemy", 0, [SAINT_BARTHELEMY],
         "Saint-Barthélemy est une collectivité d’outre-mer."),
        ("commune", "com", "Uvea", 0, [WALLIS],
         "Uvea est une circonscription territoriale de Wallis et Futuna."),
        ("departement", "metro", "Ille-et-Vilaine", 1, [BRETAGNE],
         "L’Ille-et-Vilaine est un département situé en Bretagne."),
        ("departement", "metro", "Ardennes", 4, [GRAND_EST],
         "Les Ardennes sont un département situé dans le Grand Est."),
        ("departement", "metro", "Paris", 0, [ILE_DE_FRANCE],
         "Paris est un département situé en Île-de-France."),
        ("departement", "drom", "La Réunion", 0, [REUNION], "La Réunion est un département d’outre-mer."),
        ("departement", "com", "Polynésie française", 0, [],
         "La Polynésie française est une collectivité d’outre-mer."),
        ("departement", "com", "Nouvelle-Calédonie", 0, [],
         "La Nouvelle-Calédonie est une collectivité sui generis."),
        ("departement", "com", "Terres australes et antarctiques françaises", 0, [],
         "Les Terres australes et antarctiques françaises sont un territoire d’outre-mer."),
        ("departement", "com", "Île de Clipperton", 0, [],
         "L’île de Clipperton est une possession française."),
        ("region", "metro", "Bretagne", 0, [], "La Bretagne est une région."),
        ("region", "metro", "Île-de-France", 1, [], "L’Île-de-France est une région."),
        ("region", "metro", "Hauts-de-France", 4, [], "Les Hauts-de-France sont une région."),
        ("region", "drom", "Mayotte", 0, [], "Mayotte est une région d’outre-mer."),
    ],
)  # fmt: skip
def test_lead_says_what_and_where(
    kind: str, type_: str, name: str, article: int, parents: list[Relative], words: str
):
    codes = {"Saint-Barthélemy": "977", "Uvea": "986"}
    own = {"Nouvelle-Calédonie": "988", "Île de Clipperton": "989"}
    territory = Territory(
        kind=kind, type=type_, name=name, article_kind=article,
        code=own.get(name, "984" if name.startswith("Terres") else "1"),
        departement_code=codes.get(name, ""),
    )  # fmt: skip
    assert write_lead(territory, {one.kind: one for one in parents}, "") == words


@pytest.mark.parametrize(
    ("type_", "name", "extent", "words"),
    [
        ("CC", "Communauté de communes de Brocéliande", Extent(8, (ILLE,), (BRETAGNE,)),
         f"La communauté de communes de Brocéliande réunit 8{NBSP}communes d’Ille-et-Vilaine, en Bretagne."),
        ("CA", "Redon Agglomération", Extent(31, (ILLE, ARMOR), (BRETAGNE,)),
         (f"Redon Agglomération est une communauté d’agglomération qui réunit 31{NBSP}communes"
          " d’Ille-et-Vilaine et des Côtes-d’Armor, en Bretagne.")),
        ("METRO", "Rennes Métropole", Extent(43, (ILLE,), (BRETAGNE,)),
         f"Rennes Métropole réunit 43{NBSP}communes d’Ille-et-Vilaine, en Bretagne."),
        ("METRO", "Métropole du Grand Paris", Extent(130, (RHONE, ARMOR, ILLE, PARIS), (ILE_DE_FRANCE,)),
         f"La métropole du Grand Paris réunit 130{NBSP}communes d’Île-de-France."),
        ("CC", "Communauté de communes de l'Est", Extent(9, (ILLE, RHONE), (BRETAGNE, GRAND_EST)),
         f"La communauté de communes de l’Est réunit 9{NBSP}communes d’Ille-et-Vilaine et du Rhône."),
        ("CA", "Communauté d'agglomération Intercommunale", Extent(5, (REUNION_974,), (REUNION,)),
         f"La communauté d’agglomération Intercommunale réunit 5{NBSP}communes de La Réunion."),
        ("MET69", "Métropole de Lyon", Extent(58, (RHONE,), ()),
         ("La métropole de Lyon est une collectivité à statut particulier qui réunit"
          f" 58{NBSP}communes du Rhône.")),
    ],
)  # fmt: skip
def test_lead_of_an_intercommunality_says_what_it_gathers(type_: str, name: str, extent: Extent, words: str):
    territory = Territory(kind="epci", type=type_, name=name, code="1")
    assert write_lead(territory, {}, "", extent) == words


def test_lead_counts_inhabitants():
    fleury = Territory(kind="commune", name="Fleury-devant-Douaumont", code="55189")
    assert write_lead(fleury, {}, "aucun habitant en 2023").endswith("On n’y compte aucun habitant en 2023.")
    assert write_lead(fleury, {}, "12 habitants en 2023", area=f"10,1{NBSP}km²").endswith(
        f"On y compte 12 habitants en 2023 sur 10,1{NBSP}km²."
    )


def test_lead_of_a_region_counts_its_departements():
    bretagne = Territory(kind="region", type="metro", name="Bretagne", code="53")
    words = write_lead(bretagne, {}, "", Extent(departements=(ILLE, ARMOR)))
    assert words == f"La Bretagne est une région de 2{NBSP}départements."
